"""Private links: nothing of them is stored, they are signed, and each serves one purpose."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer


def make(purpose: str, what: str) -> str:
    """A token for ``what`` that never expires; the same each time, so that it can be sent again without being kept."""
    return str(URLSafeSerializer(_secrets(), salt=f"mapapp:{purpose}").dumps(what))


def read(purpose: str, token: str) -> str | None:
    """What a token of ``make`` stands for; None when it is not one of ours for this purpose."""
    try:
        return str(URLSafeSerializer(_secrets(), salt=f"mapapp:{purpose}").loads(token))
    except BadData:
        return None


def make_timed(purpose: str, what: str) -> str:
    """A token for ``what`` that knows when it was made."""
    return str(URLSafeTimedSerializer(_secrets(), salt=f"mapapp:timed:{purpose}").dumps(what))


def read_timed(purpose: str, token: str, longest_seconds: int) -> tuple[str, float] | None:
    """What the token stands for and when it was made (seconds since 1970); None when it is wrong or too old."""
    try:
        serializer = URLSafeTimedSerializer(_secrets(), salt=f"mapapp:timed:{purpose}")
        what, made = serializer.loads(token, max_age=longest_seconds, return_timestamp=True)
    except BadData:
        return None
    return str(what), made.timestamp()


def _secrets() -> list[str]:
    """The oldest key first, as itsdangerous wants them: it signs with the last."""
    return [*current_app.config.get("SECRET_KEY_FALLBACKS", ()), current_app.config["SECRET_KEY"]]
