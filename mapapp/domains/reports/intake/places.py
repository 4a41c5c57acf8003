"""Where a report is: from a map, a phone, a photo, a name or written coordinates to a shape with its precision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from mapapp.core import figures
from mapapp.core.i18n import Words
from mapapp.core.words import UNCLEAR
from mapapp.domains.reports.intake.forms import PlaceTold
from mapapp.domains.reports.intake.gazetteer import Settlement, find_settlements, regions_near, settlement
from mapapp.photos import service as photos
from mapapp.photos.models import Photo
from mapapp.spatial.notation import ShortCode, Spot, Unclear, parse_spot
from mapapp.spatial.shapes import point_of

# What a phone or a hand in a map does not do better than, in metres: to this the place counts as exact.
_EXACT_M = 30.0
# The camera stands beside the dump and looks at it, and a phone's own error comes on top.
_PHOTO_M = 50.0
# A place known less well than this is none: half a district would be searched.
_WORST_M = 10_000.0
_ACROSS_THE_BORDER_M = 20_000.0
_CHOICES = 8

Choices = Sequence[Settlement]


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A shape (EPSG:4326, longitude latitude) with its precision (a code, and metres), name and oblast."""

    shape: BaseGeometry
    precision: str = "exact"
    precision_m: float | None = None
    name: str = ""
    oblast: str | None = None


class Unplaced(Exception):
    """The place could not be found: what is wrong with which field, and settlements to choose from."""

    def __init__(self, field: str, message: Words, choices: Sequence[Settlement] = ()) -> None:
        super().__init__(str(message))
        self.field, self.message, self.choices = field, message, tuple(choices)


def find_place(db: Session, told: PlaceTold, batch: Iterable[Photo]) -> FoundPlace | None:
    """The place that was told, None when none was. Raises Unplaced.

    What was written or drawn goes before a point that only came along with the page, and this before a name.
    """
    found = _shape(db, told, batch)
    return None if found is None else _in_the_country(db, found, told)


def look_up(db: Session, text: str) -> tuple[FoundPlace | None, Sequence[Settlement]]:
    """The place that ``text`` writes, with its oblast, or settlements called so. Raises Unplaced."""
    try:
        found = find_place(db, PlaceTold(coordinates=text), ())
    except Unplaced as unplaced:
        if unplaced.choices:
            return None, unplaced.choices
        raise
    return found, ()


def _shape(db: Session, told: PlaceTold, batch: Iterable[Photo]) -> FoundPlace | None:
    if told.outline is not None and (told.source == "outline" or told.lonlat is None):
        return FoundPlace(told.outline, name=told.name)
    if told.coordinates:
        return _written(db, told.coordinates, "coordinates", told)
    if told.photo is not None and (told.lonlat is None or told.source in ("", "map")):
        return _of_photo(told, batch)
    if told.lonlat is not None:
        return _pointed(told)
    if told.key or told.name:
        return _written(db, told.name, "place_name", told)
    return None


def _pointed(told: PlaceTold) -> FoundPlace:
    """A point from a map, a phone or a photo; one that came with a search is only the middle of the settlement."""
    assert told.lonlat is not None  # noqa: S101 -- the caller looked
    point, metres = Point(*told.lonlat), told.accuracy_m or 0.0
    if told.source == "search":
        return FoundPlace(point, "village", None, told.name)
    if told.source == "photo":
        metres = max(metres, _PHOTO_M)
    return _known_within(point, metres, told.name, "place")


def _of_photo(told: PlaceTold, batch: Iterable[Photo]) -> FoundPlace:
    for photo in batch:
        if photo.upload_id == told.photo:
            lonlat = photos.hints(photo).lonlat
            if lonlat is not None:
                return FoundPlace(Point(*lonlat), "within", _PHOTO_M, told.name)
    raise Unplaced("place", _("This photo carries no place. Say where it is in another way."))


def _written(db: Session, text: str, field: str, told: PlaceTold) -> FoundPlace:
    """Coordinates, a Plus code, a link or a name: people paste each of them into either field."""
    try:
        spot = parse_spot(text)
    except Unclear as unclear:
        raise Unplaced(field, UNCLEAR[unclear.why]) from None
    if isinstance(spot, Spot):
        name = told.name if field == "coordinates" else ""
        return _known_within(Point(spot.longitude, spot.latitude), spot.accuracy_m, name, field)
    if isinstance(spot, ShortCode):
        return _beside(db, spot, told)
    one = _settlement(db, text, field, told.key)
    return FoundPlace(one.point, "village", None, one.name)


def _beside(db: Session, code: ShortCode, told: PlaceTold) -> FoundPlace:
    """A Plus code without its first part, beside the settlement that came with it."""
    near = code.near or (told.name if "+" not in told.name else "")
    if not near and not told.key:
        words = _("This Plus code needs the settlement beside it, for example: 8Q5R+2G Temirtau.")
        raise Unplaced("coordinates", words)
    one = _settlement(db, near, "coordinates", told.key)
    spot = code.beside(one.point.x, one.point.y)
    return _known_within(Point(spot.longitude, spot.latitude), spot.accuracy_m, one.name, "coordinates")


def _settlement(db: Session, text: str, field: str, key: str) -> Settlement:
    """The settlement of that name, or of that key if it is one that the name can mean. Raises Unplaced."""
    found = find_settlements(db, text, _CHOICES) if text else ()
    chosen = settlement(db, key) if key else None
    if chosen is not None and (not text or chosen.key in {one.key for one in found}):
        return chosen
    if not found:
        words = _("No place of this name was found. Check how it is written, or give the nearest larger settlement.")
        raise Unplaced(field, words)
    same = [one for one in found if one.is_called(text)]
    if len(same) != 1:
        words = _("Several places could be meant. Choose one.") if len(found) > 1 else _("Is this the place?")
        raise Unplaced("place_key", words, same or found)
    return same[0]


def _known_within(point: Point, metres: float, name: str, field: str) -> FoundPlace:
    if metres > _WORST_M:
        distance = figures.metres(round(metres))
        words = _(
            "This place is known only to %(distance)s. Give it more exactly, or the settlement.", distance=distance
        )
        raise Unplaced(field, words)
    if metres <= _EXACT_M:
        return FoundPlace(point, "exact", None, name)
    return FoundPlace(point, "within", float(round(metres)), name)


def _in_the_country(db: Session, found: FoundPlace, told: PlaceTold) -> FoundPlace:
    """The place with its oblast; refused where it lies clearly abroad, if borders are known at all."""
    middle = point_of(found.shape)
    oblast = regions_near(db, middle.x, middle.y, _ACROSS_THE_BORDER_M)
    if oblast is None:
        where = f"{middle.y:.5f}, {middle.x:.5f}"
        words = _("This place lies outside Kazakhstan: %(where)s. Check it, and the order of the numbers.", where=where)
        raise Unplaced("coordinates" if told.coordinates else "place", words)
    return FoundPlace(found.shape, found.precision, found.precision_m, found.name, oblast or None)
