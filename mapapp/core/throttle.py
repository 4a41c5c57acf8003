"""Limits on how often somebody may do something, without keeping who it was.

Somebody is a digest of their address under a key that is another one each day (``who``). The counters are rows of an
unlogged table, shared by all workers, and gone soon after their time. Without the database nothing is limited.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeVar

from flask import Flask, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext
from limits import RateLimitItem, parse_many
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete, func
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from mapapp.core.jobs import job
from mapapp.core.seal import blind, derived
from mapapp.core.throttle_models import Counter
from mapapp.core.throttle_storage import CounterStorage
from mapapp.errors import TooMany, described

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., object])
_MARK = "limits"
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_limiter = FixedWindowRateLimiter(CounterStorage())


@dataclass(frozen=True, slots=True)
class Limit:
    """Some rules, and the name under which views count together."""

    items: tuple[RateLimitItem, ...]
    scope: str


def limited(rules: str, *, scope: str) -> Callable[[View], View]:
    """Marks a view that one person may ask for only so often: ``"20 per hour; 100 per day"``, else 429.

    Views with the same ``scope`` and rules are counted together. Of a view that takes forms only the sending is
    counted, not the looking.
    """
    limit = Limit(tuple(parse_many(rules)), scope)

    def mark(view: View) -> View:
        setattr(view, _MARK, (*getattr(view, _MARK, ()), limit))
        return view

    return mark


def spend(what: str, rule: str) -> bool:
    """Whether something (told apart by its keyed digest alone) may be used once more; true without the database."""
    key = blind("spend", what)
    try:
        return all(_limiter.hit(item, key, "spend") for item in parse_many(rule))
    except SQLAlchemyError as error:
        log.warning("nothing is limited now: %s", described(error))
        return True


def init_app(app: Flask) -> None:
    """Checks the limits before anything of a request is read.

    With PROXIES=N the address is the one that the outermost of N proxies of ours saw (X-Forwarded-For); else nobody's
    word is taken for it.
    """
    if app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # how Flask's documentation puts middleware in
            app.wsgi_app, x_for=app.config["PROXIES"], x_proto=1
        )
    app.before_request(_check)


def who(address: str | None) -> str:
    """A digest of an address that means the same person until midnight (UTC), and nothing after it.

    Of an IPv6 address the first 64 bits count: the rest is the person's to choose.
    """
    day = datetime.now(UTC).date().isoformat()
    key = derived(f"throttle:{day}", str(current_app.config["SECRET_KEY"]))
    return hmac.new(key, _network(address).encode(), hashlib.sha256).hexdigest()[:32]


@job(every="7 * * * *")
def sweep(db: Session) -> None:
    """Removes counters whose time is over."""
    db.execute(delete(Counter).where(Counter.expires_at <= func.now()))


def _network(address: str | None) -> str:
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""  # a Unix socket: everybody behind it counts as one
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def _check() -> None:
    limits: tuple[Limit, ...] = getattr(current_app.view_functions.get(request.endpoint or ""), _MARK, ())
    if not limits or not _counts():
        return
    person = who(request.remote_addr)
    for limit in limits:
        for item in limit.items:
            try:
                wait = _hit(item, person, limit.scope)
            except SQLAlchemyError as error:
                log.warning("nothing is limited now: %s", described(error))
                return
            if wait is not None:
                raise _too_many(wait)


def _counts() -> bool:
    unsafe = _UNSAFE & set((request.url_rule.methods if request.url_rule else None) or ())
    return request.method in unsafe or not unsafe


def _hit(item: RateLimitItem, person: str, scope: str) -> int | None:
    """Counts this request; the seconds to wait when it is one too many."""
    if _limiter.hit(item, person, scope):
        return None
    return max(1, int(_limiter.get_window_stats(item, person, scope).reset_time - time.time()) + 1)


def _too_many(seconds: int) -> TooMany:
    minutes, hours = -(-seconds // 60), round(seconds / 3600)
    hint = (
        ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", minutes)
        if minutes < 90
        else ngettext("Try again in %(num)s hour.", "Try again in %(num)s hours.", hours)
    )
    return TooMany(_("This was sent too often from your connection."), hint, retry_after=seconds)
