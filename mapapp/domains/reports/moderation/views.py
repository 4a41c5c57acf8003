"""The pages of moderators, the public log of decisions, and objections by anyone."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("moderation", __name__)
