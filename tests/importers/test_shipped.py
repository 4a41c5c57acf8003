"""The shipped records load whole, twice the same, and each says where it comes from."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from geoalchemy2.shape import to_shape
from shapely.geometry import Point
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.orm import Session

from importers.shipped import load_shipped
from importers.shipped.files import DATA, Shipped, manifest, rows
from mapapp import create_app
from mapapp.config import Config
from mapapp.core.database import Base, open_session
from mapapp.core.datasets import Dataset, cards
from mapapp.domains.areas.models import AdminUnit
from mapapp.domains.cases.models import Case, CaseEntry, CaseLink
from mapapp.domains.reports.models import Site
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result, SamplingPoint
from mapapp.domains.samples.service import assess
from mapapp.layers import Filter, Viewer, features, registry

TABLES = tuple(Base.metadata.tables)


def load_all(db: Session) -> None:
    for shipped in manifest():
        load_shipped(db, shipped)
    assess(db)
    db.flush()
    db.expire_all()


@pytest.fixture(scope="module")
def shipped_connection(engine: Engine) -> Iterator[Connection]:
    """One load for all tests of this file, in a transaction that is rolled back; the tests only read."""
    with engine.connect() as opened:
        transaction = opened.begin()
        with open_session(opened) as db:
            load_all(db)
            db.commit()
        yield opened
        transaction.rollback()


@pytest.fixture
def loaded(shipped_connection: Connection) -> Iterator[Session]:
    with open_session(shipped_connection) as db:
        yield db
        db.rollback()


@pytest.fixture
def app(shipped_connection: Connection) -> Flask:
    return create_app(Config(database_url="postgresql+psycopg://", secret_key="0" * 32), shipped_connection)


def state(db: Session) -> dict[str, tuple[int, str]]:
    """For each table how many rows there are and a digest of their content."""
    found = {}
    for table in TABLES:
        digest = f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
        row = db.execute(text(digest)).one()
        found[table] = (row[0], row[1])
    return found


def test_loading_twice_changes_nothing(loaded: Session) -> None:
    before = state(loaded)
    load_all(loaded)
    assert state(loaded) == before
    assert before["site"][0] >= 81
    assert before["facility"][0] >= 34 + 10 + 45
    assert before["limit_value"][0] == 267


def test_every_row_of_a_file_is_a_record(loaded: Session) -> None:
    for shipped in manifest():
        if shipped.path.suffix != ".csv":
            continue
        dataset = loaded.scalars(select(Dataset).where(Dataset.slug == shipped.slug)).one()
        assert dataset.row_count == len(list(rows(shipped.path))), shipped.slug
        assert dataset.licence, shipped.slug
        assert dataset.titles.keys() == {"kk", "ru", "en"}, shipped.slug


def test_every_record_names_its_document(app: Flask, loaded: Session) -> None:
    with app.test_request_context("/?lang=en"):
        known = cards(loaded, "en")
        seen: Counter[str] = Counter()
        for layer in registry().values():
            for feature in features(loaded, layer, Filter(), Viewer(), "en"):
                record = layer.record(loaded, feature.key, Viewer(), "en")
                assert record is not None
                assert record.title.value, feature.key
                cited = record.citation
                assert cited.title or cited.detail or cited.links or known[record.dataset_id].citation, feature.key
                assert record.drawn or str(record.why_not_drawn), feature.key
                seen[layer.id] += 1
        assert seen["reports"] > 81
        assert min(seen.values()) >= 14


def test_coordinates_lie_in_the_oblast_that_the_row_names(loaded: Session) -> None:
    outside = loaded.execute(
        text(
            "SELECT key, oblast FROM (SELECT key, oblast, geom, not_drawn FROM site UNION ALL SELECT key, oblast, geom,"
            " not_drawn FROM sampling_point UNION ALL SELECT key, oblast, geom, not_drawn FROM facility) r"
            " WHERE geom IS NOT NULL AND not_drawn IS NULL AND oblast <> '' AND NOT EXISTS (SELECT FROM admin_unit u"
            " WHERE u.key = lower(r.oblast) AND ST_DWithin(u.geom, r.geom, 0.05))"
        )
    ).all()
    assert outside == []


def test_ushtobe_and_mikhailovka_are_not_matched_across_oblasts(loaded: Session) -> None:
    zhetysu = loaded.scalars(select(AdminUnit).where(AdminUnit.key == "kz33")).one()
    assert "Zhetysu" in zhetysu.names["en"]
    wrong = loaded.execute(
        text("SELECT key FROM site WHERE geom IS NOT NULL AND ST_Intersects(geom, CAST(:zhetysu AS geometry))"),
        {"zhetysu": f"SRID=4326;{loaded.scalar(select(func.ST_AsText(zhetysu.geom)))}"},
    ).all()
    assert wrong == []


def test_doubtful_plants_are_loaded_but_not_drawn(app: Flask, loaded: Session) -> None:
    with app.test_request_context("/?lang=en"):
        listed = {
            one.title.value: one.properties["not_drawn"]
            for one in features(loaded, registry()["facilities"], Filter(drawn=False), Viewer(), "en")
        }
    maek = [reason for name, reason in listed.items() if "MAEK" in name]
    assert len(maek) == 2
    assert set(maek) <= {"shared_point", "doubtful_coordinates"}
    assert any("GRES-2" in name for name in listed)


def test_the_nura_sample_stands_beside_both_norms_of_the_book(loaded: Session) -> None:
    """The book compares 177 mg/kg with 2 mg/kg (Kazakhstan) and 10 mg/kg (Europe)."""
    point = loaded.scalars(select(SamplingPoint).where(SamplingPoint.key == "nur-p02-kyzyl-zhartas")).one()
    result: Result = point.samples[0].results[0]
    assert (float(result.value or 0), result.unit, result.verdict) == (177.0, "mg/kg", "exceeds")
    assert result.times == Decimal("88.5")
    assert result.limit is not None
    assert (result.limit.jurisdiction, result.limit.verification) == ("KZ", "secondary_source")
    assert "book of 2017" in result.limit.act
    assert result.compared["KZ"]["times"] == 88.5
    assert (result.compared["NL"]["times"], result.compared["NL"]["why"]) == (17.7, "basis_not_stated")
    dutch = loaded.get_one(Limit, result.compared["NL"]["limit"])
    assert "Dutch" in dutch.act


def test_ranges_of_karaganda_stay_ranges(loaded: Session) -> None:
    found = loaded.execute(
        select(Result.external_id, Result.times_min, Result.times)
        .where(Result.external_id.startswith("krg-"), Result.unit == "times MPC")
        .order_by(Result.external_id)
    ).all()
    ranges = [(row[1] and int(row[1]), int(row[2] or 0)) for row in found]
    assert ranges == [(2, 25), (None, 15), (13, 130), (20, 65)]


def test_six_cases_with_citations_and_records(loaded: Session) -> None:
    slugs = set(loaded.scalars(select(Case.slug)))
    assert slugs == {"karaganda-dumps", "mangystau-hot-spots", "ustyurt", "nura-mercury", "temirtau", "saura"}
    for entry in loaded.scalars(select(CaseEntry)):
        assert entry.document, entry.texts["en"]
        assert entry.lines or entry.pages, entry.texts["en"]
        assert all(entry.texts.get(code) for code in ("kk", "ru", "en"))
    links = loaded.execute(select(CaseLink.layer, CaseLink.key)).all()
    assert len(links) > 60


def test_every_linked_record_exists(app: Flask, loaded: Session) -> None:
    with app.test_request_context("/?lang=en"):
        for link in loaded.scalars(select(CaseLink)):
            assert registry()[link.layer].record(loaded, link.key, Viewer(), "en") is not None, (link.layer, link.key)


def test_a_broken_shipped_file_is_loud(loaded: Session) -> None:
    file = DATA / "reference/test-broken.csv"
    file.write_text("id,name_en,kind,latitude,longitude\n1,A dump,dumpster,1000,7\n", "utf-8")
    try:
        with pytest.raises(ValueError, match="row 2"):
            load_shipped(loaded, Shipped("x", "reports", file, {"en": "x"}, {"licence": "x"}))
    finally:
        file.unlink()


def test_a_settlement_stands_for_its_dumps(loaded: Session) -> None:
    site = loaded.scalars(select(Site).where(Site.key == "krg-002")).one()
    assert site.precision == "village"
    assert site.geom is not None
    assert to_shape(site.geom).distance(Point(73.1, 49.8)) < 0.1
