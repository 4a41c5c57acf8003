"""How large a request may be, settled before anything of it is read (the token of a form is in its body)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., object])
_MARK = "most_bytes"


def takes(most_bytes: int) -> Callable[[View], View]:
    """Marks a view whose requests may have ``most_bytes`` instead of the application's MAX_CONTENT_LENGTH (413)."""

    def mark(view: View) -> View:
        setattr(view, _MARK, most_bytes)
        return view

    return mark


def init_app(app: Flask) -> None:
    """Applies the marks; goes before every other guard."""
    app.before_request(_settle)


def _settle() -> None:
    most = getattr(current_app.view_functions.get(request.endpoint or ""), _MARK, None)
    if most is not None:
        request.max_content_length = most
