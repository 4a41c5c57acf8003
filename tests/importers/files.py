"""Small files of every kind, made where a test needs them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

HEADINGS = ("id", "name_en", "kind", "latitude", "longitude", "precision")
ROW = ("A-1", "Dump by the river", "dump", "49.8", "73.1", "exact")
REPORTS = [HEADINGS, ROW, ("A-2", "Second dump", "landfill", "50.1", "72.9", "exact")]


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV, cells quoted where they must be."""
    quoted = [[f'"{cell}"' if delimiter in cell or "\n" in cell else cell for cell in row] for row in rows]
    return "".join(delimiter.join(row) + "\n" for row in quoted)


def write_csv(
    path: Path, rows: Iterable[Sequence[str]] = REPORTS, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """A CSV file."""
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]]) -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_zip(path: Path, members: Mapping[str, bytes | str]) -> Path:
    """An archive with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def feature(longitude: float, latitude: float, **properties: object) -> dict[str, object]:
    """A GeoJSON point."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }


def write_geojson(path: Path, features: Sequence[object], **more: object) -> Path:
    """A GeoJSON file."""
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": list(features)}), "utf-8")
    return path


def kml(body: str, before: str = "") -> str:
    """A KML document."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
    )


def placemark(name: str, coordinates: str = "73.1,49.8,0") -> str:
    """A point of KML whose kind is a dump."""
    data = '<ExtendedData><Data name="kind"><value>dump</value></Data></ExtendedData>'
    return f"<Placemark><name>{name}</name>{data}<Point><coordinates>{coordinates}</coordinates></Point></Placemark>"
