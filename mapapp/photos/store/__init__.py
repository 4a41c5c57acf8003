"""Where the bytes of photos lie: under the digest of their content, originals and public copies apart."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from mapapp.errors import Unavailable
from mapapp.photos.store.kept import ORIGINALS, PUBLIC, Missing, Store, Tree
from mapapp.photos.store.local import LocalStore
from mapapp.photos.store.remote import Bucket, RemoteStore

__all__ = [
    "ORIGINALS", "PUBLIC", "LocalStore", "Missing", "RemoteStore", "Store", "Tree", "digest_of", "open_store", "store",
]  # fmt: skip

_KEY = "mapapp.photos.store"


@dataclass
class _Opened:
    """The store of one process: connections must not be shared with those that were forked from it."""

    address: str
    process: int = 0
    store: Store | None = field(default=None)


def digest_of(data: bytes) -> str:
    """The name of these bytes in a store: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def open_store(address: str) -> Store:
    """The store in a folder, or at ``s3://bucket/prefix?endpoint=https://...``; raises ConfigError for any other."""
    bucket = _bucket(address)
    return bucket.open() if bucket else LocalStore(address)


def init_app(app: Flask) -> None:
    """Remembers where photos are to be kept; nothing is opened before the first photo. Raises ConfigError."""
    _bucket(app.config["PHOTO_STORE"])
    app.extensions[_KEY] = _Opened(app.config["PHOTO_STORE"])


def store() -> Store:
    """The store of this application. Raises Unavailable when the settings name none."""
    opened: _Opened = current_app.extensions[_KEY]
    if not opened.address:
        raise Unavailable(
            _l("This server cannot take photos: no place to keep them is set."),
            _l("Send the report without photos, or tell the people who run this map."),
        )
    if opened.store is None or opened.process != os.getpid():
        opened.store, opened.process = open_store(opened.address), os.getpid()
    return opened.store


def _bucket(address: str) -> Bucket | None:
    """What an address of S3 says, None for a folder. Raises ConfigError for any other address."""
    return Bucket.of(address) if "://" in address else None
