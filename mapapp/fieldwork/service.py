"""A visit written down: the observation and its samples in one transaction, once, however often it is sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID, uuid4

from flask_babel import gettext as _
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapapp.accounts.models import Organisation
from mapapp.core.datasets import Dataset, find
from mapapp.core.i18n import language
from mapapp.domains.reports.intake import queries as intake
from mapapp.domains.reports.intake.service import KEY_LETTERS, attach, rounded
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import history
from mapapp.domains.samples.models import Sample, SamplingPoint
from mapapp.errors import Conflict
from mapapp.fieldwork import queries
from mapapp.fieldwork.forms import TakenSample, VisitForm
from mapapp.fieldwork.models import Visit
from mapapp.layers import Viewer
from mapapp.photos import service as photos
from mapapp.spatial.coarsen import coarsen, uncertainty_m
from mapapp.spatial.geodesic import area_m2
from mapapp.spatial.shapes import point_of


def earlier(db: Session, form: VisitForm) -> Visit | None:
    """The visit that the same sending became before. Raises Conflict when it said something else.

    From here to the end of the transaction nobody else handles this visit or its photos.
    """
    intake.lock(db, form.uuid)
    known = queries.by_key(db, form.uuid)
    if known is not None and known.digest != form.digest:
        raise Conflict(
            _("This visit was sent already, with something else in it."),
            _("Open it in the list of visits. To record another one, load the form again."),
        )
    return known


def record(db: Session, form: VisitForm, site: Site, who: Viewer, directions: Mapping[str, UUID]) -> Visit:
    """The visit with its observation (which waits for a moderator) and its samples (which wait for the laboratory).

    ``directions`` says which photo of the form looks where. The samples are the organisation's own until they are
    published. Raises Conflict when the same identity came before with other words.
    """
    known = earlier(db, form)
    if known is not None:
        return known
    seen = _observation(db, form, site)
    attach(db, seen, photos.batch(db, form.uuid))
    visit = Visit(
        key=form.uuid,
        digest=form.digest,
        observation_id=seen.id,
        organisation_id=who.organisation_ids[0],
        person_id=who.person_id,
        volunteers=form.volunteers,
        outline=from_shape(form.outline, srid=4326) if form.outline is not None else None,
        accuracy_m=form.accuracy_m,
        height_m=form.height_m,
        directions={direction: str(upload_id) for direction, upload_id in directions.items()},
    )
    db.add(visit)
    db.flush()
    _samples(db, form, site, visit)
    history.add(db, site, "submitted", Viewer(who.role, who.person_id), observation=seen)
    return visit


def _observation(db: Session, form: VisitForm, site: Site) -> Observation:
    area = Decimal(round(area_m2(form.outline))) if form.outline is not None else form.area_m2
    coarse = site.protected
    seen = Observation(
        site_id=site.id,
        dataset_id=site.dataset_id,
        external_id=str(uuid4()),
        version=0,
        state="new",
        seen=form.seen,
        observed_on=form.visited_on[:7] if coarse else form.visited_on,
        words={language(): form.words} if form.words else {},
        observer_kind="volunteer",
        area_m2=rounded(area) if coarse else area,
        volume_m3=rounded(form.volume_m3) if coarse else form.volume_m3,
        composition=dict(form.composition),
        geom_told=from_shape(form.outline, srid=4326) if form.outline is not None else None,
    )
    db.add(seen)
    db.flush()
    return seen


def _samples(db: Session, form: VisitForm, site: Site, visit: Visit) -> None:
    if not form.samples:
        return
    dataset = _dataset(db, visit.organisation_id)
    for taken in form.samples:
        point = _point(dataset, site, visit, taken)
        sample = Sample(
            point=point,
            dataset_id=dataset.id,
            external_id=taken.label,
            medium=taken.medium,
            purpose=taken.purpose,
            label=taken.label,
            sampled_on=form.visited_on[:7] if site.protected else form.visited_on,
            depth_from_m=taken.depth_m[0],
            depth_to_m=taken.depth_m[1],
            visibility="organisation",
            organisation_id=visit.organisation_id,
            visit_id=visit.id,
        )
        db.add(sample)
    db.flush()


def _point(dataset: Dataset, site: Site, visit: Visit, taken: TakenSample) -> SamplingPoint:
    """Where a sample was taken; of a protected site only the coarse point ever becomes public."""
    exact = taken.at or _exact_place(site)
    published = coarsen(exact) if site.protected and exact is not None else exact
    own_place = taken.at is not None and not site.protected
    return SamplingPoint(
        key="s-" + "".join(secrets.choice(KEY_LETTERS) for _each in range(8)),
        dataset_id=dataset.id,
        external_id=f"{visit.key}/{taken.label}",
        names={code: f"{name} · {taken.label}" for code, name in site.names.items()} or {"en": taken.label},
        site_key=site.key,
        organisation_id=visit.organisation_id,
        visibility="organisation",
        geom=from_shape(published, srid=4326) if published is not None else None,
        geom_exact=from_shape(exact, srid=4326) if site.protected and exact is not None else None,
        precision="within" if own_place else "approximate" if site.protected else site.precision,
        precision_m=taken.within_m if own_place else uncertainty_m() if site.protected else site.precision_m,
        place="" if site.protected else site.place,
        oblast=site.oblast,
        not_drawn=None if published is not None else "no_coordinates",
    )


def _exact_place(site: Site) -> BaseGeometry | None:
    kept = site.geom_exact if site.geom_exact is not None else site.geom
    return point_of(to_shape(kept)) if kept is not None else None


def _dataset(db: Session, organisation_id: int) -> Dataset:
    """The dataset of the samples that this organisation's volunteers take; made with the first of them."""
    organisation = db.get_one(Organisation, organisation_id)
    slug = f"field-samples-{organisation.key}"
    found = find(db, slug)
    if found is None:
        titles = {
            "en": f"Field samples: {_name(organisation, 'en')}",
            "ru": f"Полевые пробы: {_name(organisation, 'ru')}",
            "kk": f"Далалық сынамалар: {_name(organisation, 'kk')}",
        }
        made = insert(Dataset).values(
            slug=slug,
            titles=titles,
            kind="samples",
            publisher=_name(organisation, "en"),
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            organisation_id=organisation_id,
            visibility="organisation",
        )
        db.execute(made.on_conflict_do_nothing(index_elements=["slug"]))
        found = db.scalars(select(Dataset).where(Dataset.slug == slug)).one()
    return found


def _name(organisation: Organisation, code: str) -> str:
    return organisation.names.get(code) or next(iter(organisation.names.values()), organisation.key)


def taken_labels(db: Session, form: VisitForm, organisation_ids: Sequence[int]) -> set[str]:
    """Those of the form's labels that other samples of the organisation bear already."""
    known = queries.by_key(db, form.uuid)
    if known is not None or not form.samples:
        return set()
    return queries.labels_in_use(db, organisation_ids[0], [one.label for one in form.samples])
