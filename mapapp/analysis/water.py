"""Rivers and lakes of the country, from the basemap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from mapapp.core.basemap import parsed
from mapapp.spatial.nearness import Index

# Natural Earth at 1:10 million, simplified by 0.0065 degrees: a line may lie so far from the water it stands for.
ROUGH_M = 1000.0


@dataclass(frozen=True, slots=True)
class Water:
    """A river or lake: ``kind`` is river or lake, ``names`` has a value per language and may be empty."""

    kind: str
    names: Mapping[str, str]
    shape: BaseGeometry


@cache
def waters() -> tuple[Sequence[Water], Index]:
    """Rivers and lakes with their index, read and indexed once per process; small waters are not on that map."""
    file = parsed()
    found = [
        Water(kind, _names(one["properties"]), shape(one["geometry"]))
        for kind, collection in (("lake", "lakes"), ("river", "rivers"))
        for one in file[collection]["features"]
    ]
    return found, Index([one.shape for one in found])


def _names(properties: Mapping[str, str]) -> dict[str, str]:
    return {code: properties[f"name_{code}"] for code in ("kk", "ru", "en") if properties.get(f"name_{code}")}
