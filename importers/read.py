"""The one door: a file in, checked records out, with everything that was noticed on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from importers.columns.guess import heading_known, make_plan
from importers.columns.mapping import FileMapping, load_mapping
from importers.errors import N_, ImportProblem, Message, RowRejected, message
from importers.formats import sandbox
from importers.formats.csv_tables import read_csv
from importers.formats.geofiles import read_geofile
from importers.formats.json_tables import read_json
from importers.formats.sniff import Format, sniff
from importers.formats.tables import Table, under_headings
from importers.keys import settle
from importers.limits import Options
from importers.noticed import noticed, of_ids
from importers.records import KINDS, AnyRow
from importers.rows import RowReader

_CHUNK = 1 << 20
_SHAPED = (Format.GEOJSON, Format.GEOPACKAGE, Format.SHAPEFILE, Format.KML, Format.KMZ)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a file gives. ``read`` counts its records, ``rows`` are the good ones in the file's order (a table with
    a column per substance gives several each), ``repeated`` those that only said the same again.

    ``rejected`` holds at most 10 000 reasons; ``rejected_count`` counts every row that has one. ``mapping_used`` is
    the mapping with all that was guessed, ``extra`` names the columns kept in the rows' ``extra``, ``left_out`` those
    that were not read. ``notes`` are for the person who imports.
    """

    rows: Sequence[AnyRow]
    rejected: Sequence[RowRejected]
    rejected_count: int
    repeated: int
    read: int
    mapping_used: FileMapping
    extra: tuple[str, ...]
    left_out: tuple[str, ...]
    format: str
    crs: str
    encoding: str
    sha256: str
    notes: tuple[Message, ...]


def read(
    path: Path, kind: str, mapping: FileMapping | Path | None = None, options: Options | None = None
) -> ReadResult:
    """The records of that kind in the file at ``path``; ``mapping`` may be the path of a TOML file.

    Raises ImportProblem, with one line to show, when the file as a whole cannot be taken; single rows that cannot
    are in ``rejected``. Nothing is written anywhere but in a folder that is gone afterwards.
    """
    if kind not in KINDS:
        raise ImportProblem(N_("%(kind)s cannot be imported; these can: %(known)s."), kind=kind, known=list(KINDS))
    declared = load_mapping(mapping) if isinstance(mapping, Path) else mapping or FileMapping()
    limits = options or Options()
    with TemporaryDirectory(prefix="mapapp-import-") as folder:
        copy, digest = _copied(path, Path(folder), limits)
        form = sniff(copy, path.name)
        table = _table(copy, path.name, form, (declared, kind))
        plan = make_plan(table.headings, kind, declared, form in _SHAPED)
        reader = RowReader(table, plan, kind)
        found = reader.read(limits)
        reader.locator.judge(path.name)
        rows, repeated, contradictions = settle(found.rows)
    for one in contradictions:
        found.reject(one.row, one.field, one.reason)
    return ReadResult(
        rows=rows,
        rejected=sorted(found.rejected, key=lambda one: one.row),
        rejected_count=len(found.rejected_rows),
        repeated=repeated,
        read=found.read,
        mapping_used=plan.mapping,
        extra=plan.extra,
        left_out=plan.left_out,
        format=form.value,
        crs=declared.crs or table.crs or "EPSG:4326",
        encoding=table.encoding,
        sha256=digest,
        notes=(*table.notes, *plan.notes, *noticed(reader, plan, found), *of_ids(repeated, contradictions)),
    )


def _copied(path: Path, folder: Path, limits: Options) -> tuple[Path, str]:
    """A copy of ours under a name of ours, and the file's digest: what is checked is what is read."""
    ending = path.suffix.lower() if path.suffix[1:].isalnum() and path.suffix.isascii() else ""
    copy, digest = folder / f"data{ending}", hashlib.sha256()
    try:
        if not path.is_file():
            raise ImportProblem(N_("There is no file %(file)s."), file=path)
        if path.stat().st_size > limits.max_bytes:
            raise ImportProblem(
                N_("%(file)s is larger than %(most)s MB."), file=path.name, most=limits.max_bytes // 1_000_000
            )
        with path.open("rb") as source, copy.open("xb") as sink:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                sink.write(chunk)
    except OSError as error:
        raise ImportProblem(N_("%(file)s cannot be read: %(why)s."), file=path, why=error.strerror) from error
    return copy, digest.hexdigest()


def _table(copy: Path, name: str, form: Format, wanted: tuple[FileMapping, str]) -> Table:
    mapping, kind = wanted
    if form is Format.CSV:
        return read_csv(copy, name, mapping, heading_known(kind, mapping))
    if form is Format.JSON:
        return read_json(copy, name)
    if form is Format.XLSX:
        return _sheet(copy, name, wanted)
    return read_geofile(copy, name, form, mapping)


def _sheet(copy: Path, name: str, wanted: tuple[FileMapping, str]) -> Table:
    mapping, kind = wanted
    rows = copy.with_suffix(".rows")
    job = {"reader": "sheet", "path": str(copy), "name": name, "part": mapping.sheet, "encoding": ""}
    answer = sandbox.read_apart(job, rows)
    table = under_headings(lambda: sandbox.rows_of(rows), name, mapping.header_row, heading_known(kind, mapping))
    notes = []
    if answer["others"] and not mapping.sheet:
        sheets = N_("Only the sheet %(sheet)s was read. To read another (%(others)s), name it in the mapping: sheet.")
        notes.append(message(sheets, sheet=answer["name"], others=answer["others"]))
    return Table(table.headings, table.rows, notes=tuple(notes))
