"""Web addresses for letters and files, which are read far from the page that made them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request


def absolute(endpoint: str, **values: Any) -> str:
    """The whole address of a page, made from the setting MAPAPP_PUBLIC_URL; also in jobs, where there is no request.

    ``values`` are those of ``url_for``; what the route does not take becomes the query (``lang="kk"``), None is left
    out. Without the setting it is the root that this request was sent to, else a path from the root. Raises
    werkzeug's BuildError for an endpoint or value that does not exist.
    """
    given = {name: value for name, value in values.items() if value is not None}
    base = str(current_app.config.get("PUBLIC_URL", "")).rstrip("/")
    if not base and has_request_context():
        base = request.root_url.rstrip("/")
    parts = urlsplit(base)
    adapter = current_app.url_map.bind(parts.netloc or "localhost", script_name=parts.path or "/")
    current_app.inject_url_defaults(endpoint, given)
    path = adapter.build(endpoint, given, method="GET", force_external=False)
    return f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else path
