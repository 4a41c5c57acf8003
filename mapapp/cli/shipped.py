"""Fills an empty database with the records that ship with mapapp."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import NoReturn

import click
from sqlalchemy import create_engine, text
from tqdm import tqdm

LOADERS = "mapapp.loaders"  # packages that mapapp does not import name their loader under this group


class Progress:
    """A bar in a terminal, a line per file elsewhere."""

    def __init__(self) -> None:
        self._bar: tqdm[NoReturn] | None = None
        self._title = ""

    def __call__(self, title: str, done: int, total: int) -> None:
        """Shows that ``title`` is being loaded, and that ``done`` of ``total`` are."""
        if not sys.stderr.isatty():
            if title and title != self._title:
                click.echo(f"  {title}")
            self._title = title
            return
        bar = self._bar = self._bar or tqdm(total=total, unit="file", leave=False)
        bar.set_description(title[:40])
        bar.update(done - bar.n)

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()


def load_if_empty(url: str) -> None:
    """Loads the shipped records, unless the database has a dataset already.

    A loader is ``load(url, progress)`` with ``progress(title, done, total)``, and loads all or nothing.
    """
    if _has_datasets(url):
        return
    loaders = [found for point in entry_points(group=LOADERS) if (found := _import(point)) is not None]
    if not loaders:
        click.echo("No package brings records: the map starts empty.")
    for load in loaders:
        click.echo("Loading the shipped records (once) ...")
        progress = Progress()
        try:
            load(url, progress)
        finally:
            progress.close()


def _import(point: EntryPoint) -> Callable[[str, Progress], None] | None:
    """The loader; None when its package is not part of this installation."""
    try:
        found: Callable[[str, Progress], None] = point.load()
    except ModuleNotFoundError as error:
        if error.name and point.module.startswith(error.name):
            return None
        raise
    return found


def _has_datasets(url: str) -> bool:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(text("SELECT EXISTS (SELECT FROM dataset)")))
    finally:
        engine.dispose()
