"""What a file is, from its content first; a name that says something else is a mistake to be told."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path, PurePosixPath

from importers.errors import N_, ImportProblem
from importers.formats import archives, charset

_HEAD = 1 << 16


class Format(StrEnum):
    """The formats that can be read."""

    CSV = "CSV"
    XLSX = "XLSX"
    JSON = "JSON"
    GEOJSON = "GeoJSON"
    GEOPACKAGE = "GeoPackage"
    SHAPEFILE = "Shapefile"
    KML = "KML"
    KMZ = "KMZ"


_BY_NAME = {
    ".csv": {Format.CSV},
    ".tsv": {Format.CSV},
    ".tab": {Format.CSV},
    ".txt": {Format.CSV},
    ".xlsx": {Format.XLSX},
    ".xlsm": {Format.XLSX},
    ".json": {Format.JSON, Format.GEOJSON},
    ".geojson": {Format.GEOJSON},
    ".gpkg": {Format.GEOPACKAGE},
    ".zip": {Format.SHAPEFILE},
    ".kml": {Format.KML},
    ".kmz": {Format.KMZ},
}
# The beginnings of files that people try, and what they are.
_NOT_OURS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "Parquet"),
    (b"fgb\x03", "FlatGeobuf"),
)
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHP = b"\x00\x00\x27\x0a"
_GEOJSON = re.compile(r'"type"\s*:\s*"(?:FeatureCollection|Feature)"|"features"\s*:\s*\[')
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def sniff(path: Path, name: str) -> Format:
    """The format of the file at ``path``, which its owner calls ``name``.

    Raises ImportProblem when it is empty, unknown, or not what its name says.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ImportProblem(N_("The file %(file)s is empty."), file=name)
    found = _of_content(path, head, name)
    expected = _BY_NAME.get(PurePosixPath(name).suffix.lower())
    if expected is not None and found not in expected:
        raise ImportProblem(
            N_("%(file)s is in fact a %(found)s file: give it the ending that fits, or get the right file."),
            file=name,
            found=found,
        )
    return found


def _of_content(path: Path, head: bytes, name: str) -> Format:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_archive(path, name)
    if head.startswith(b"SQLite format 3\x00"):
        return _of_sqlite(path, head, name)
    if head.startswith(_XLS):
        raise ImportProblem(N_("%(file)s is an old Excel file: open it and save it as .xlsx."), file=name)
    if head.startswith(_SHP):
        raise ImportProblem(
            N_("%(file)s is a part of a shapefile: put its .shp, .shx, .dbf and .prj in one zip file."), file=name
        )
    for mark, what in _NOT_OURS:
        if head.startswith(mark):
            raise ImportProblem(N_("%(file)s is a %(what)s file, which holds no table."), file=name, what=what)
    return _of_text(path, head, name)


def _of_archive(path: Path, name: str) -> Format:
    names = [info.filename.lower() for info in archives.members(path)]
    if any(one.startswith("xl/") for one in names):
        return Format.XLSX
    endings = {PurePosixPath(one).suffix for one in names}
    if ".shp" in endings:
        return Format.SHAPEFILE
    if ".kml" in endings:
        return Format.KMZ
    if "mimetype" in names or "word/document.xml" in names:
        raise ImportProblem(N_("%(file)s is an office document: save the table as .xlsx or CSV."), file=name)
    raise ImportProblem(N_("The archive %(file)s holds no shapefile: unpack it and give the file in it."), file=name)


def _of_sqlite(path: Path, head: bytes, name: str) -> Format:
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    if path.stat().st_size < (65536 if page == 1 else page) * pages:
        raise ImportProblem(N_("%(file)s ends in the middle: get or make it anew."), file=name)
    return Format.GEOPACKAGE


def _of_text(path: Path, head: bytes, name: str) -> Format:
    codec = charset.detect(path)
    text = head.decode(codec or "latin-1", errors="ignore").lstrip("\ufeff \t\r\n\0")
    if not codec.startswith(("utf-16", "utf-32")) and len(_CONTROLS.findall(head)) > max(8, len(head) * 0.02):
        raise ImportProblem(N_("%(file)s is not a table: its content is not text."), file=name)
    if text.startswith("<"):
        return _of_markup(text, name)
    if text.startswith(("{", "[")):
        return Format.GEOJSON if text.startswith("{") and _GEOJSON.search(text) else Format.JSON
    return Format.CSV


def _of_markup(text: str, name: str) -> Format:
    if re.search(r"<(?:\w+:)?kml[\s>]", text):
        return Format.KML
    if re.search(r"<html|<!doctype html", text, re.IGNORECASE):
        raise ImportProblem(N_("%(file)s is a web page: download the data themselves."), file=name)
    raise ImportProblem(N_("%(file)s is XML of a kind that is not read: only KML is."), file=name)
