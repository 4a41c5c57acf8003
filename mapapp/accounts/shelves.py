"""What an organisation shows on its page: each part of the program that has something of it registers a shelf."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.orm import Session

from mapapp.accounts.models import Organisation
from mapapp.core.i18n import Text, Words
from mapapp.core.presentation import Badge
from mapapp.core.viewer import Viewer

_KEY = "mapapp.shelves"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the organisation; ``downloads`` are addresses with what stands on their links."""

    href: str
    name: Text
    more: Words = ""
    badge: Badge | None = None
    downloads: Sequence[tuple[str, Words]] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Things of one kind; ``count`` says in words how many there are in all, ``further`` leads to the rest."""

    title: Words
    count: Words
    items: Sequence[Item] = ()
    further: tuple[str, Words] | None = None


Provider = Callable[[Session, Organisation, Viewer], Shelf | None]


def add(app: Flask, provider: Provider) -> None:
    """Adds a shelf to the page of every organisation; None from ``provider`` leaves it out.

    A provider shows only what the viewer may see, and counts nothing else.
    """
    app.extensions.setdefault(_KEY, []).append(provider)


def shelves(db: Session, organisation: Organisation, viewer: Viewer) -> list[Shelf]:
    """The shelves of an organisation that have something for this viewer."""
    providers: list[Provider] = current_app.extensions.get(_KEY, [])
    found = (provider(db, organisation, viewer) for provider in providers)
    return [one for one in found if one is not None]
