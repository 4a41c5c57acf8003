"""The light form of a layer's rows that the map draws: no more than it shows before a click."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from mapapp.layers import Feature, Layer
from mapapp.publish.summary import kind_of, state_of

_DIGITS = 5  # about a metre
_BATCH = 200


def light(layer: Layer, feature: Feature) -> dict[str, Any] | None:
    """One row for the map, or None when it has nothing to draw; empty values are left out.

    ``at`` is longitude and latitude of a point, or of a point inside ``shape`` (GeoJSON) when it is not a point.
    """
    shape = feature.geometry
    if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    style = layer.style
    values = feature.properties
    point = shape if isinstance(shape, Point) else shape.representative_point()
    size = values.get(style.size_field) if style.size_field else None
    row = {
        "key": feature.key,
        "title": feature.title.value,
        "lang": feature.title.language,
        "at": [round(point.x, _DIGITS), round(point.y, _DIGITS)],
        "shape": None if shape is point else rounded(shape),
        "class": str(values.get(style.class_field) or "") if style.class_field else "",
        "size": float(size) if size is not None else None,
        "dashed": bool(style.dashed_field) and values.get(style.dashed_field) == style.dashed_value,
        "kind": kind_of(layer, feature),
        "state": state_of(layer, feature),
        "precision": values.get("precision") or "",
    }
    return {name: value for name, value in row.items() if value is not None and value is not False and value != ""}


def rounded(shape: BaseGeometry) -> dict[str, Any]:
    """The shape as GeoJSON, to the metre; a third coordinate is left out."""
    flat = shapely.transform(shape, lambda pairs: np.round(pairs, _DIGITS))
    found: dict[str, Any] = json.loads(shapely.to_geojson(flat))
    return found


def stream(layer: Layer, found: Iterable[Feature]) -> Iterator[str]:
    """The rows as pieces of one JSON object ``{"features": [...]}``."""
    yield '{"features":['
    batch: list[str] = []
    first = True
    for feature in found:
        row = light(layer, feature)
        if row is None:
            continue
        batch.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        if len(batch) >= _BATCH:
            yield ("" if first else ",") + ",".join(batch)
            first, batch = False, []
    if batch:
        yield ("" if first else ",") + ",".join(batch)
    yield "]}"
