"""Who is asking: the one description of a viewer that every select and every page decides by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, current_app

_KEY = "mapapp.viewer"


class Role(StrEnum):
    """Who is asking, from least to most trusted."""

    ANONYMOUS = "anonymous"
    OWNER = "owner"
    MEMBER = "member"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The one who will see the answer; the default is anybody.

    ``oblasts`` limits what a moderator or administrator is trusted with to sites in these oblasts (P-codes such as
    ``KZ35``); empty means the whole country. ``own`` holds the keys of sites that an owner (somebody with a private
    tracking link) may see although they are not public.
    """

    role: Role = Role.ANONYMOUS
    person_id: int | None = None
    organisation_ids: tuple[int, ...] = ()
    oblasts: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def moderates(self) -> bool:
        """Whether this viewer decides about reports, somewhere at least."""
        return self.role in (Role.MODERATOR, Role.ADMINISTRATOR)


def provide(app: Flask, provider: Callable[[], Viewer]) -> None:
    """Names what finds out who is asking; without one everybody is anonymous."""
    app.extensions[_KEY] = provider


def viewer() -> Viewer:
    """Who makes this request."""
    provider: Callable[[], Viewer] | None = current_app.extensions.get(_KEY)
    return provider() if provider else Viewer()
