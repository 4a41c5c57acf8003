"""The private page in a browser without JavaScript."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mapapp.core.tokens import make
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.moderation.models import SiteEvent
from tests.forms import token as csrf


def address(app: Flask, submission: Submission, deed: str = "") -> str:
    """The private address of a submission, or of something to do there."""
    with app.app_context():
        return f"/my/{make('track', str(submission.uuid))}" + (f"/{deed}" if deed else "")


def post(client: FlaskClient, submission: Submission, deed: str, **data: object) -> TestResponse:
    """Sends one of the forms of the page."""
    url = address(client.application, submission, deed)
    return client.post(url, data={"csrf_token": csrf(client), **data}, content_type="multipart/form-data")


def actions(db: Session, submission: Submission) -> list[str]:
    """What happened to the site, in order."""
    wanted = select(SiteEvent.action).where(SiteEvent.site_id == submission.site_id).order_by(SiteEvent.id)
    return list(db.scalars(wanted))


def link(app: Flask, purpose: str, submission: Submission) -> str:
    """A token for a submission."""
    with app.app_context():
        return make(purpose, str(submission.uuid))
