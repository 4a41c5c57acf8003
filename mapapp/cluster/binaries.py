"""Which PostgreSQL of this machine can serve maps: one that has PostGIS beside it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mapapp.instance import StartProblem

DEBIAN_LIB = Path("/usr/lib/postgresql")
DEBIAN_SHARE = Path("/usr/share/postgresql")
OLDEST = 13


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one installed PostgreSQL."""

    major: int
    folder: Path

    def program(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.folder / name)


def find(major: int | None = None) -> Binaries:
    """The newest PostgreSQL with PostGIS, or exactly ``major``; raises StartProblem when there is none."""
    usable = sorted(installed(), key=lambda found: found.major, reverse=True)
    if major is None and usable:
        return usable[0]
    for found in usable:
        if found.major == major:
            return found
    raise StartProblem(_missing(major, usable))


def installed() -> Iterator[Binaries]:
    """Every PostgreSQL with PostGIS that is new enough, in Debian's folders or on the PATH."""
    for server in DEBIAN_LIB.glob("*/bin/postgres"):
        version = server.parent.parent.name
        if version.isdigit() and _has_postgis(DEBIAN_SHARE / version) and int(version) >= OLDEST:
            yield Binaries(int(version), server.parent)
    config = shutil.which("pg_config")
    if config is None or not (folder := Path(_ask(config, "--bindir"))).joinpath("postgres").exists():
        return
    version_found = re.search(r"\d+", _ask(config, "--version"))
    major = int(version_found.group()) if version_found else 0
    if major >= OLDEST and _has_postgis(Path(_ask(config, "--sharedir"))):
        yield Binaries(major, folder)


def _has_postgis(share: Path) -> bool:
    return (share / "extension" / "postgis.control").exists()


def _ask(config: str, question: str) -> str:
    answer = subprocess.run([config, question], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def _missing(major: int | None, usable: list[Binaries]) -> str:
    if major is None:
        return "No PostgreSQL with PostGIS is installed. Run script/setup, or set MAPAPP_DATABASE_URL to one elsewhere."
    others = ", ".join(str(found.major) for found in usable) or "none"
    return (
        f"The database was made by PostgreSQL {major}, which is not installed with PostGIS (installed: {others}). "
        f"Install postgresql-{major}-postgis-3, or move the data with pg_upgrade."
    )
