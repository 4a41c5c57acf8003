"""Limits on how often somebody may do something, without keeping who it was."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds the limits to the application."""
