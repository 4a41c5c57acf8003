"""What every store can do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal, Protocol

from flask_babel import lazy_gettext as _l

from mapapp.errors import Unavailable

log = logging.getLogger(__name__)
Tree = Literal["originals", "public"]
ORIGINALS: Tree = "originals"
PUBLIC: Tree = "public"


class Missing(Exception):
    """The store does not have these bytes."""


@contextmanager
def reachable(*failures: type[Exception]) -> Iterator[None]:
    """Within the block these failures of a disk or a network become Unavailable, and a line in the log."""
    try:
        yield
    except failures as error:
        log.error("the store of photos does not work: %s", error)
        raise Unavailable(_l("Photos cannot be stored right now."), _l("Try again in a moment.")) from error


class Store(Protocol):
    """Bytes by their digest. Every method bears being called twice, and by several processes at once.

    Every method raises Unavailable when the disk or the network fails.
    """

    def put(self, tree: Tree, digest: str, data: bytes) -> None:
        """Returns when the bytes are kept so that they outlive a power cut."""

    def get(self, tree: Tree, digest: str) -> bytes:
        """The bytes, whole. Raises Missing."""

    def delete(self, tree: Tree, digest: str) -> None:
        """Leaves nothing under this digest."""

    def older(self, tree: Tree, than: datetime) -> Iterator[str]:
        """The digests of all that was put before ``than``; what a put that was cut off left behind is removed."""
