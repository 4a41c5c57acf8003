"""Loads administrative units and the gazetteer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from shapely.geometry import MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from importers.shipped.files import rows, texts
from mapapp.core.datasets import Dataset
from mapapp.core.drafts import NameDraft, SourceDraft
from mapapp.core.upsert import Outcome
from mapapp.domains.areas.service import SettlementDraft, UnitDraft, write_settlements, write_units


def load_regions(db: Session, dataset: Dataset, path: Path) -> list[Outcome]:
    """Writes the units of a GeoJSON file with the properties pcode, kato, iso, level, parent and names."""
    return write_units(db, dataset, _units(path))


def _units(path: Path) -> Iterator[UnitDraft]:
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        properties = {name: "" if value is None else str(value) for name, value in feature["properties"].items()}
        pcode = properties["pcode"]
        outline = shape(feature["geometry"])
        codes = {name: properties.get(name, "") for name in ("parent", "kato", "iso")}
        codes["parent"] = codes["parent"].lower()
        name = NameDraft(texts(properties, "name"), pcode.lower())
        yield UnitDraft(SourceDraft(pcode), name, int(properties["level"]), _parts(outline), codes)


def _parts(outline: BaseGeometry) -> MultiPolygon:
    if isinstance(outline, Polygon):
        return MultiPolygon([outline])
    if isinstance(outline, MultiPolygon):
        return outline
    raise ValueError(f"a unit's border is a {outline.geom_type}")


def load_places(db: Session, dataset: Dataset, path: Path) -> list[Outcome]:
    """Writes the settlements of the gazetteer; their addresses carry the GeoNames id, which does not change."""
    return write_settlements(db, dataset, _settlements(path))


def _settlements(path: Path) -> Iterator[SettlementDraft]:
    for row in rows(path):
        yield SettlementDraft(
            source=SourceDraft(row["geonameid"], citation=f"GeoNames {row['geonameid']}"),
            name=NameDraft(texts(row, "name"), f"{row['name_en']}-{row['geonameid']}"),
            point=Point(float(row["longitude"]), float(row["latitude"])),
            variants=tuple(one for one in row["variants"].split("|") if one),
            population=int(row["population"]) if row["population"] else None,
            details={
                "feature_code": row["feature_code"],
                "oblast": row["adm1_pcode"],
                "rayon": row["adm2_pcode"].lower(),
            },
        )
