"""GeoPackage: a layer with its child tables, its datasets and a code book in one file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import shapely
from pyogrio.raw import write
from sqlalchemy.orm import Session

from mapapp.core.datasets import DatasetCard
from mapapp.publish.exports.columns import LISTS, Column
from mapapp.publish.exports.rows import Export, Line, lines, whom_to_name
from mapapp.publish.exports.sheets import Sheet

_VERSION = "1.2"  # the newest that the validator of common systems knows
_TYPES = {"number": np.float64, "integer": np.int64}


class _Data(NamedTuple):
    """The values of a column; ``missing`` marks the rows that have none, where the array itself cannot say so."""

    values: Any
    missing: Any = None


def make_geopackage(
    db: Session, exports: Sequence[Export], cards: Sequence[DatasetCard], sheets: Sequence[Sheet]
) -> IO[bytes]:
    """The file, open for reading; it has no name any more, so that nothing is left of it when it is closed."""
    with tempfile.TemporaryDirectory(prefix="mapapp-export-") as folder:
        package = _Package(Path(folder) / "export.gpkg", _about(exports[0], cards))
        for export in exports:
            found = list(lines(db, export))
            data = {column.name: _data(column, found) for column in export.columns}
            shapes = [line.shape for line in found] if export.is_spatial else None
            package.add(export.source.table, str(export.source.title), data, shapes)
        for sheet in sheets:
            package.add(sheet.name, sheet.name, _texts(sheet))
        return package.path.open("rb")


def _about(export: Export, cards: Iterable[DatasetCard]) -> dict[str, str]:
    """What the file says of itself in its metadata."""
    used = list(cards)
    return {
        "TITLE": str(export.source.title),
        "DATE": export.made_at.date().isoformat(),
        "LANGUAGE": export.language,
        "LICENCE": _joined(card.licence for card in used),
        "ATTRIBUTION": _joined(whom_to_name(card) for card in used),
    }


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True, slots=True)
class _Package:
    """A file that tables are added to; ``about`` becomes the metadata of the file and of each table."""

    path: Path
    about: Mapping[str, str]

    def add(self, table: str, title: str, data: Mapping[str, _Data], shapes: Sequence[Any] | None = None) -> None:
        """Adds a table, with a geometry (or NULL) per row when ``shapes`` are given."""
        place: dict[str, Any] = {"geometry": None}
        if shapes is not None:
            wkb = shapely.to_wkb(np.array(shapes, dtype=object))
            place = {"geometry": wkb, "geometry_type": _kind(shapes), "crs": "EPSG:4326", "promote_to_multi": False}
        described = f"{title}. {self.about['LICENCE']}. {self.about['ATTRIBUTION']}. {self.about['DATE']}"
        write(
            self.path,
            **place,
            fields=list(data),
            field_data=[one.values for one in data.values()],
            field_mask=[one.missing for one in data.values()],
            layer=table,
            driver="GPKG",
            append=self.path.exists(),
            dataset_metadata=dict(self.about),
            layer_metadata={**self.about, "TITLE": title},
            dataset_options={"VERSION": _VERSION},
            layer_options={"IDENTIFIER": table, "DESCRIPTION": described},
        )


def _kind(shapes: Iterable[Any]) -> str:
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def _data(column: Column, found: Sequence[Line]) -> _Data:
    values = [line.values[column.name] for line in found]
    if column.type in LISTS:
        return _Data(np.array(["|".join(value) or None for value in values], dtype=object))
    kind = _TYPES.get(column.type)
    if kind is None:
        return _Data(np.array(values, dtype=object))
    missing = np.array([value is None for value in values], dtype=bool)
    return _Data(np.array([0 if value is None else value for value in values], dtype=kind), missing)


def _texts(sheet: Sheet) -> dict[str, _Data]:
    cells = [[row[place] or None for row in sheet.rows] for place in range(len(sheet.header))]
    return {name: _Data(np.array(own, dtype=object)) for name, own in zip(sheet.header, cells, strict=True)}
