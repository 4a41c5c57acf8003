"""The public page of an organisation: its names and what it published. Its members are not named."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.accounts.models import Organisation
from mapapp.accounts.shelves import Item, Shelf, add, shelves
from mapapp.core import datasets, figures
from mapapp.core.database import session
from mapapp.core.i18n import language, localize
from mapapp.core.presentation import Badge
from mapapp.core.viewer import Role, Viewer, viewer
from mapapp.errors import NotFound

blueprint = Blueprint("organisations", __name__)
# The download that holds the rows of a dataset, by the dataset's kind.
_DOWNLOADS = {"samples": "samples-results", "reports": "reports", "facilities": "facilities-releases"}


@blueprint.record_once
def _register(state: Any) -> None:
    add(state.app, _datasets)


@blueprint.get("/organisations/<key>")
def organisation(key: str) -> Response:
    """The names of an organisation, its datasets, and the shelves that other parts of the program add."""
    found = session().scalar(select(Organisation).where(Organisation.key == key)) if "\x00" not in key else None
    if found is None:
        raise NotFound(_("There is no such organisation."))
    who = viewer()
    name = localize(found.names, language())
    html = render_template(
        "accounts/organisation_public.html",
        organisation=found,
        name=name,
        others=[(code, one) for code, one in sorted(found.names.items()) if one != name.value],
        shelves=shelves(session(), found, who),
        member=found.id in who.organisation_ids,
    )
    answer = make_response(html)
    if who != Viewer():
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _datasets(db: Session, owner: Organisation, who: Viewer) -> Shelf | None:
    inside = owner.id in who.organisation_ids or (who.role is Role.ADMINISTRATOR and not who.oblasts)
    found = datasets.of_organisation(db, owner.id, all_of_them=inside)
    if not found:
        return None
    count = ngettext("%(num)s dataset", "%(num)s datasets", len(found))
    return Shelf(_("Datasets"), count, [_item(one) for one in found])


def _item(dataset: datasets.Dataset) -> Item:
    public = dataset.visibility == "public"
    day = figures.day(dataset.loaded_at.date().isoformat())
    rows = ngettext("%(num)s row", "%(num)s rows", dataset.row_count)
    file = _DOWNLOADS.get(dataset.kind)
    address = url_for("exports.table", name=file, dataset=dataset.slug) if file and public else ""
    return Item(
        href=url_for("datasets.index", _anchor=dataset.slug) if public else "",
        name=localize(dataset.titles, language()),
        more=f"{rows} · {_('Licence')}: {dataset.licence} · {day}",
        badge=None if public else Badge(_("not published yet"), "warn"),
        downloads=[(address, "CSV")] if address else [],
    )
