"""Headers that hold on every answer: nothing foreign, nothing inline without this answer's nonce."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g

_YEAR_SECONDS = 365 * 24 * 3600


def nonce() -> str:
    """The nonce of this answer; made once."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    made: str = g.nonce
    return made


def policy(images: str = "") -> str:
    """The Content-Security-Policy; ``images`` is one more origin that tiles may come from."""
    parts = {
        "default-src": "'none'",
        "script-src": f"'nonce-{nonce()}'",
        "style-src": f"'self' 'nonce-{nonce()}'",
        "img-src": f"'self' data: blob: {images}".strip(),
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def init_app(app: Flask) -> None:
    """Adds the headers to every answer and the nonce to every template."""
    app.jinja_env.globals["csp_nonce"] = nonce
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    tiles = urlsplit(str(current_app.config.get("TILE_URL", "")).replace("{s}", "*"))
    origin = f"{tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""
    response.headers.setdefault("Content-Security-Policy", policy(origin))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
    return response
