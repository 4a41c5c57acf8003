"""Who and what is near many sites at once: people, water, protected areas."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.analysis.ranking import Floats
from mapapp.analysis.water import waters
from mapapp.layers import Filter, Layer, Viewer
from mapapp.spatial.nearness import Index, Shapes

# A place that may be off by more than this says too little of what is near it.
LOOSEST_M = 2_000.0
PEOPLE_M = {"people_1km": 1_000.0, "people_5km": 5_000.0}


def exposure(db: Session, places: Layer, areas: Layer, shapes: Shapes, slack: Floats) -> dict[str, Floats]:
    """Raw values by criterion for these shapes (None where there is none), NaN where the place is not known so well.

    ``slack`` is by how many metres each place may be off (NaN: no place, or
    nobody can say). People are those of settlements whose point
    lies within the distance; areas of which only the centre is known make a distance "not known" where one is nearer.
    """
    with np.errstate(invalid="ignore"):
        usable = slack <= LOOSEST_M
    there = shapes[usable]
    found = {**_people(db, places, there), "water": _water(there), "protected": _protected(db, areas, there)}
    full = {name: np.full(len(shapes), np.nan) for name in found}
    for name, values in found.items():
        full[name][usable] = values
    for name, metres in PEOPLE_M.items():
        with np.errstate(invalid="ignore"):
            full[name][~(slack <= metres)] = np.nan
    return full


def _people(db: Session, places: Layer, shapes: Shapes) -> dict[str, Floats]:
    rows = places.select(Filter(), Viewer()).order_by(None).subquery()
    inhabited = select(func.ST_AsBinary(rows.c.geom), rows.c.population).where(rows.c.population > 0)
    known = db.execute(inhabited).all()
    people = np.array([row[1] for row in known], dtype=np.float64)
    index = Index(from_wkb([row[0] for row in known]))
    left, right, metres = index.within(shapes, max(PEOPLE_M.values()))
    found = {}
    for name, most in PEOPLE_M.items():
        near = metres <= most
        found[name] = np.bincount(left[near], people[right[near]], minlength=len(shapes)).astype(np.float64)
    return found


def _water(shapes: Shapes) -> Floats:
    return waters()[1].nearest(shapes)[1]


def _protected(db: Session, areas: Layer, shapes: Shapes) -> Floats:
    rows = areas.select(Filter(drawn=True), Viewer()).order_by(None).subquery()
    wanted = select(func.ST_AsBinary(rows.c.geom), rows.c.outline).where(rows.c.status == "protected")
    known = db.execute(wanted).all()
    bordered = Index(from_wkb([row[0] for row in known if row[1] == "polygon"]))
    others = Index(from_wkb([row[0] for row in known if row[1] != "polygon"]))
    if not len(bordered.shapes):
        return np.full(len(shapes), np.nan)
    metres = bordered.nearest(shapes)[1]
    if len(others.shapes):
        metres = np.where((metres > 0) & (others.nearest(shapes)[1] < metres), np.nan, metres)
    return metres


def from_wkb(rows: list[Any]) -> Shapes:
    """Shapes from the database's binary form; None stays None."""
    made = np.empty(len(rows), dtype=np.object_)
    if rows:
        made[:] = shapely.from_wkb(np.array([None if one is None else bytes(one) for one in rows], dtype=np.object_))
    return made
