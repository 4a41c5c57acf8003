"""What people say of themselves is kept unreadable for anybody who has the database but not the secret key."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def seal(text: str) -> bytes:
    """``text`` encrypted and authenticated (Fernet) under a key derived from the application's secret key."""
    return _fernet().encrypt(text.encode())


def unseal(sealed: bytes | None) -> str | None:
    """The text again; None when there is none, or when it was sealed under a key that is gone."""
    if sealed is None:
        return None
    try:
        return _fernet().decrypt(sealed).decode()
    except InvalidToken:
        return None


def blind(purpose: str, text: str) -> str:
    """A keyed digest (HMAC-SHA-256, hexadecimal) by which equal texts are found without keeping them."""
    return blinds(purpose, text)[0]


def blinds(purpose: str, text: str) -> tuple[str, ...]:
    """The digests of ``text`` under today's key and the earlier ones: what to look for after the key was changed."""
    plain = text.strip().lower().encode()
    keys = (derived(f"blind:{purpose}", secret) for secret in _secrets())
    return tuple(hmac.new(key, plain, hashlib.sha256).hexdigest() for key in keys)


def derived(purpose: str, secret: str) -> bytes:
    """A 32-byte key for one purpose, derived from ``secret`` by HKDF-SHA-256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"mapapp:{purpose}".encode()).derive(secret.encode())


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(derived("seal", secret))) for secret in _secrets()])


def _secrets() -> list[str]:
    return [current_app.config["SECRET_KEY"], *current_app.config.get("SECRET_KEY_FALLBACKS", ())]
