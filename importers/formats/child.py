"""The limited process: reads one sheet or layer and writes it down as lines of JSON, or says why it cannot.

Started by ``sandbox`` as ``python -m importers.formats.child`` with the job on its standard input. What goes wrong here
(a crash in a library, too much memory, too much time) ends this process and nothing else.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importers.errors import ImportProblem
from importers.formats.tables import RawRow
from importers.limits import MAX_FILE, READER_MEMORY, READER_SECONDS


def limit() -> None:
    """Takes away what a reader does not need: more memory, time, disk and core files."""
    for what, most in (
        (resource.RLIMIT_AS, READER_MEMORY),
        (resource.RLIMIT_CPU, READER_SECONDS),
        (resource.RLIMIT_FSIZE, 4 * MAX_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def run(job: dict[str, str]) -> dict[str, Any]:
    """What there is to know of the sheet or layer, whose rows are now in the file ``job["into"]``."""
    path, name = Path(job["path"]), job["name"]
    if job["reader"] == "sheet":
        from importers.formats.workbooks import read_sheet  # here, so that a child loads one library only

        sheet = read_sheet(path, name, job["part"])
        _write(sheet.rows, Path(job["into"]))
        return {"name": sheet.name, "others": sheet.others}
    from importers.formats.layers import read_layer

    layer = read_layer(path, name, job["part"], job["encoding"])
    _write(layer.rows, Path(job["into"]))
    return {"name": layer.name, "others": layer.others, "headings": layer.headings, "crs": layer.crs}


def _write(rows: Iterator[RawRow], into: Path) -> None:
    with into.open("x", encoding="utf-8") as file:
        for row in rows:
            shape = row.geometry.hex() if row.geometry is not None else None
            file.write(json.dumps([row.number, list(row.cells), shape]) + "\n")


def main() -> None:
    """Reads the job, does it, answers with one JSON object."""
    job = json.load(sys.stdin)
    limit()
    try:
        answer = run(job)
    except ImportProblem as problem:
        answer = {"problem": problem.message.msgid, "params": dict(problem.message.params)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
