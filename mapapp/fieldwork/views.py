"""Pages of visits: the form for volunteers, what became of it, the visits of one's organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, cast
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mapapp.accounts.access import needs
from mapapp.core.bodies import takes
from mapapp.core.database import session
from mapapp.core.i18n import Words, language
from mapapp.core.throttle import limited
from mapapp.core.viewer import Role, viewer
from mapapp.domains.reports.intake import fields
from mapapp.domains.reports.intake.forms import Form
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.queries import find_site
from mapapp.errors import BadInput, Forbidden, MapappError, NotFound
from mapapp.fieldwork import forms, present, queries, service
from mapapp.fieldwork.forms import VisitForm
from mapapp.fieldwork.models import DIRECTIONS
from mapapp.photos import service as photos
from mapapp.photos.headers import MAX_BYTES

blueprint = Blueprint("visits", __name__, url_prefix="/visits")
_WHOLE_FORM = len(DIRECTIONS) * MAX_BYTES + (2 << 20)


@blueprint.get("")
@needs(Role.MEMBER)
def index() -> ResponseReturnValue:
    """The visits of the organisations that one belongs to, the newest first."""
    found = queries.of_organisations(session(), viewer().organisation_ids)
    return render_template("fieldwork/index.html", visits=[present.line(*row, language()) for row in found])


@blueprint.get("/new")
@needs(Role.MEMBER)
def new() -> ResponseReturnValue:
    """The form for the site that the address names, empty or of a draft that a browser keeps."""
    uuid = fields.identity(request.args.get("draft", "")) or uuid4()
    return _page(_site(), forms.blank(uuid), {})


@blueprint.post("/new", endpoint="send")
@needs(Role.MEMBER)
@takes(_WHOLE_FORM)
@limited("120 per hour", scope="visit")
def send() -> ResponseReturnValue:
    """Records the visit, or shows the form again with what is wrong; photos that came are kept either way."""
    db, site = session(), _site()
    form, errors = forms.read(request.form)
    uuid = fields.identity(request.form.get("uuid", ""))
    if uuid is None:
        raise BadInput(errors["uuid"])
    if form is None or service.earlier(db, form) is None:  # what was recorded takes no photos any more
        errors = {**_take_photos(uuid), **errors, **(_used_labels(form) if form else {})}
    if form is None or errors:
        return _page(site, request.form.to_dict(), errors), 422
    service.record(db, form, site, viewer(), _directions(uuid))
    return redirect(url_for("visits.visit", key=uuid), 303)


@blueprint.get("/<uuid:key>")
@needs(Role.MEMBER)
def visit(key: UUID) -> ResponseReturnValue:
    """What was recorded on a visit, for members of its organisation."""
    found = queries.find_visit(session(), key, viewer())
    if found is None:
        raise NotFound(_("There is no such page."), _("Check the address, or go to the list of visits."))
    return render_template("fieldwork/visit.html", visit=present.present(session(), *found, language()))


def _site() -> Site:
    who = viewer()
    if not who.organisation_ids:
        raise Forbidden(
            _("Visits are recorded for an organisation, and you belong to none."),
            _("Ask an administrator to add you to yours."),
        )
    found = find_site(session(), request.args.get("site", ""), who)
    if found is None:
        raise NotFound(_("There is no such site."), _("Open the site on the map and choose “Record a visit” there."))
    return found


def _page(site: Site, values: Mapping[str, str], errors: Mapping[str, Words]) -> str:
    uuid = fields.identity(values.get("uuid", "")) or uuid4()
    kept = {str(one.upload_id) for one in photos.batch(session(), uuid)}
    return render_template(
        "fieldwork/new.html",
        site=present.title_of(site, language()),
        form=Form(values, str(uuid), errors=dict(errors)),
        choices=present.choices(),
        rows=range(1, forms.MOST_SAMPLES + 1),
        kept=[direction for direction in DIRECTIONS if str(_upload_id(uuid, direction)) in kept],
        uploads={direction: str(_upload_id(uuid, direction)) for direction in DIRECTIONS},
    )


def _take_photos(uuid: UUID) -> dict[str, Words]:
    """Keeps the photos that came with the form; says what is wrong with those that cannot be used."""
    wrong: dict[str, Words] = {}
    for number, direction in enumerate(DIRECTIONS):
        file = request.files.get(f"photo_{direction}")
        if file is None or not file.filename:
            continue
        stream, upload_id = cast("BinaryIO", file.stream), _upload_id(uuid, direction)
        try:
            photos.receive(session(), stream, batch=uuid, upload_id=upload_id, position=number)
        except MapappError as error:
            wrong[f"photo_{direction}"] = " ".join(str(part) for part in (error.message, error.hint) if part)
    session().commit()  # a mistake elsewhere in the form must not lose them
    return wrong


def _directions(uuid: UUID) -> dict[str, UUID]:
    kept = {one.upload_id for one in photos.batch(session(), uuid)}
    wanted = {direction: _upload_id(uuid, direction) for direction in DIRECTIONS}
    return {direction: upload_id for direction, upload_id in wanted.items() if upload_id in kept}


def _upload_id(uuid: UUID, direction: str) -> UUID:
    """The identity of the photo that looks there: the same for scripts, which send it ahead, and for the plain form."""
    return uuid5(uuid, direction)


def _used_labels(form: VisitForm) -> dict[str, Words]:
    used = service.taken_labels(session(), form, viewer().organisation_ids)
    return {
        f"label_{number}": _("This label is on another sample of your organisation already.")
        for number in range(1, forms.MOST_SAMPLES + 1)
        if fields.text(request.form.get(f"label_{number}", ""), 60) in used
    }
