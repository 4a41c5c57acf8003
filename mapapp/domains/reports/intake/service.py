"""A report or an update written down: once, however often it is sent, and complete or not at all."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from flask_babel import gettext as _
from geoalchemy2.shape import from_shape
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset, find
from mapapp.core.events import emit
from mapapp.core.i18n import language
from mapapp.core.seal import blind, seal
from mapapp.core.tokens import make
from mapapp.domains.reports.events import Reporter, ReporterNews
from mapapp.domains.reports.intake import queries
from mapapp.domains.reports.intake.forms import Contact, ReportForm
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.intake.places import FoundPlace
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation import history
from mapapp.errors import Conflict
from mapapp.layers import Role, Viewer
from mapapp.photos import service as photos
from mapapp.photos.models import Photo
from mapapp.spatial.coarsen import coarsen, uncertainty_m
from mapapp.spatial.geodesic import area_m2

_SLUG = "people"
KEY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike when read out or copied by hand
_KEY_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Sent:
    """What a sending of the form became; ``fresh`` is false when the same had come before."""

    submission: Submission
    fresh: bool

    @property
    def token(self) -> str:
        """The reporter's own way to it."""
        return track_token(self.submission)


def track_token(submission: Submission) -> str:
    """The token of the private page of a submission."""
    return make("track", str(submission.uuid))


def earlier(db: Session, report: ReportForm) -> Sent | None:
    """What the same sending became before, None when it never came. Raises Conflict when it said something else.

    From here to the end of the transaction nobody else handles this submission or its photos.
    """
    queries.lock(db, report.uuid)
    known = queries.by_uuid(db, report.uuid)
    if known is None:
        return None
    if known.digest != report.digest:
        raise Conflict(
            _("This report was sent already, with something else in it."),
            _("To correct it, open your private page. To report something else, load the form again."),
        )
    return Sent(known, fresh=False)


def submit(db: Session, report: ReportForm, place: FoundPlace, who: Viewer) -> Sent:
    """A new site that waits for a moderator, its first observation, and the submission. Raises Conflict."""
    known = earlier(db, report)
    if known is not None:
        return known
    site = _site(db, report, place, who)
    seen = _observation(site, report, place, who)
    seen.seen = "first_seen"
    return _sent(db, report, seen, who)


def update(db: Session, report: ReportForm, site: Site, place: FoundPlace | None, who: Viewer) -> Sent:
    """A further observation of a known site, waiting for a moderator, and the submission. Raises Conflict."""
    known = earlier(db, report)
    if known is not None:
        return known
    seen = _observation(site, report, place, who)
    seen.seen = report.seen
    return _sent(db, report, seen, who)


def attach(db: Session, observation: Observation, batch: Iterable[Photo]) -> int:
    """Adds the photos that the observation does not have yet; says how many these were."""
    known = {one.photo_id for one in observation.photos}
    new = [photo for photo in batch if photo.id not in known]
    for photo in new:
        observation.photos.append(ObservationPhoto(photo_id=photo.id, position=photo.position))
    db.flush()
    return len(new)


def protect(site: Site, place: FoundPlace) -> None:
    """Makes what the public gets of a place coarse, once: one point for a whole cell, round sizes, no day, no name."""
    site.geom, site.geom_exact = from_shape(coarsen(place.shape), srid=4326), from_shape(place.shape, srid=4326)
    site.precision, site.precision_m, site.place = "approximate", uncertainty_m(), ""
    site.area_m2, site.volume_m3 = rounded(site.area_m2), rounded(site.volume_m3)
    site.first_reported = site.first_reported[:7]
    site.protected = True


def locate(site: Site, place: FoundPlace) -> None:
    """Gives a site its place, with the precision that it is known with."""
    site.geom, site.geom_exact = from_shape(place.shape, srid=4326), None
    site.precision, site.precision_m = place.precision, place.precision_m
    site.place, site.oblast = place.name, place.oblast


def sealed(contact: Contact) -> tuple[bytes | None, str | None]:
    """The contact sealed, and the digest by which other submissions of the same address are found."""
    if not contact.email:
        return None, None  # a name without an address would serve nobody
    return seal(json.dumps({"email": contact.email, "name": contact.name})), blind("contact", contact.email)


def measured(place: FoundPlace | None, said: Decimal | None) -> Decimal | None:
    """The area in square metres: of the outline where one was drawn, else as it was said."""
    drawn = area_m2(place.shape) if place is not None else 0.0
    return Decimal(round(drawn)) if drawn >= 1 else said


def _site(db: Session, report: ReportForm, place: FoundPlace, who: Viewer) -> Site:
    site = Site(
        dataset_id=_dataset(db).id,
        external_id=str(uuid4()),
        key=_free_key(db),
        version=0,
        status="new",
        kind=report.kind,
        waste_types=list(report.waste),
        signs=list(report.signs),
        size_class=report.estimate.size,
        area_m2=measured(place, report.estimate.area_m2),
        volume_m3=report.estimate.volume_m3,
        first_reported=report.when,
        organisation_id=next(iter(who.organisation_ids), None),
    )
    locate(site, place)
    if "protect" in report.wants:
        protect(site, place)
    db.add(site)
    return site


def _observation(site: Site, report: ReportForm, place: FoundPlace | None, who: Viewer) -> Observation:
    coarse = site.protected or "protect" in report.wants
    area, volume = measured(place, report.estimate.area_m2), report.estimate.volume_m3
    return Observation(
        site=site,
        dataset_id=site.dataset_id,
        external_id=str(uuid4()),
        version=0,
        state="new",
        observed_on=report.when[:7] if coarse else report.when,
        words={language(): report.words} if report.words else {},
        observer_kind="ngo" if who.organisation_ids else "resident",
        size_class=report.estimate.size,
        area_m2=rounded(area) if coarse else area,
        volume_m3=rounded(volume) if coarse else volume,
        signs=list(report.signs),
        geom_told=from_shape(place.shape, srid=4326) if place is not None else None,
    )


def _sent(db: Session, report: ReportForm, seen: Observation, who: Viewer) -> Sent:
    contact, digest = sealed(report.contact)
    is_new = seen.seen == "first_seen"
    submission = Submission(
        uuid=report.uuid,
        kind="report" if is_new else "update",
        digest=report.digest,
        language=language(),
        site=seen.site,
        observation=seen,
        sealed_contact=contact,
        contact_blind=digest,
        wants=list(report.wants),
        person_id=who.person_id,
    )
    db.add(submission)
    db.flush()
    attach(db, seen, photos.batch(db, report.uuid))
    after = history.snapshot(seen.site) if is_new else {}
    teller = Viewer(who.role, who.person_id) if who.role is not Role.ANONYMOUS else Viewer()
    history.add(db, seen.site, "submitted", teller, observation=seen, after=after)
    if report.contact.email:
        writer = Reporter(report.uuid, report.contact.email, submission.language)
        emit(db, ReporterNews("confirm", (writer,), seen.site.key, seen.site.kind, seen.site.status))
    return Sent(submission, fresh=True)


def _dataset(db: Session) -> Dataset:
    """The dataset of everything that people send in; made with the first report."""
    found = find(db, _SLUG)
    if found is None:
        titles = {"en": "Reports from people", "ru": "Сообщения людей", "kk": "Адамдардың хабарламалары"}
        licence = {"licence": "CC BY 4.0", "licence_url": "https://creativecommons.org/licenses/by/4.0/"}
        made = insert(Dataset).values(slug=_SLUG, titles=titles, kind="reports", **licence)
        db.execute(made.on_conflict_do_nothing(index_elements=["slug"]))
        found = db.scalars(select(Dataset).where(Dataset.slug == _SLUG)).one()
    return found


def _free_key(db: Session) -> str:
    """A random key: in order, keys would tell which report came when."""
    while True:
        key = "r-" + "".join(secrets.choice(KEY_LETTERS) for _each in range(_KEY_LENGTH))
        if not db.scalar(select(func.count()).select_from(Site).where(Site.key == key)):
            return key


def rounded(size: Decimal | None) -> Decimal | None:
    """One digit that counts: the exact figure of a drawn outline would lead back to it."""
    return None if size is None else Decimal(int(round(size, -size.adjusted()))) if size >= 1 else Decimal(1)
