"""The one door: a file in, checked records out, with everything that was noticed on the way."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from importers.collected import Collected
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
from importers.vocabulary import Vocabulary, shipped

_CHUNK = 1 << 20
_SHOWN_ROWS, _SUGGESTED_FOR = 20, 200
_SHAPED = (Format.GEOJSON, Format.GEOPACKAGE, Format.SHAPEFILE, Format.KML, Format.KMZ)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a file gives. ``read`` counts its records, ``rows`` are the good ones in the file's order (a table with
    a column per substance gives several each), ``repeated`` those that only said the same again.

    ``rejected`` holds at most 10 000 reasons; ``rejected_count`` counts every row that has one. ``mapping_used`` is
    the mapping with all that was guessed, ``extra`` names the columns kept in the rows' ``extra``, ``left_out`` those
    that were not read. ``notes`` are for the person who imports.

    Every result is accounted for: ``results`` = rows + ``repeated`` + ``empty`` (nothing was measured) + ``lost``
    (rejected). ``remarks`` are the numbers of rows that are no records: footnotes, totals, norms, limits of detection.
    ``unknown`` has the words that only a person can explain, by field (substance, unit, medium), and how many results
    have each; ``nearest`` are codes of substances written like them, none of which was applied. ``headings`` and
    ``sample_rows`` show the table's beginning as it stands in the file.
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
    results: int = 0
    empty: int = 0
    lost: int = 0
    remarks: tuple[int, ...] = ()
    unknown: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    nearest: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    sample_rows: tuple[tuple[str, ...], ...] = ()


def read(
    path: Path,
    kind: str,
    mapping: FileMapping | Path | None = None,
    options: Options | None = None,
    vocabulary: Vocabulary | None = None,
) -> ReadResult:
    """The records of that kind in the file at ``path``; ``mapping`` may be the path of a TOML file.

    ``vocabulary`` are the substances that names can mean (``importers.substances.vocabulary_of`` takes them from the
    database), else those that ship with the program; a name that is not among them is asked for, never guessed.
    Raises ImportProblem, with one line to show, when the file as a whole cannot be taken; single rows that cannot
    are in ``rejected``. Nothing is written anywhere but in a folder that is gone afterwards.
    """
    if kind not in KINDS:
        raise ImportProblem(N_("%(kind)s cannot be imported; these can: %(known)s."), kind=kind, known=list(KINDS))
    declared = load_mapping(mapping) if isinstance(mapping, Path) else mapping or FileMapping()
    limits = options or Options()
    with TemporaryDirectory(prefix="mapapp-import-") as folder, _collector_resting():
        copy, digest = _copied(path, Path(folder), limits)
        form = sniff(copy, path.name)
        table = _table(copy, path.name, form, (declared, kind))
        known = vocabulary or shipped()
        plan = make_plan(table.headings, kind, declared, form in _SHAPED, known)
        reader = RowReader(table, plan, kind, known)
        found = reader.read(limits)
        reader.locator.judge(path.name)
        rows, repeated, contradictions = settle(found.rows)
        beginning = tuple(tuple(row.cells) for row in islice(table.rows(), _SHOWN_ROWS))
    for one in contradictions:
        found.reject(one.row, one.field, one.reason)
    lost = found.lost + len(found.rows) - len(rows) - repeated
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
        **_accounts(found, lost, known),
        headings=table.headings,
        sample_rows=beginning,
    )


def _accounts(found: Collected, lost: int, known: Vocabulary) -> dict[str, Any]:
    """What became of every result, and what must be asked."""
    asked = found.unknown.get("substance", Counter())
    return {
        "results": found.results,
        "empty": found.empty,
        "lost": lost,
        "remarks": tuple(found.remarks),
        "unknown": found.unknown,
        "nearest": {name: known.nearest(name) for name, _count in asked.most_common(_SUGGESTED_FOR)},
    }


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Nothing made here refers to itself, but looking whether it does takes a third of the time for 100 000 rows."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


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
