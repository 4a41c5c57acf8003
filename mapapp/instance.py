"""The folder where a running mapapp keeps what is its own: the database, its log, the secret key, the photos."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from mapapp.config import ROOT


class StartProblem(Exception):
    """Something outside the program is in the way; the message is one line for the person who starts it."""


def instance_path() -> Path:
    """``instance/`` of this checkout, or the folder that MAPAPP_INSTANCE names."""
    named = os.environ.get("MAPAPP_INSTANCE", "").strip()
    return Path(named).expanduser().resolve() if named else ROOT / "instance"


def prepare(folder: Path) -> Path:
    """The same folder, made when it was missing; raises StartProblem when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-test-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise StartProblem(f"Cannot write to {folder}: {error.strerror}{_whose(folder)}.") from error
    return folder


def photo_folder(folder: Path) -> Path:
    """Where photos are kept when no other store is named; what opens the store makes it."""
    return folder / "photos"


def secret_key(folder: Path) -> str:
    """The key in ``folder``/secret_key that signs cookies and links; made, for its owner alone, at first use."""
    path = folder / "secret_key"
    try:
        if not path.exists():
            _write_private(path, secrets.token_hex(32))
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartProblem(f"Cannot use the secret key in {path}: {getattr(error, 'strerror', 'not text')}.") from error
    if len(key) < 32:
        raise StartProblem(f"The secret key in {path} is too short. Remove the file, and a new key is made.")
    return key


def _whose(folder: Path) -> str:
    """The owner of a folder that another account made, as words to add; nothing for one's own."""
    try:
        return "" if folder.stat().st_uid == os.geteuid() else f" (it belongs to {folder.owner()})"
    except (OSError, KeyError):
        return ""


def _write_private(path: Path, text: str) -> None:
    """Leaves the whole text at ``path`` or nothing; of two writers at the same time the first one's text stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            os.link(draft, path)
    except FileExistsError:
        pass  # another start was quicker: its key is the one
    finally:
        draft.unlink()
