"""Says whether the program can answer."""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from mapapp.core.database import session

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 with the version once the database answers (503 in the common shape when it does not)."""
    session().execute(text("SELECT postgis_lib_version()"))
    return jsonify(status="ok", version=version("mapapp"))
