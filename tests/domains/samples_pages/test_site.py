"""The page of a sampling point: every norm side by side, ranges as ranges, and nothing of what is not public."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from mapapp.domains.samples import queries
from mapapp.domains.samples.layer import SamplesLayer
from mapapp.layers import Condition, Feature, Filter, Role, Viewer, features
from tests.factories import accounts, laboratory, samples
from tests.publish.markup import text_of

KZ, NL = "Order No. 1", "Dutch Circular"


@pytest.fixture
def norms(db: Session) -> None:
    """The two norms for mercury in soil that the book on the Nura names, and one for lead."""
    samples.limit(db, value="2", act=KZ)
    samples.limit(db, value="10", act=NL, jurisdiction="EU", kind="intervention_value")
    samples.substance(db, "lead", "Lead")
    samples.limit(db, "lead", "32", act=KZ)


def page(client: FlaskClient, key: str, **asked: str) -> str:
    answer = client.get(f"/samples/{key}", query_string={"lang": "en", **asked})
    assert answer.status_code == 200
    return text_of(answer.text)


def shown(db: Session, viewer: Viewer | None = None, **conditions: str) -> dict[str, Feature]:
    wanted = tuple(Condition(name, (value,)) for name, value in conditions.items())
    found = features(db, SamplesLayer(), Filter(conditions=wanted), viewer or Viewer(), "en")
    return {one.key: one for one in found}


@pytest.mark.usefixtures("norms")
def test_kyzyl_zhartas_stands_beside_both_norms(db: Session, client: FlaskClient) -> None:
    here = laboratory.place(db, "kyzyl-zhartas")
    laboratory.result(db, laboratory.sample(db, here, medium="sediment"), "177", state="as_published", basis="dry")
    samples.point(db, "noise", value="3")
    db.commit()
    text = page(client, "kyzyl-zhartas")
    for part in ("88.5 times the limit", "17.7", KZ, NL, "Kazakhstan", "European Union"):
        assert part in text
    assert "17.7 times the limit" in page(client, "kyzyl-zhartas", norms="EU")


def test_ranges_stay_ranges(db: Session, client: FlaskClient) -> None:
    here = laboratory.place(db, "dumps")
    taken = laboratory.sample(db, here)
    for code, low, high in (("lead", 2, 25), ("chromium", 13, 130), ("copper", 20, 65)):
        ends: dict[str, Any] = {"value_min": Decimal(low), "value_max": Decimal(high)}
        laboratory.result(db, taken, None, code=code, unit="times MPC", statistic="range", **ends)
    laboratory.result(db, taken, "15", code="arsenic", unit="times MPC", statistic="maximum")
    db.commit()
    text = page(client, "dumps")
    for part in ("2–25", "13–130", "20–65", "up to 15", "13–130 times the limit"):
        assert part in text


@pytest.mark.usefixtures("norms")
def test_withdrawn_results_and_blanks_are_listed_but_not_counted(db: Session, client: FlaskClient) -> None:
    here = laboratory.place(db, "quality")
    taken = laboratory.sample(db, here)
    laboratory.result(db, taken, "4000", state="withdrawn", state_reason="Bottle mixed up")
    laboratory.result(db, taken, "1", state="checked")
    laboratory.result(db, laboratory.sample(db, here, purpose="field_blank"), "3000")
    db.commit()
    text = page(client, "quality")
    assert "Bottle mixed up" in text
    assert "Field blank" in text
    assert "2,000" not in text  # times the norm
    assert "1,500" not in text
    found = shown(db)["quality"].properties
    assert (found["exceedance"], found["result_count"], float(found["max_times"])) == ("within", 1, 0.5)


@pytest.mark.usefixtures("norms")
def test_samples_that_are_not_public_leak_nothing(app: Flask, db: Session, client: FlaskClient) -> None:
    ours = accounts.organisation(db)
    here, other = laboratory.place(db, "partly"), laboratory.place(db, "wholly")
    laboratory.result(db, laboratory.sample(db, here), "1")
    hidden = {"visibility": "organisation"}
    secret = samples.substance(db, "unobtainium", "Unobtainium").code
    taken = laboratory.sample(db, here, ours, label="SECRET", **hidden)
    laboratory.result(db, taken, "777.125")
    laboratory.result(db, taken, "5", code=secret)
    laboratory.result(db, laboratory.sample(db, other, ours, **hidden), "888")
    db.commit()
    found = shown(db)
    assert "wholly" not in found
    assert found["partly"].properties["result_count"] == 1
    assert found["partly"].properties["substances"] == ["mercury"]
    assert not shown(db, substances=secret)
    assert not shown(db, exceedance="over_10")
    member = Viewer(Role.MEMBER, organisation_ids=(ours.id,))
    assert shown(db, member)["partly"].properties["result_count"] == 3
    assert shown(db, member).keys() >= {"partly", "wholly"}
    text = page(client, "partly")
    assert not [word for word in ("777.125", "SECRET", "Unobtainium") if word in text]
    assert client.get("/samples/wholly").status_code == 404
    assert queries.find_point(db, "wholly", Viewer()) is None
    assert queries.find_point(db, "wholly", member) is not None
    with app.test_request_context("/"):
        assert secret not in queries.SubstanceNames()
    files = client.get("/exports/samples-results.csv?key=partly").text
    assert "777.125" not in files  # with its point: digests hold any three digits
    assert "unobtainium" not in files


@pytest.mark.usefixtures("norms")
def test_a_substance_colours_the_points_by_itself(db: Session) -> None:
    here = laboratory.place(db, "two")
    taken = laboratory.sample(db, here)
    laboratory.result(db, taken, "100")
    laboratory.result(db, taken, "16", code="lead")
    samples.point(db, "mercury-only", value="5")
    assert shown(db)["two"].properties["exceedance"] == "over_10"
    lead = shown(db, substances="lead")
    assert lead.keys() == {"two"}
    assert (lead["two"].properties["exceedance"], float(lead["two"].properties["max_times"])) == ("within", 0.5)
    assert not shown(db, substances="lead", exceedance="over_10")


@pytest.mark.usefixtures("norms")
def test_the_norm_set_decides_how_far_a_point_is_above(db: Session) -> None:
    laboratory.result(db, laboratory.sample(db, laboratory.place(db, "p")), "15")
    assert float(shown(db)["p"].properties["max_times"]) == 7.5
    other = shown(db, norms="EU")["p"].properties
    assert (other["exceedance"], float(other["max_times"]), other["norms"]) == ("over_1", 1.5, "EU")
    assert shown(db, norms="WHO")["p"].properties["exceedance"] == "no_limit"
    assert not shown(db, norms="EU", exceedance="over_2")


@pytest.mark.usefixtures("norms")
def test_charts_are_there_for_series_and_several_substances(db: Session, client: FlaskClient) -> None:
    here = laboratory.place(db, "series")
    for day, value in (("2014-07", "177"), ("2018-05-14", "9"), ("2020", "1")):
        laboratory.result(db, laboratory.sample(db, here, sampled_on=day), value)
    laboratory.result(db, laboratory.sample(db, here, sampled_on="2020"), "90", code="lead")
    db.commit()
    html = client.get("/samples/series?lang=en").text
    assert 'alt="Mercury, Soil from July 2014 to 2020: between 1 mg/kg and 177 mg/kg."' in html
    for chart in ("multiples", "time-mercury-soil-mg-kg"):
        answer = client.get(f"/samples/series/charts/{chart}.svg?lang=en")
        assert answer.status_code == 200
        assert "Norm: 1" in answer.text or "Kazakhstan: 2" in answer.text
    assert client.get("/samples/series/charts/time-lead-soil-mg-kg.svg").status_code == 404
    assert client.get("/samples/no-such/charts/multiples.svg").status_code == 404


@pytest.mark.usefixtures("norms")
def test_charts_of_what_a_member_sees_are_kept_by_nobody(db: Session, app: Flask) -> None:
    ours = accounts.organisation(db)
    who = accounts.person(db, "member", organisation=ours)
    here = laboratory.place(db, "inner")
    for day in ("2014", "2015"):
        laboratory.result(db, laboratory.sample(db, here, ours, sampled_on=day, visibility="organisation"), "5")
    browser = app.test_client()
    accounts.log_in(browser, who)
    db.commit()
    address = "/samples/inner/charts/time-mercury-soil-mg-kg.svg"
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert app.test_client().get(address).status_code == 404
