"""Readers written in other languages run in a process of their own, with little memory and nothing of ours in reach."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from importers.errors import N_, ImportProblem
from importers.formats.raw import CELL, ROW, RawRow
from importers.limits import READER_SECONDS

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 1 << 20
_DRIVERS = frozenset({"GeoJSON", "GPKG", "ESRI Shapefile", "LIBKML", "KML"})


def read_apart(job: dict[str, str], rows: Path) -> dict[str, Any]:
    """What the child found out, its rows being in ``rows``. Raises ImportProblem, whatever happened to the child."""
    command = [sys.executable, "-P", "-s", "-B", "-m", "importers.formats.child"]
    request = json.dumps({**job, "into": str(rows)})
    try:
        done = subprocess.run(
            command,
            input=request,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=_environment() | (_drivers() if job["reader"] != "sheet" else {}),
            timeout=READER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ImportProblem(N_("%(file)s takes too long to read."), file=job["name"]) from error
    if done.returncode:
        log.debug("reader ended with %s: %s", done.returncode, done.stderr[-2000:])
        raise ImportProblem(
            N_("%(file)s is damaged, or too large to be read with the memory allowed."), file=job["name"]
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    if "problem" in answer:
        raise ImportProblem(answer["problem"], **answer["params"])
    return answer


def rows_of(path: Path) -> Iterator[RawRow]:
    """The rows that a child wrote."""
    rest = ""
    with path.open(encoding="utf-8", errors="surrogatepass", newline="") as file:
        while chunk := file.read(_CHUNK):
            *rows, rest = (rest + chunk).split(ROW)
            for row in rows:
                number, shape, *cells = row.split(CELL)
                yield RawRow(int(number), cells, bytes.fromhex(shape) if shape else None)


def _environment() -> dict[str, str]:
    """No settings, secrets or proxies of ours; GDAL with no way to the network."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(_ROOT),
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "GDAL_NUM_THREADS": "1",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".nothing",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "GDAL_HTTP_TIMEOUT": "1",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "ALLOW_OGR_SQL_FUNCTIONS_FROM_TRIGGER_AND_VIEW": "NO",  # of a GeoPackage, which can hold both
        "PROJ_NETWORK": "OFF",
    }


@cache
def _drivers() -> dict[str, str]:
    """What keeps GDAL to the few formats that are taken."""
    import pyogrio  # here, because it brings pandas: as much as all else that reading a workbook needs

    return {"GDAL_SKIP": ",".join(sorted(set(pyogrio.list_drivers()) - _DRIVERS))}
