"""Who runs the server: PostgreSQL refuses root, so under root it runs as an account without rights."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from mapapp.instance import StartProblem

SYSTEM_HOMES = Path("/var/lib/mapapp")


class Start(TypedDict, total=False):
    """The arguments of subprocess that say how a program is started."""

    cwd: str
    env: dict[str, str]
    user: int
    group: int
    extra_groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the server's process; None in both means: the one that runs mapapp."""

    uid: int | None = None
    gid: int | None = None

    @property
    def arguments(self) -> Start:
        """What makes subprocess start a program under this account."""
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": ()}

    def give(self, path: Path) -> None:
        """Hands the file or folder to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether this account reaches into the folder."""
        start = self.arguments
        test = subprocess.run(["test", "-x", str(folder)], check=False, **start)
        return test.returncode == 0


def choose(data: Path) -> Account:
    """The account that a server on ``data`` must have, for whoever runs mapapp now."""
    owner = _owner(data)
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise StartProblem(
                f"The database in {data} belongs to {_name(owner)}: start mapapp as that user (or as root), "
                "or give it another folder with MAPAPP_INSTANCE."
            )
        return Account()
    if owner:  # made earlier by an ordinary user: stays theirs
        return _of(pwd.getpwuid(owner))
    for name in ("postgres", "nobody"):
        try:
            return _of(pwd.getpwnam(name))
        except KeyError:
            continue
    raise StartProblem("PostgreSQL refuses to run as root, and there is no account postgres or nobody to run it as.")


def home(instance: Path) -> Path:
    """Where the server keeps its files: ``instance``, or a folder of the system when root's server cannot get there."""
    if os.geteuid() != 0 or choose(instance / "pgdata").can_enter(instance):
        return instance
    name = hashlib.sha256(str(instance).encode()).hexdigest()[:12]
    return SYSTEM_HOMES / name


def _of(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_uid, entry.pw_gid)


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise StartProblem(f"Cannot look into {path.parent}: {error.strerror}.") from error


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
