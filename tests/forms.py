"""What a browser gets with a form: ``client.post(url, data={"csrf_token": token(client)})``."""

from __future__ import annotations

import secrets

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer


def token(client: FlaskClient) -> str:
    """A token against forged requests that is valid for this client's session, which is made when there is none."""
    with client.session_transaction() as session:
        raw: str = session.setdefault("csrf_token", secrets.token_hex(20))
    return str(URLSafeTimedSerializer(client.application.secret_key or "", salt="wtf-csrf-token").dumps(raw))


def header(client: FlaskClient) -> dict[str, str]:
    """The same token as scripts send it, with bodies that are not forms."""
    return {"X-CSRFToken": token(client)}
