"""mapapp: environmental hot spots on a map. What it is made of is in ``contents``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection, Engine

    from mapapp.config import Config

__all__ = ["create_app"]


def create_app(config: Config, bind: Engine | Connection | None = None) -> Flask:
    """The application on the database of ``config``, or on ``bind`` (a test's connection)."""
    from mapapp import contents  # here: it imports everything, and ``import mapapp.core`` shall not

    return contents.create_app(config, bind)
