"""Samples with results of an organisation, and campaigns, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy.orm import Session

from mapapp.accounts.models import Organisation, User
from mapapp.domains.samples.models import Campaign, PlannedSample, Result, Sample, SamplingPoint
from mapapp.domains.samples.norms.assess import assess
from tests.factories import dataset
from tests.factories.samples import substance


def place(db: Session, identity: str = "lab-p", **values: Any) -> SamplingPoint:
    """A public sampling point near Karaganda without samples."""
    made = SamplingPoint(
        key=identity,
        names={"en": values.pop("name", f"Place {identity}")},
        external_id=identity,
        dataset_id=dataset(db).id,
        oblast=values.pop("oblast", "KZ35"),
        geom=from_shape(values.pop("geometry", Point(73.0, 49.8)), srid=4326),
        precision="exact",
        **values,
    )
    db.add(made)
    db.flush()
    return made


def sample(db: Session, point: SamplingPoint, organisation: Organisation | None = None, **values: Any) -> Sample:
    """A sample of soil, public, of the organisation."""
    made = Sample(
        point=point,
        medium=values.pop("medium", "soil"),
        external_id=values.pop("external_id", uuid4().hex[:10]),
        dataset_id=dataset(db).id,
        organisation_id=organisation.id if organisation else None,
        sampled_on=values.pop("sampled_on", "2026-05-12"),
        visibility=values.pop("visibility", "public"),
        **values,
    )
    db.add(made)
    db.flush()
    return made


def result(db: Session, of: Sample, value: str | None = "21", by: User | None = None, **values: Any) -> Result:
    """A draft of 21 mg/kg mercury, entered by somebody, compared with the norms that there are."""
    number = Decimal(value) if value is not None else None
    made = Result(
        sample=of,
        external_id=uuid4().hex[:10],
        dataset_id=of.dataset_id,
        substance_code=substance(db, values.pop("code", "mercury")).code,
        value=number,
        unit=values.pop("unit", "mg/kg"),
        state=values.pop("state", "draft"),
        entered_by_id=by.id if by else None,
        **values,
    )
    db.add(made)
    db.flush()
    assess(db, dataset_id=of.dataset_id)
    return made


def campaign(
    db: Session, organisation: Organisation, labels: Sequence[str] = ("NURA-7KQ4",), **values: Any
) -> Campaign:
    """A campaign with planned samples of soil that carry these labels."""
    made = Campaign(
        key=values.pop("key", f"c-{uuid4().hex[:8]}"),
        names={"en": values.pop("name", "Along the Nura")},
        organisation_id=organisation.id,
        visibility=values.pop("visibility", "public"),
        **values,
    )
    made.planned = [
        PlannedSample(
            position=number, label=label, place=f"Bend {number}", medium="soil", who="Aigerim", analytes=["mercury"]
        )
        for number, label in enumerate(labels, 1)
    ]
    db.add(made)
    db.flush()
    return made
