"""Typed settings, read once from the environment and checked at start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("kk", "ru", "en")


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

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, *, secret_key: str = "") -> Config:
        """The settings in ``MAPAPP_*`` variables; ``secret_key`` serves when MAPAPP_SECRET_KEY is absent.

        Raises ConfigError with one clear line for the first setting that cannot be used.
        """
        env = os.environ if environ is None else environ
        url = env.get("MAPAPP_DATABASE_URL", "").strip()
        if not url:
            raise ConfigError("MAPAPP_DATABASE_URL is not set. Start with script/serve, which makes a database itself.")
        secret = env.get("MAPAPP_SECRET_KEY", secret_key)
        if len(secret) < 16:
            raise ConfigError("MAPAPP_SECRET_KEY must have at least 16 characters.")
        tiles = _tiles(env)
        return cls(
            database_url=sqlalchemy_url(url),
            secret_key=secret,
            default_language=_language(env.get("MAPAPP_DEFAULT_LANGUAGE", "kk")),
            secure_cookies=env.get("MAPAPP_HTTPS", "") == "1",
            site_name=env.get("MAPAPP_SITE_NAME", "mapapp").strip() or "mapapp",
            tile_url=tiles[0],
            tile_attribution=tiles[1],
        )


def sqlalchemy_url(url: str) -> str:
    """The same address with the driver that mapapp uses (psycopg 3).

    Raises ConfigError when the address is not PostgreSQL's.
    """
    for prefix in ("postgresql://", "postgres://", "postgresql+psycopg://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    raise ConfigError("MAPAPP_DATABASE_URL must look like postgresql://user:password@host:5432/name.")


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise ConfigError(f"MAPAPP_DEFAULT_LANGUAGE must be one of {', '.join(LANGUAGES)}, not {code!r}.")
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
