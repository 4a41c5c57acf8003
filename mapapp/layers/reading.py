"""The readings of a layer that every way of publishing uses, and the registry of an application's layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Flask, current_app
from geoalchemy2.shape import to_shape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core import provenance
from mapapp.core.viewer import Viewer
from mapapp.layers.contract import Feature, Filter, Layer, Rows

if TYPE_CHECKING:
    import geopandas

_KEY = "mapapp.layers"


def features(db: Session, layer: Rows, filter: Filter, viewer: Viewer, language: str) -> Iterator[Feature]:
    """The visible rows one after another, without holding them all (for streaming); a child row has no geometry."""
    rows = db.execute(layer.select(filter, viewer).execution_options(yield_per=1000)).mappings()
    names = [*layer.standard, *(item.name for item in layer.fields)]
    for row in rows:
        properties = {name: row[name] for name in names if name not in ("key", "names", "geom", "dataset_id")}
        shape = to_shape(row["geom"]) if row.get("geom") is not None else None
        title = provenance.title(row["names"], layer.noun(properties), shape, row["key"], language)
        yield Feature(row["key"], title, shape, properties, row["dataset_id"], row["names"])


def count(db: Session, layer: Rows, filter: Filter, viewer: Viewer) -> int:
    """How many rows this viewer would get, by the very same select."""
    counted = select(func.count()).select_from(layer.select(filter, viewer).order_by(None).subquery())
    return db.scalar(counted) or 0


def offered(db: Session) -> dict[str, Layer]:
    """The layers of this application by id, in their order, without optional ones that have nothing for everybody."""
    return {one.id: one for one in registry().values() if not one.optional or count(db, one, Filter(limit=1), Viewer())}


def frame(db: Session, layer: Layer, filter: Filter, viewer: Viewer, language: str) -> geopandas.GeoDataFrame:
    """The same rows as a GeoDataFrame in EPSG:4326 with the columns key, name, the fields and geometry."""
    import geopandas  # here: it takes a second to load, and pages do not need it

    found = list(features(db, layer, filter, viewer, language))
    rows = [{"key": one.key, "name": one.title.value, "dataset_id": one.dataset_id, **one.properties} for one in found]
    return geopandas.GeoDataFrame(rows, geometry=[one.geometry for one in found], crs="EPSG:4326")


def register(app: Flask, layer: Layer) -> None:
    """Adds a layer; the order of registration is the order of switches and lists."""
    app.extensions.setdefault(_KEY, {})[layer.id] = layer


def registry() -> dict[str, Layer]:
    """The layers of this application by id, in their order."""
    found: dict[str, Layer] = current_app.extensions.get(_KEY, {})
    return found
