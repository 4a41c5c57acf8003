"""What templates about accounts ask for."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Flask

from mapapp.accounts.viewer import viewer
from mapapp.core import outbox
from mapapp.core.i18n import language
from mapapp.core.viewer import Role

_ZONE = ZoneInfo("Asia/Almaty")  # the country has one time


def init_app(app: Flask) -> None:
    """Gives templates ``moment_words``, ``can_send`` and ``is_administrator``."""
    app.jinja_env.globals.update(moment_words=moment_words, can_send=outbox.can_send, is_administrator=is_administrator)


def moment_words(moment: datetime) -> str:
    """A date with the time of day, as clocks in Kazakhstan showed it."""
    return str(format_datetime(moment, "d MMM y, HH:mm", tzinfo=_ZONE, locale=language()))


def is_administrator() -> bool:
    """Whether pages for administrators are offered."""
    return viewer().role is Role.ADMINISTRATOR
