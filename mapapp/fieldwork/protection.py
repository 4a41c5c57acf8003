"""The place of a protected site is not given away by the samples that were taken there before it was protected."""

from __future__ import annotations

from flask import Flask
from geoalchemy2.shape import from_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core import changes, events
from mapapp.domains.reports.events import PlaceProtected
from mapapp.domains.samples.models import SamplingPoint


def init_app(app: Flask) -> None:
    """Lets sampling points follow the protection of their site."""
    events.listen(app, PlaceProtected, follow)


def follow(db: Session, news: PlaceProtected) -> None:
    """Makes the published place of the site's sampling points as coarse as the site's own, or exact again.

    What they were known with before protection is not kept apart: exact again, they count as approximate.
    """
    points = db.scalars(select(SamplingPoint).where(SamplingPoint.site_key == news.site_key)).all()
    for point in points:
        if news.geometry is None:
            if point.geom_exact is not None:
                point.geom, point.geom_exact = point.geom_exact, None
            continue
        if point.geom_exact is None:
            point.geom_exact = point.geom
        point.geom = from_shape(news.geometry, srid=4326)
        point.precision, point.precision_m, point.place = "approximate", news.precision_m, ""
    if points:
        changes.touch(db, "samples")
