"""Visits for tests."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from mapapp.accounts.models import User
from mapapp.accounts.viewer import viewer_of
from mapapp.domains.reports.models import Site
from mapapp.fieldwork import forms, service
from mapapp.fieldwork.models import Visit


def typed(**values: str) -> dict[str, str]:
    """What a volunteer types: a visit with one sample of soil."""
    said = {"uuid": str(uuid4()), "seen": "bigger", "visited_on": "2026-05-12", "volunteers": "4"}
    return {**said, "label_1": "KRG-1", "medium_1": "soil", "from_1": "0", "to_1": "20", **values}


def visit(db: Session, site: Site, who: User, **values: str) -> Visit:
    """A visit to a site by a member of an organisation, inside a request."""
    form, errors = forms.read(MultiDict(typed(**values)))
    assert form is not None, errors
    return service.record(db, form, site, viewer_of(who), {})
