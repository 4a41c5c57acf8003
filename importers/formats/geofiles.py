"""Geographic files made ready for GDAL: looked through, unpacked under names of ours, then read apart."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml import DefusedXmlException

from importers.columns.mapping import FileMapping
from importers.errors import N_, ImportProblem, Message, message
from importers.formats import archives, charset, sandbox
from importers.formats.sniff import Format
from importers.formats.tables import Table, clean_headings

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_UTF8_PAGES = {b"\x00", b"\x57"}  # a DBF that does not say its code page, or only "that of my Windows"
_DBF_SAMPLE = 1 << 20


def read_geofile(path: Path, name: str, kind: Format, mapping: FileMapping) -> Table:
    """The table of places in a GeoJSON, GeoPackage, zipped Shapefile, KML or KMZ file.

    Raises ImportProblem for what is damaged, dangerous, or has no places.
    """
    job = {"reader": "layer", "name": name, "part": mapping.layer, "encoding": mapping.encoding}
    notes: list[Message] = []
    if kind is Format.SHAPEFILE:
        path, others = _unpacked_shapefile(path, name, mapping.layer)
        notes += _others(others)
        job |= {"part": "", "encoding": mapping.encoding or _dbf_encoding(path.with_suffix(".dbf"))}
    elif kind is Format.KMZ:
        path = _unpacked_kml(path, name)
    elif kind is Format.GEOJSON:
        _refuse_broken_text(path, name)
    if kind in (Format.KML, Format.KMZ):
        notes += _look_through(path, name)
    rows = path.with_suffix(".rows")
    answer = sandbox.read_apart({**job, "path": str(path)}, rows)
    notes += _others([answer["name"], *answer["others"]])
    crs = answer["crs"] or ("EPSG:4326" if kind in (Format.KML, Format.KMZ) else "")
    if not (crs or mapping.crs):
        raise ImportProblem(
            N_('%(file)s does not say in which coordinates it is: add crs = "EPSG:…" to the mapping file.'), file=name
        )
    if next(sandbox.rows_of(rows), None) is None:
        raise ImportProblem(N_("%(file)s has no records."), file=name)
    headings = clean_headings(answer["headings"])
    return Table(headings, lambda: sandbox.rows_of(rows), job["encoding"], crs, tuple(notes))


def _others(names: Sequence[str]) -> list[Message]:
    """Says which layer was read when there are more; the first of ``names`` is that layer."""
    if len(names) < 2:
        return []
    return [
        message(
            N_("Only the layer %(layer)s was read. To read another (%(others)s), name it in the mapping: layer."),
            layer=names[0],
            others=list(names[1:]),
        )
    ]


def _unpacked_shapefile(path: Path, name: str, wanted: str) -> tuple[Path, list[str]]:
    """The unpacked shapefile, and the names of all in the archive, its own first."""
    parts: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for info in archives.members(path):
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if inside.suffix.lower() in _PARTS:
            parts.setdefault(str(inside.with_suffix("")), {})[inside.suffix.lower()] = info
    shapes = {PurePosixPath(stem).name: found for stem, found in parts.items() if ".shp" in found}
    if wanted and wanted not in shapes:
        raise ImportProblem(
            N_("%(file)s has no layer %(layer)s. It has: %(known)s."), file=name, layer=wanted, known=list(shapes)
        )
    chosen = wanted or next(iter(shapes))
    folder = _unpack_parts(path, name, shapes[chosen])
    return folder / "layer.shp", [chosen, *(one for one in shapes if one != chosen)]


def _unpack_parts(path: Path, name: str, found: Mapping[str, zipfile.ZipInfo]) -> Path:
    missing = [ending for ending in (".shx", ".dbf") if ending not in found]
    if missing:
        raise ImportProblem(N_("The shapefile in %(file)s lacks its %(missing)s file."), file=name, missing=missing)
    folder = path.with_suffix(".parts")
    folder.mkdir()
    for ending, info in found.items():
        archives.extract(path, info, folder / f"layer{ending}")
    return folder


def _unpacked_kml(path: Path, name: str) -> Path:
    found = [info for info in archives.members(path) if info.filename.lower().endswith(".kml")]
    main = min(found, key=lambda info: (info.filename.count("/"), info.filename.lower() != "doc.kml"))
    return archives.extract(path, main, path.with_suffix(".kml"))


def _dbf_encoding(path: Path) -> str:
    """The encoding of a DBF that does not declare one; empty when it does, or when it is plain ASCII."""
    if path.with_suffix(".cpg").exists():
        return ""
    with path.open("rb") as file:
        head = file.read(_DBF_SAMPLE)
    body = head[int.from_bytes(head[8:10], "little") :]
    if head[29:30] not in _UTF8_PAGES or body.isascii():
        return ""
    try:
        body[: body.rfind(b" ") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return charset.guess(body)
    return "utf-8"


def _refuse_broken_text(path: Path, name: str) -> None:
    """GDAL gives the features before the place where a file breaks off, without a word, and takes only UTF-8."""
    if not charset.detect(path).startswith("utf-8"):
        raise ImportProblem(N_("%(file)s must be saved as UTF-8."), file=name)
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        tail = re.sub(rb"[\s\x00]+$", b"", file.read())
    if not tail.endswith(b"}"):
        raise ImportProblem(N_("%(file)s ends in the middle: get or make it anew."), file=name)


class _Look(ContentHandler):
    """Counts what would lead elsewhere."""

    links = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 -- the name is the library's
        self.links += name.rpartition(":")[2] == "NetworkLink"


def _look_through(path: Path, name: str) -> list[Message]:
    look = _Look()
    try:
        with path.open("rb") as stream:
            defusedxml.sax.parse(stream, look, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ImportProblem(
            N_("%(file)s defines XML entities, which is not allowed: save it anew without them."), file=name
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise ImportProblem(N_("%(file)s is damaged or not complete: get or make it anew."), file=name) from error
    if not look.links:
        return []
    return [message(N_("The file refers to data at other addresses; they were not fetched."))]
