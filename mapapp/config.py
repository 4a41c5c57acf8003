"""Typed settings, read once from the environment and checked at start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("kk", "ru", "en")
NORM_SETS = ("KZ", "KZ-only", "USSR", "RU", "WHO", "EU", "NL")  # the codes of domains.samples.comparison
_CONTACT_DAYS, _ASK_AFTER_DAYS = 365, 60
_DAYS, _PROXIES = ("days", 1, 3650), ("proxies", 0, 5)
_SHORTEST_KEY = 16


class ConfigError(Exception):
    """A setting cannot be used; the message is one line that names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """All that the program can be told from outside."""

    database_url: str
    secret_key: str = field(repr=False)
    tile_url: str = ""
    tile_attribution: str = ""
    default_language: str = "kk"
    secure_cookies: bool = False
    site_name: str = "mapapp"
    public_url: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    photo_store: str = field(default="", repr=False)
    contact_days: int = _CONTACT_DAYS
    ask_after_days: int = _ASK_AFTER_DAYS
    proxies: int = 0
    under_attack: bool = False
    norm_set: str = "KZ"
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, *, secret_key: str = "", photo_store: str = ""
    ) -> Config:
        """The settings in ``MAPAPP_*`` variables; ``secret_key`` and ``photo_store`` serve when theirs are absent.

        Raises ConfigError with one clear line for the first setting that cannot be used.
        """
        env = os.environ if environ is None else environ
        url = env.get("MAPAPP_DATABASE_URL", "").strip()
        if not url:
            raise ConfigError("MAPAPP_DATABASE_URL is not set. Start with script/serve, which makes a database itself.")
        secret = env.get("MAPAPP_SECRET_KEY", secret_key)
        if len(secret) < _SHORTEST_KEY:
            raise ConfigError(f"MAPAPP_SECRET_KEY must have at least {_SHORTEST_KEY} characters.")
        tiles = _tiles(env)
        return cls(
            database_url=sqlalchemy_url(url),
            secret_key=secret,
            default_language=_language(env.get("MAPAPP_DEFAULT_LANGUAGE", "kk")),
            secure_cookies=env.get("MAPAPP_HTTPS", "") == "1",
            site_name=env.get("MAPAPP_SITE_NAME", "mapapp").strip() or "mapapp",
            tile_url=tiles[0],
            tile_attribution=tiles[1],
            public_url=_public_url(env),
            smtp_url=_smtp(env),
            mail_from=env.get("MAPAPP_MAIL_FROM", "").strip(),
            photo_store=env.get("MAPAPP_PHOTO_STORE", "").strip() or photo_store,
            contact_days=_number(env, "MAPAPP_CONTACT_DAYS", _CONTACT_DAYS, _DAYS),
            ask_after_days=_number(env, "MAPAPP_ASK_AFTER_DAYS", _ASK_AFTER_DAYS, _DAYS),
            proxies=_number(env, "MAPAPP_PROXIES", 0, _PROXIES),
            under_attack=env.get("MAPAPP_UNDER_ATTACK", "") == "1",
            norm_set=_norm_set(env.get("MAPAPP_NORM_SET", "").strip() or "KZ"),
            secret_key_fallbacks=_earlier_keys(env),
        )


def sqlalchemy_url(url: str) -> str:
    """The same address with the driver that mapapp uses (psycopg 3).

    Raises ConfigError when the address is not PostgreSQL's.
    """
    for prefix in ("postgresql://", "postgres://", "postgresql+psycopg://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    raise ConfigError("MAPAPP_DATABASE_URL must look like postgresql://user:password@host:5432/name.")


def _public_url(env: Mapping[str, str]) -> str:
    url = env.get("MAPAPP_PUBLIC_URL", "").strip().rstrip("/")
    if url and not url.startswith(("https://", "http://")):
        raise ConfigError("MAPAPP_PUBLIC_URL must be the web address of the map, such as https://map.example.org.")
    return url


def _smtp(env: Mapping[str, str]) -> str:
    url = env.get("MAPAPP_SMTP_URL", "").strip()
    if not url:
        return ""
    if not url.startswith(("smtp://", "smtps://")) or not _has_port(url):
        raise ConfigError("MAPAPP_SMTP_URL must look like smtp://user:password@host:587.")
    for name in ("MAPAPP_MAIL_FROM", "MAPAPP_PUBLIC_URL"):
        if not env.get(name, "").strip():
            raise ConfigError(f"MAPAPP_SMTP_URL needs {name}: letters name their sender and link back to the map.")
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", env["MAPAPP_MAIL_FROM"].strip()):
        raise ConfigError("MAPAPP_MAIL_FROM must be one e-mail address, such as map@example.org.")
    return url


def _has_port(url: str) -> bool:
    """Whether the port in the address, if there is one, is a number that a port can have."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _number(env: Mapping[str, str], name: str, default: int, kind: tuple[str, int, int]) -> int:
    what, least, most = kind
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ConfigError(f"{name} must be a number of {what} from {least} to {most}.")
    return int(text)


def _earlier_keys(env: Mapping[str, str]) -> tuple[str, ...]:
    """The keys that are no longer used to seal and sign, but still read, in the order given (newest first)."""
    keys = tuple(env.get("MAPAPP_SECRET_KEY_FALLBACKS", "").split())
    if any(len(key) < _SHORTEST_KEY for key in keys):
        raise ConfigError(
            f"MAPAPP_SECRET_KEY_FALLBACKS must be earlier secret keys with spaces between them,"
            f" each of at least {_SHORTEST_KEY} characters."
        )
    return keys


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise ConfigError(f"MAPAPP_DEFAULT_LANGUAGE must be one of {', '.join(LANGUAGES)}, not {code!r}.")
    return code


def _norm_set(code: str) -> str:
    if code not in NORM_SETS:
        raise ConfigError(f"MAPAPP_NORM_SET must be one of {', '.join(NORM_SETS)}, not {code!r}.")
    return code


def _tiles(env: Mapping[str, str]) -> tuple[str, str]:
    url, attribution = env.get("MAPAPP_TILE_URL", "").strip(), env.get("MAPAPP_TILE_ATTRIBUTION", "").strip()
    if not url:
        return "", ""
    if not url.startswith(("https://", "http://", "/")) or not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise ConfigError("MAPAPP_TILE_URL must be a web address with {z}, {x} and {y} in it.")
    if not attribution:
        raise ConfigError("MAPAPP_TILE_URL needs MAPAPP_TILE_ATTRIBUTION: the map must name where its tiles come from.")
    return url, attribution
