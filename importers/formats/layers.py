"""Layers of geographic files, read by GDAL. Runs in the limited process of ``sandbox``, which has no other drivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyogrio
from pyogrio import errors as gdal

from importers.errors import N_, ImportProblem
from importers.formats.cells import cell_text
from importers.formats.raw import RawRow
from importers.limits import MAX_COLUMNS, MAX_ROWS

_GDAL_ERRORS = (
    gdal.DataSourceError,
    gdal.DataLayerError,
    gdal.CRSError,
    gdal.FeatureError,
    gdal.FieldError,
    gdal.GeometryError,
)
# What LIBKML adds to every placemark about how it is drawn.
_KML_STYLE = {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet"}


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer's columns and rows, the reference system it declares, and the names of the other layers."""

    headings: Sequence[str]
    rows: Iterator[RawRow]
    crs: str
    name: str
    others: tuple[str, ...]


def read_layer(path: Path, name: str, wanted: str, encoding: str) -> Layer:
    """The layer called ``wanted``, else the first with geometry. Raises ImportProblem when there is none."""
    try:
        names = [str(row[0]) for row in pyogrio.list_layers(path) if row[1] is not None]
        if not names:
            raise ImportProblem(N_("%(file)s has no layer with places."), file=name)
        if wanted and wanted not in names:
            raise ImportProblem(
                N_("%(file)s has no layer %(layer)s. It has: %(known)s."), file=name, layer=wanted, known=names
            )
        chosen = wanted or names[0]
        meta, _, shapes, fields = pyogrio.raw.read(
            path,
            layer=chosen,
            encoding=encoding or None,
            force_2d=True,
            datetime_as_string=True,
            max_features=MAX_ROWS + 1,
        )
    except _GDAL_ERRORS as error:
        raise ImportProblem(N_("%(file)s is damaged or not complete: get or make it anew."), file=name) from error
    return Layer(
        _headings(meta, path, name),
        _rows(shapes, _kept(meta, fields, path)),
        str(meta["crs"] or ""),
        chosen,
        tuple(one for one in names if one != chosen),
    )


def _headings(meta: dict[str, Any], path: Path, name: str) -> list[str]:
    headings = [str(one) for one in meta["fields"] if not _is_style(one, path)]
    if len(headings) > MAX_COLUMNS:
        raise ImportProblem(N_("%(file)s has more than %(most)s columns."), file=name, most=MAX_COLUMNS)
    return headings


def _kept(meta: dict[str, Any], fields: Sequence[Any], path: Path) -> list[Any]:
    return [data for heading, data in zip(meta["fields"], fields, strict=True) if not _is_style(heading, path)]


def _is_style(heading: str, path: Path) -> bool:
    return path.suffix == ".kml" and heading in _KML_STYLE


def _rows(shapes: Sequence[Any], columns: Sequence[Any]) -> Iterator[RawRow]:
    for number, shape in enumerate(shapes):
        cells = [cell_text(_plain(column[number])) for column in columns]
        yield RawRow(number + 1, cells, bytes(shape) if shape is not None else None)


def _plain(value: Any) -> object:
    """The Python value of a number of numpy's; lists of a field become lists."""
    plain: object = value.tolist() if hasattr(value, "tolist") else value
    return plain
