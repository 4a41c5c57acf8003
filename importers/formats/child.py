"""The limited process: reads one sheet or layer and writes it down as text, or says why it cannot.

Started by ``sandbox`` as ``python -m importers.formats.child`` with the job on its standard input. What goes wrong here
(a crash in a library, too much memory, too much time) ends this process and nothing else.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importers.errors import ImportProblem
from importers.formats.raw import CELL, ROW, RawRow
from importers.limits import MAX_FILE, READER_MEMORY, READER_SECONDS

# What a cell may not hold; no text that a person wrote does.
_NO_MARKS = {ord(CELL): " ", ord(ROW): " "}


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
        write(sheet.rows, Path(job["into"]))
        return {"name": sheet.name, "others": sheet.others}
    from importers.formats.layers import read_layer

    layer = read_layer(path, name, job["part"], job["encoding"])
    write(layer.rows, Path(job["into"]))
    return {"name": layer.name, "others": layer.others, "headings": layer.headings, "crs": layer.crs}


def write(rows: Iterator[RawRow], into: Path) -> None:
    """Leaves the rows in a new file, for ``sandbox.rows_of`` to read."""
    with into.open("x", encoding="utf-8", errors="surrogatepass", newline="") as file:
        for number, cells, shape, _ended in rows:
            parts = (str(number), "" if shape is None else shape.hex(), *cells)
            line = CELL.join(parts)
            if line.count(CELL) >= len(parts) or ROW in line:
                line = CELL.join(part.translate(_NO_MARKS) for part in parts)
            file.write(line + ROW)


def main() -> None:
    """Reads the job, does it, answers with one JSON object."""
    job = json.load(sys.stdin)
    limit()
    gc.disable()  # the process is over before there is anything to collect
    try:
        answer = run(job)
    except ImportProblem as problem:
        answer = {"problem": problem.message.msgid, "params": dict(problem.message.params)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
