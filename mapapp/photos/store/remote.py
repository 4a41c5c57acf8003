"""Photos in a store that speaks S3 (Amazon's, MinIO, Ceph, Garage, ...)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store

from mapapp.config import ConfigError
from mapapp.photos.store.kept import Missing, Tree, reachable

_CLIENT = {"timeout": "30s", "connect_timeout": "5s"}
_RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}  # somebody is waiting
_OPTIONS = frozenset({"endpoint", "region"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where in which service photos are kept; the keys are in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."""

    name: str
    prefix: str
    options: dict[str, str]

    @classmethod
    def of(cls, address: str) -> Bucket:
        """What ``s3://bucket/prefix?endpoint=https://host&region=name`` says. Raises ConfigError for anything else."""
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query))
        if parts.scheme != "s3" or not parts.netloc or not options.keys() <= _OPTIONS:
            raise ConfigError(
                "MAPAPP_PHOTO_STORE must be a folder, or look like s3://bucket/prefix?endpoint=https://host&region=name."
            )
        return cls(parts.netloc, parts.path.strip("/"), options)

    def open(self) -> RemoteStore:
        """The store there; nothing is asked of it yet."""
        client: Any = {**_CLIENT, "allow_http": self.options.get("endpoint", "").startswith("http://")}
        config: Any = {"region": "us-east-1", **self.options}
        prefix = self.prefix or None
        return RemoteStore(
            S3Store(self.name, prefix=prefix, config=config, client_options=client, retry_config=_RETRIES)
        )


class RemoteStore:
    """``prefix/originals/ab/cd/<digest>`` and ``prefix/public/ab/cd/<digest>`` in a bucket."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def put(self, tree: Tree, digest: str, data: bytes) -> None:
        """The store has confirmed the bytes when this returns; until then there is no such name."""
        with reachable(BaseError):
            obstore.put(self._objects, _name(tree, digest), data, use_multipart=False)

    def get(self, tree: Tree, digest: str) -> bytes:
        """The bytes, whole. Raises Missing."""
        with reachable(BaseError):
            try:
                return bytes(obstore.get(self._objects, _name(tree, digest)).bytes())
            except FileNotFoundError as error:
                raise Missing(digest) from error

    def delete(self, tree: Tree, digest: str) -> None:
        """Leaves nothing under this digest."""
        with reachable(BaseError), suppress(FileNotFoundError):
            obstore.delete(self._objects, _name(tree, digest))

    def older(self, tree: Tree, than: datetime) -> Iterator[str]:
        """The digests of objects put before ``than``; S3 never keeps half an object."""
        with reachable(BaseError):
            chunks = list(obstore.list(self._objects, tree))
        for chunk in chunks:
            for found in chunk:
                if found["last_modified"] < than:
                    yield found["path"].rpartition("/")[2]


def _name(tree: Tree, digest: str) -> str:
    return f"{tree}/{digest[:2]}/{digest[2:4]}/{digest}"
