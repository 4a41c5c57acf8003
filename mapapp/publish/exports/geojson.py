"""GeoJSON as RFC 7946 has it, with the datasets and their licences beside the features."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import shapely

from mapapp.core.datasets import DatasetCard
from mapapp.publish.exports.columns import Column
from mapapp.publish.exports.rows import Export, Line, whom_to_name

_BATCH = 100  # features that are sent at once


@dataclass(slots=True)
class _Seen:
    """What is only known when all features were written."""

    count: int = 0
    drawn: int = 0
    datasets: set[int] = field(default_factory=set)
    box: tuple[float, float, float, float] | None = None

    def add(self, line: Line) -> None:
        self.count += 1
        self.datasets.add(line.dataset_id)
        if line.shape is not None:
            self.drawn += 1
            self.box = _around(self.box or line.shape.bounds, line.shape.bounds)


def geojson_pieces(export: Export, lines: Iterable[Line]) -> Iterator[str]:
    """The file piece by piece. What sums the features up (counts, box, licences) stands behind them."""
    seen, batch, columns = _Seen(), list[str](), export.columns
    yield _opening(export)
    for line in lines:
        batch.append(("\n" if seen.count == 0 else ",\n") + _feature(columns, line))
        seen.add(line)
        if len(batch) == _BATCH:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch) + _closing(export, seen)


def _opening(export: Export) -> str:
    members = {
        "type": "FeatureCollection",
        "name": f"mapapp-{export.source.name}",
        "title": str(export.source.title),
        "language": export.language,
        "timeStamp": export.made_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    return _json(members)[:-1] + ',"features":['


def _feature(columns: Iterable[Column], line: Line) -> str:
    values = {column.name: line.values[column.name] for column in columns}
    shape = shapely.to_geojson(line.shape) if line.shape is not None else "null"
    head = _json({"type": "Feature", "id": line.values["key"]})
    return f'{head[:-1]},"geometry":{shape},"properties":{_json(values)}}}'


def _closing(export: Export, seen: _Seen) -> str:
    used = [card for number, card in export.cards.items() if number in seen.datasets]
    members: dict[str, Any] = {
        "numberReturned": seen.count,
        "numberDrawn": seen.drawn,
        "numberOnlyListed": seen.count - seen.drawn,
        "licence": sorted({card.licence for card in used}),
        "datasets": [_dataset(card) for card in used],
    }
    if seen.box:
        members = {"bbox": seen.box, **members}
    return "\n]," + _json(members)[1:] + "\n"


def _dataset(card: DatasetCard) -> dict[str, str]:
    return {
        "slug": card.slug,
        "title": card.title.value,
        "publisher": card.publisher,
        "licence": card.licence,
        "licence_url": card.licence_url,
        "attribution": whom_to_name(card),
        "citation": card.citation,
        "url": card.url,
        "retrieved_on": card.retrieved_on,
    }


def _around(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, float, float, float]:
    return min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_number, allow_nan=False)


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"cannot be written as JSON: {value!r}")
    return int(value) if value == value.to_integral_value() else float(value)
