"""The application without a web server: for commands that do what its pages do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from mapapp import create_app
from mapapp.cli.db import upgrade
from mapapp.cluster import database
from mapapp.config import Config
from mapapp.instance import instance_path, photo_folder, prepare, secret_key


@dataclass(frozen=True, slots=True)
class Started:
    """An application on a database whose tables are up to date, and the address of that (as SQLAlchemy writes it)."""

    app: Flask
    url: str


def settings(instance: Path, url: str) -> Config:
    """The settings of the environment for the database at ``url``; key and photos are in the instance folder."""
    key = "" if "MAPAPP_SECRET_KEY" in os.environ else secret_key(instance)
    photos = str(photo_folder(instance))
    return Config.from_environment({**os.environ, "MAPAPP_DATABASE_URL": url}, secret_key=key, photo_store=photos)


@contextmanager
def application() -> Iterator[Started]:
    """The application while the block runs, with the settings that ``mapapp serve`` would have."""
    instance = prepare(instance_path())
    with database(instance) as found:
        config = settings(instance, found.url)
        upgrade(found.url)
        yield Started(create_app(config), found.url)
