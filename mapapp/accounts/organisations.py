"""Organisations: added and named by administrators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.accounts.grants import held, unlimited
from mapapp.accounts.models import Organisation, User
from mapapp.accounts.viewer import viewer_of
from mapapp.core import audit
from mapapp.errors import BadInput, Forbidden


def save(db: Session, who: User, organisation: Organisation | None, names: Mapping[str, str]) -> None:
    """A new organisation, or new names (a value per language) for one."""
    said = {code: " ".join(name.split()) for code, name in names.items() if name.strip()}
    if not said:
        raise BadInput(_("Type the name in at least one language."))
    if not may_rename(who, organisation):
        raise Forbidden(_("You cannot change this organisation."))
    if organisation is None:
        organisation = Organisation(key=_key(said), names=said)
        db.add(organisation)
        db.flush()
        action = "organisation_added"
    else:
        organisation.names, action = said, "organisation_renamed"
    audit.record(db, viewer_of(who), action, f"organisation:{organisation.key}", names=said)


def may_rename(who: User, organisation: Organisation | None) -> bool:
    """Whether somebody may name an organisation, or (None) add one."""
    of_it = any(
        one.role == "administrator" and organisation is not None and one.organisation_id == organisation.id
        for one in held(who)
    )
    return unlimited(who) or of_it


def _key(names: Mapping[str, str]) -> str:
    plain = unicodedata.normalize("NFKD", names.get("en", "")).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]
    return f"{words or 'organisation'}-{uuid4().hex[:4]}"
