"""Changes, protection, hiding, photos, and bringing back any version."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from shapely.geometry import MultiPolygon, Point, box
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.drafts import NameDraft, SourceDraft
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.areas.service import UnitDraft, write_units
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.moderation import editing, history, service
from mapapp.domains.reports.moderation.editing import CELLS_M, Change
from mapapp.domains.reports.moderation.models import Flag
from mapapp.errors import BadInput, Conflict, Forbidden, NotFound
from mapapp.spatial.coarsen import coarsen, uncertainty_m
from tests.factories import dataset, reports
from tests.factories.moderation import ADMINISTRATOR, HERE, deciding, picture, report, shape, update


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def test_changing_keeps_what_was_there(db: Session) -> None:
    site, noise = report(db), report(db, "r-noise22")
    seen = site.observations[0]
    words = {seen.id: {"en": "A heap behind the garages of ███."}}
    event = editing.change(
        deciding(db, site),
        Change({"kind": "landfill", "waste_types": ["tyres"], "area_m2": Decimal("120.5")}, None, words),
    )
    assert (site.kind, site.waste_types, seen.words["en"][-4:]) == ("landfill", ["tyres"], "███.")
    assert event.before["kind"] == "dump"
    assert event.before[f"observation:{seen.id}"]["words"] == {"en": "A heap of tyres behind the garages."}
    assert event.after["area_m2"] == "120.5"
    assert noise.kind == "dump"


def test_words_are_taken_away_by_emptying_them(db: Session) -> None:
    site = report(db)
    editing.change(deciding(db, site), Change(words={site.observations[0].id: {"en": ""}}))
    assert site.observations[0].words == {}


def test_changing_nothing_is_said(db: Session) -> None:
    with pytest.raises(BadInput, match="Nothing"):
        editing.change(deciding(db, report(db)), Change({"kind": "dump"}))


def test_words_of_another_site_cannot_be_changed_here(db: Session) -> None:
    noise = report(db, "r-noise22")
    with pytest.raises(NotFound):
        editing.change(deciding(db, report(db)), Change(words={noise.observations[0].id: {"en": "x"}}))


def test_a_moved_place_lies_in_another_oblast(db: Session) -> None:
    borders = {"kz35": box(70, 46, 77, 52), "kz10": box(66, 46, 69, 52)}
    for key, border in borders.items():
        write_units(
            db, dataset(db), [UnitDraft(SourceDraft(key), NameDraft({"en": key}, key), 1, MultiPolygon([border]))]
        )
    site = report(db)
    editing.change(deciding(db, site), Change(place=Point(67.5, 50)))
    assert (site.oblast, shape(site.geom).wkt) == ("KZ10", "POINT (67.5 50)")


def test_protection_publishes_one_coarse_point_and_keeps_the_exact_one(db: Session) -> None:
    site = report(db, place=box(73.1, 49.8, 73.101, 49.801), area_m2=Decimal("8123"))
    exact = shape(site.geom)
    site.place = "behind house 12"
    db.flush()
    for cell in CELLS_M:
        editing.protect(deciding(db, site), cell)
        assert shape(site.geom) == coarsen(exact, cell)
        assert shape(site.geom_exact) == exact
        assert (site.precision, site.precision_m) == ("approximate", uncertainty_m(cell))
        assert (site.protected, site.place, site.area_m2) == (True, "", Decimal(8000))
        editing.unprotect(deciding(db, site))
        assert (shape(site.geom), site.geom_exact, site.protected) == (exact, None, False)
        assert (site.precision, site.precision_m, site.place) == ("exact", None, "behind house 12")
        assert site.area_m2 == 8123


def test_what_was_written_during_protection_stays(db: Session) -> None:
    site = report(db, area_m2=Decimal("8123"))
    editing.protect(deciding(db, site), CELLS_M[0])
    editing.change(deciding(db, site), Change({"area_m2": Decimal(50)}))
    editing.unprotect(deciding(db, site))
    assert site.area_m2 == 50


def test_a_protected_place_that_is_moved_stays_protected(db: Session) -> None:
    site = report(db)
    editing.protect(deciding(db, site), CELLS_M[1])
    editing.change(deciding(db, site), Change(place=Point(73.5, 49.5)))
    assert shape(site.geom_exact) == Point(73.5, 49.5)
    assert shape(site.geom) == coarsen(Point(73.5, 49.5), CELLS_M[1])


def test_protection_is_not_done_twice_nor_by_halves(db: Session) -> None:
    site = report(db)
    with pytest.raises(BadInput):
        editing.protect(deciding(db, site), 1.0)
    with pytest.raises(BadInput):
        editing.unprotect(deciding(db, site))
    editing.protect(deciding(db, site), CELLS_M[0])
    with pytest.raises(BadInput):
        editing.protect(deciding(db, site), CELLS_M[0])


def test_what_a_reporter_asked_for_only_an_administrator_ends(db: Session) -> None:
    site = report(db, wants=["protect"])
    editing.protect(deciding(db, site), CELLS_M[0])
    with pytest.raises(Forbidden):
        editing.unprotect(deciding(db, site))
    editing.unprotect(deciding(db, site, ADMINISTRATOR))


def test_going_back_to_an_earlier_version_does_not_end_a_protection_that_a_reporter_asked_for(db: Session) -> None:
    site = report(db, wants=["protect"])
    editing.change(deciding(db, site), Change({"kind": "landfill"}))
    before = site.version
    editing.protect(deciding(db, site), CELLS_M[0])
    with pytest.raises(Forbidden), db.begin_nested():  # what a refused request wrote is rolled back
        editing.revert(deciding(db, site), before)
    editing.revert(deciding(db, site, ADMINISTRATOR), before)
    assert (site.protected, site.geom_exact) == (False, None)
    assert not site.protected


def test_hiding_takes_photos_along_and_showing_brings_them_back(db: Session) -> None:
    site = report(db)
    photo, kept = picture(db, site.observations[0]), picture(db, site.observations[0])
    service.accept(deciding(db, site))
    editing.hide_photo(deciding(db, site), kept.upload_id, hidden=True)
    assert (photo.public, kept.public) == (True, False)
    db.add(Flag(site_id=site.id, reason="personal_data"))
    editing.hide(deciding(db, site))
    assert (site.visibility, photo.public) == ("hidden", False)
    assert db.scalar(select(Flag.id).where(Flag.resolved_at.is_(None))) is None
    editing.show(deciding(db, site))
    assert (site.visibility, photo.public, kept.public) == ("public", True, False)
    editing.hide_photo(deciding(db, site), kept.upload_id, hidden=False)
    assert kept.public


def test_what_was_taken_back_is_not_shown_again(db: Session) -> None:
    site = report(db, status="published", visibility="hidden")
    db.scalars(select(Submission)).one().withdrawn_at = site.created_at
    with pytest.raises(BadInput, match="took this report back"):
        editing.show(deciding(db, site))


def test_a_photo_of_another_site_cannot_be_touched_here(db: Session) -> None:
    noise = report(db, "r-noise22")
    photo = picture(db, noise.observations[0])
    with pytest.raises(NotFound):
        editing.hide_photo(deciding(db, report(db)), photo.upload_id, hidden=True)


def test_any_version_can_be_brought_back_with_all_that_was_in_it(db: Session) -> None:
    site, noise = report(db, area_m2=Decimal("10.50"), precision_m=30.0), report(db, "r-noise22")
    seen = site.observations[0]
    photo = picture(db, seen)
    states = {}

    def remember() -> None:
        db.flush()
        link = seen.photos[0]
        states[site.version] = [history.snapshot(row) for row in (site, seen, link)]

    remember()
    service.accept(deciding(db, site))
    remember()
    editing.change(deciding(db, site), Change({"kind": "oil_spill"}, Point(73, 49), {seen.id: {"en": "Oil"}}))
    remember()
    editing.hide_photo(deciding(db, site), photo.upload_id, hidden=True)
    remember()
    editing.protect(deciding(db, site), CELLS_M[0])
    remember()
    service.reject(deciding(db, site), "false")
    remember()
    before = history.snapshot(noise)
    for version in (3, 1, 5, 2, 4, 6):
        editing.revert(deciding(db, site), version)
        assert [history.snapshot(row) for row in (site, seen, seen.photos[0])] == states[version]
        assert photo.public is (site.status == "published" and not seen.photos[0].hidden and seen.state == "published")
    assert history.snapshot(noise) == before


@pytest.mark.parametrize("version", [0, -1, 2, 99])
def test_a_version_that_is_not_earlier_cannot_come_back(db: Session, version: int) -> None:
    site = report(db)
    service.leave(deciding(db, site))
    with pytest.raises(NotFound):
        editing.revert(deciding(db, site), version)


def test_reverting_brings_back_nothing_that_the_reporter_took_back(db: Session) -> None:
    site = report(db)
    service.accept(deciding(db, site))
    service.reject(deciding(db, site), "false", site.observations[0].id)
    db.scalars(select(Submission)).one().withdrawn_at = site.created_at
    with pytest.raises(Conflict, match="took this report back"):
        editing.revert(deciding(db, site), 2)


def test_only_those_of_the_oblast_change_anything(db: Session) -> None:
    site = reports.site(db)
    update(db, site)
    with pytest.raises(Forbidden):
        deciding(db, site, Viewer(Role.MODERATOR, 5, oblasts=("KZ10",)))


def test_a_snapshot_keeps_every_digit_of_a_place(db: Session) -> None:
    exact = Point(73.12345678901234, 49.98765432109876)
    site = report(db, place=exact)
    kept = history.snapshot(site)
    site.geom = report(db, "r-noise22", place=HERE).geom
    history.restore(site, kept)
    assert shape(site.geom) == exact
