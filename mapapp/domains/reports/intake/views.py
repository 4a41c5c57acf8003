"""The pages on which a report comes in and its sender looks after it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("report", __name__)
