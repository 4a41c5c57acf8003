"""News and subscriptions for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2.shape import from_shape
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from mapapp.core.news import News
from mapapp.core.seal import blind, seal
from mapapp.notify.models import Subscription
from mapapp.notify.service import BLIND
from mapapp.spatial.around import around

LONG_AGO = timedelta(days=1)


def news(db: Session, key: str, what: str = "published", *, ago: timedelta = timedelta(), **values: Any) -> News:
    """Something that was decided ``ago``; by default just now."""
    row = News(layer="reports", key=key, what=what, at=datetime.now(UTC) - ago, **{"status": "published", **values})
    db.add(row)
    db.flush()
    return row


def circle(longitude: float = 73.1, latitude: float = 49.8, km: float = 20) -> Polygon:
    """A circle, by default around Karaganda."""
    return around(longitude, latitude, km * 1000)


def subscription(
    db: Session, address: str = "aigul@example.kz", *, geometry: BaseGeometry | None = None, **values: Any
) -> Subscription:
    """A confirmed subscription to a circle around Karaganda; needs the application's context, as sealing does."""
    row = Subscription(
        uuid=values.pop("uuid", None) or uuid4(),
        sealed_address=seal(address),
        address_blind=blind(BLIND, address),
        geom=from_shape(geometry or circle(), srid=4326),
        confirmed_at=values.pop("confirmed_at", datetime.now(UTC) - LONG_AGO),
        **{"language": "en", "area": "radius", "radius_km": 20.0, "title": "Karaganda", **values},
    )
    db.add(row)
    db.flush()
    return row


def reporter_uuid(number: int = 1) -> UUID:
    """The identity of a submission, always the same for a number."""
    return UUID(int=number + 0x10000000000040008000000000000000)
