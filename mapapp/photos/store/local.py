"""Photos in a folder of this machine, for its own account's eyes only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from mapapp.photos.store.kept import Missing, Tree, reachable

_DRAFT = ".part"


class LocalStore:
    """``folder/originals/ab/cd/<digest>`` and ``folder/public/ab/cd/<digest>``, files 0600 in folders 0700."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def put(self, tree: Tree, digest: str, data: bytes) -> None:
        """The bytes and their name are on the disk when this returns; until then there is no such name."""
        with reachable(OSError):
            path = self._path(tree, digest)
            self._make(path.parent)
            _write(path, data)

    def get(self, tree: Tree, digest: str) -> bytes:
        """The bytes, whole. Raises Missing."""
        with reachable(OSError):
            try:
                return self._path(tree, digest).read_bytes()
            except FileNotFoundError as error:
                raise Missing(digest) from error

    def delete(self, tree: Tree, digest: str) -> None:
        """Leaves nothing under this digest, also after a power cut."""
        path = self._path(tree, digest)
        with reachable(OSError), suppress(FileNotFoundError):
            path.unlink()
            _sync(path.parent)

    def older(self, tree: Tree, than: datetime) -> Iterator[str]:
        """The digests of files put before ``than``; drafts that a killed process left behind are removed."""
        for path in (self._folder / tree).glob("??/??/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime >= than.timestamp():
                    continue
                if path.suffix == _DRAFT:
                    path.unlink()
                else:
                    yield path.name

    def _path(self, tree: Tree, digest: str) -> Path:
        return self._folder / tree / digest[:2] / digest[2:4] / digest

    def _make(self, folder: Path) -> None:
        """Makes the folder and those above it; each new name is on the disk too when this returns."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        _sync(folder.parent)


def _write(path: Path, data: bytes) -> None:
    """The whole data under this name, or no such name; a killed process leaves a draft."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}{_DRAFT}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Returns when the names in the folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
