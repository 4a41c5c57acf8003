"""Mappings that an organisation keeps under a name, to be used for the next file of the same laboratory."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from importers.columns.mapping import FileMapping, as_tables
from importers.errors import BadValue
from importers.values.texts import clean_text
from importers.web.columns import OF_THE_FILE, Form
from importers.web.receiving import named_mapping
from importers.web.said import said
from mapapp.core.loads import Load, NamedMapping
from mapapp.core.viewer import viewer

_LONGEST = 100


def keep(db: Session, load: Load, form: Form, mapping: FileMapping) -> None:
    """Keeps the mapping under the name in the form, if there is one; one of that name is replaced when that is ticked.

    What was said of this one file (its laboratory) is not kept.
    """
    name = _name(form)
    if not name or load.organisation_id is None:
        return
    known = named_mapping(db, load.organisation_id, name)
    if known is not None and not form.values.get("replace"):
        form.errors["save_as"] = _("There is a mapping of that name. Tick the box to replace it.")
        return
    if known is None:
        known = NamedMapping(organisation_id=load.organisation_id, kind="samples", name=name)
        db.add(known)
    tables = as_tables(mapping)
    constants = {key: text for key, text in tables.get("constants", {}).items() if key not in OF_THE_FILE}
    known.mapping = {**tables, "constants": constants}
    known.updated_by_id = viewer().person_id
    db.flush()


def _name(form: Form) -> str:
    try:
        return clean_text(form.values.get("save_as", ""), _LONGEST)
    except BadValue as error:
        form.errors["save_as"] = said(error.message)
        return ""
