"""Who makes this request, read once from the log-in and the grants of that person."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app, g, has_request_context, request

from mapapp.accounts.logins import person
from mapapp.accounts.models import TRUSTED, Grant, User
from mapapp.core.viewer import Role, Viewer

_ORDER = list(Role)


def viewer() -> Viewer:
    """Who makes this request; anonymous without a session cookie, without a log-in, and without a database.

    Without a cookie neither session nor database is touched, so that public pages stay fit for shared caches.
    """
    if not has_request_context() or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return Viewer()
    if "viewer" not in g:
        g.viewer = _read()
    found: Viewer = g.viewer
    return found


def viewer_of(user: User) -> Viewer:
    """What a person is trusted with: the strongest grant gives the role, all together the oblasts.

    Grants as moderator or administrator count only once the second factor is set up.
    """
    grants = [one for one in user.grants if one.role not in TRUSTED or user.tf_primary_method]
    return Viewer(
        role=max((Role(one.role) for one in grants), key=_ORDER.index, default=Role.ANONYMOUS),
        person_id=user.id,
        organisation_ids=tuple(sorted({one.organisation_id for one in grants if one.organisation_id is not None})),
        oblasts=_oblasts(one for one in grants if one.role in TRUSTED),
    )


def at_least(asking: Viewer, role: Role) -> bool:
    """Whether somebody is trusted with ``role`` or more."""
    return _ORDER.index(asking.role) >= _ORDER.index(role)


def _oblasts(grants: Iterable[Grant]) -> tuple[str, ...]:
    """The union of the grants' oblasts; empty (the whole country) when one of them names none."""
    named = [one.oblasts for one in grants]
    return tuple(sorted({code for codes in named for code in codes})) if all(named) else ()


def _read() -> Viewer:
    user = person()
    return viewer_of(user) if user else Viewer()
