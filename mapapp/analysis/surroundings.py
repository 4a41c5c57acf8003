"""What surrounds a record: the nearest protected area, water, settlement and school, only as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from mapapp.analysis.near import Near, by_centre, meeting_or_nearest, nearest, without_place
from mapapp.analysis.water import Water, waters
from mapapp.analysis.whereabouts import Whereabouts
from mapapp.layers import Layer

AREAS, SETTLEMENTS, SCHOOLS = "areas", "places", "schools"
_BORDER = {"outline": ("polygon",)}
_NO_BORDER = {"outline": ("circle", "point")}
_MOST_CENTRES = 2


@dataclass(frozen=True, slots=True)
class WaterNear:
    """The nearest water of the rough map and its distance in metres."""

    water: Water
    metres: float


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``bordered`` are the areas with a published border that the place meets, or else the nearest one.

    ``centred`` are the nearest of those that are known by their centre alone (distances are to it), ``unplaced`` is how
    many areas have no published place at all. A ``settlement`` or ``school`` is None when none is loaded.
    """

    bordered: Sequence[Near]
    centred: Sequence[Near]
    unplaced: int
    water: WaterNear
    settlement: Near | None
    school: Near | None


def surroundings(
    db: Session, layers: Mapping[str, Layer], here: Whereabouts, of: tuple[str, str], language: str
) -> Surroundings:
    """What surrounds the place ``here`` of the record ``of`` (layer and key), as anybody may see it."""
    shape, areas = here.shape, layers[AREAS]
    own = {layer: of[1] if of[0] == layer else "" for layer in (AREAS, SETTLEMENTS, SCHOOLS)}
    centred = by_centre(db, areas, shape, language, _NO_BORDER, _MOST_CENTRES + 1)
    schools = layers.get(SCHOOLS)
    return Surroundings(
        bordered=meeting_or_nearest(db, areas, shape, language, having=_BORDER, but=own[AREAS]),
        centred=[one for one in centred if one.feature.key != own[AREAS]][:_MOST_CENTRES],
        unplaced=without_place(db, areas),
        water=nearest_water(shape),
        settlement=nearest(db, layers[SETTLEMENTS], shape, language, own[SETTLEMENTS]),
        school=nearest(db, schools, shape, language, own[SCHOOLS]) if schools else None,
    )


def nearest_water(shape: BaseGeometry) -> WaterNear:
    """The nearest river or lake of the rough map."""
    known, index = waters()
    found, metres = index.nearest([shape])
    return WaterNear(known[int(found[0])], float(metres[0]))
