"""What only the page of a sampling point shows: classes of surface water, added effect in air."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from mapapp.domains.samples.limits import SummationGroup, WaterClass
from mapapp.domains.samples.models import Sample, SamplingPoint
from tests.factories import dataset, laboratory, samples
from tests.publish.markup import text_of

SHIPPED = Path(__file__).parents[3] / "data/reference/limits"
RULE = "sum(C_i/MPC_i) <= 1"


@pytest.fixture
def classes(db: Session) -> None:
    """The whole classification as it ships."""
    with (SHIPPED / "surface_water_classes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            samples.substance(db, row["substance"], row["name_en"].capitalize())
            bounds = [row[f"class{number}"] for number in range(1, 7)]
            made = WaterClass(
                dataset_id=dataset(db, "classes", title="Classes of water").id,
                external_id=row["id"],
                substance_code=row["substance"],
                names={"en": row["name_en"]},
                unit=row["unit_as_printed"],
                bounds=bounds,
                note=row["note"],
            )
            db.add(made)
    db.flush()


@pytest.fixture
def groups(db: Session) -> None:
    """Three groups as they ship, and Kazakhstan's limits of a single value in mg/m3."""
    for code, name in (("sulphur_dioxide", "Sulphur dioxide"), ("phenol", "Phenol"), ("formaldehyde", "Formaldehyde")):
        samples.substance(db, code, name)
    for code, value in (("sulphur_dioxide", "0.5"), ("phenol", "0.01"), ("formaldehyde", "0.05")):
        samples.limit(db, code, value, "mg/m3", medium="air", averaging="single_max", act="Order DSM-70")
    samples.limit(db, "ammonia", "0.1", "mg/m3", medium="air", averaging="single_max", jurisdiction="WHO")
    for number, codes in ((40, ["sulphur_dioxide", "phenol"]), (3, ["ammonia", "formaldehyde"])):
        db.add(_group(db, number, codes))
    db.add(_group(db, 90, ["sulphur_dioxide", "phenol", "formaldehyde"]))
    db.flush()


def _group(db: Session, number: int, codes: list[str]) -> SummationGroup:
    identity = dataset(db, "groups", title="Groups in air").id
    values: dict[str, Any] = {"mode": "full", "rule": RULE, "act": "Order DSM-70, table 3"}
    return SummationGroup(dataset_id=identity, external_id=str(number), group_no=number, substances=codes, **values)


def water(db: Session, point: SamplingPoint, code: str, value: str | None, **values: Any) -> Sample:
    """A sample of water with one result."""
    taken = laboratory.sample(db, point, medium="water", sampled_on=values.pop("sampled_on", "2026-05-12"))
    laboratory.result(db, taken, value, code=code, **{"unit": "mg/l", "state": "checked", **values})
    return taken


def air(db: Session, point: SamplingPoint, values: dict[str, str], **about: Any) -> Sample:
    """A sample of air; a value may begin with a qualifier."""
    taken = laboratory.sample(db, point, medium="air", sampled_on=about.pop("sampled_on", "2026-05-12"))
    for code, value in values.items():
        qualifier = value[0] if value[0] in "<>" else "="
        number = value.lstrip("<>")
        own = {"unit": "mg/m3", "state": "checked", "averaging": "single_max", **about}
        laboratory.result(db, taken, number, code=code, qualifier=qualifier, **own)
    return taken


def rows_of(client: FlaskClient, key: str, caption: str) -> list[str]:
    """The rows of the tables with this caption, each as its text."""
    tables = lxml_html.fromstring(client.get(f"/samples/{key}?lang=en").text).xpath("//main//table")
    wanted = [one for one in tables if caption in one.findtext("caption")]
    return [" ".join(" ".join(row.xpath(".//text()")).split()) for one in wanted for row in one.xpath("tbody/tr")]


@pytest.mark.usefixtures("classes")
@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        # 2,1 | 2,1 | 3,0 | 5,0 | 6,0 | >6,0
        ("bod5", {"value": "4"}, "Class 4 as printed: 5,0 мг О2/л"),
        ("bod5", {"value": "2", "qualifier": "<"}, "Class 1"),
        ("bod5", {"value": "4", "qualifier": "<"}, "Cannot tell The true value may lie in several classes."),
        ("bod5", {"value": "7", "qualifier": ">"}, "Class 6"),
        ("bod5", {"value": None, "detection_limit": Decimal(3)}, "Cannot tell The true value may lie"),
        ("bod5", {"value": None, "value_min": Decimal(1), "value_max": Decimal(4)}, "Class 1 to 4"),
        ("bod5", {"value": "4", "statistic": "minimum"}, "Cannot tell The true value may lie"),
        ("bod5", {"value": "4", "statistic": "maximum"}, "Class 4"),
        # ≥6 | ≥4 | ≥4 | 4 | 4 | ≤3: less is worse, so the upper end of a range is the better one
        ("dissolved_oxygen", {"value": None, "value_min": Decimal(2), "value_max": Decimal(8)}, "Class 1 to 6"),
        ("dissolved_oxygen", {"value": "8", "statistic": "maximum"}, "Cannot tell"),
        ("dissolved_oxygen", {"value": "8", "statistic": "minimum"}, "Class 1"),
        ("ph", {"value": "7", "unit": "pH"}, "Class 1"),
        ("ph", {"value": "7", "unit": "pH", "qualifier": "<"}, "Cannot tell"),
        ("nitrate", {"value": "42", "expressed_as": "NO3"}, "Class 3"),
        ("nitrate", {"value": "42", "expressed_as": "N"}, "Cannot tell The order counts the whole ion"),
        ("lead", {"value": "0.01"}, "Cannot tell The order has this indicator for another form"),
        ("lead", {"value": "10", "unit": "ug/l", "fraction": "dissolved"}, "Class 2"),
        ("suspended_solids", {"value": "5"}, "Cannot tell The bound depends on the natural background"),
        ("bod5", {"value": "4", "unit": "times MPC"}, "Cannot tell The units measure different things."),
    ],
)
def test_each_result_of_surface_water_has_its_class(
    db: Session, client: FlaskClient, code: str, values: dict[str, Any], expected: str
) -> None:
    water(db, laboratory.place(db, "river"), code, **values)
    db.commit()
    (row,) = rows_of(client, "river", "Classes of surface water")
    assert expected in row


@pytest.mark.usefixtures("classes")
def test_the_worst_class_is_said_and_what_does_not_count_is_not_in_it(db: Session, client: FlaskClient) -> None:
    here = laboratory.place(db, "river")
    taken = water(db, here, "bod5", "4")
    laboratory.result(db, taken, "0.01", code="nitrite", unit="mg/l", state="checked")
    laboratory.result(db, taken, "99", code="cod_dichromate", unit="mg/l", state="withdrawn")
    laboratory.result(db, taken, "5", code="unclassified", unit="mg/l", state="checked")
    blank = laboratory.sample(db, here, medium="water", purpose="field_blank")
    laboratory.result(db, blank, "99", code="bod5", unit="mg/l")
    for medium in ("groundwater", "soil", "sewage"):
        laboratory.result(db, laboratory.sample(db, here, medium=medium), "99", code="bod5", unit="mg/l")
    water(db, laboratory.place(db, "noise"), "bod5", "99")
    db.commit()
    rows = rows_of(
        client, "river", "Classes of surface water (Order No. 111-NQ), May 12, 2026: the worst is class 4 of 6"
    )
    assert [row.split()[0] for row in rows] == ["Bod5", "Nitrite"]
    html = client.get("/samples/river?lang=en").text
    assert html.count("Classes of surface water (Order No. 111-NQ)") == 2  # caption and label of one table
    assert 'href="/limits/surface-water?lang=en"' in html
    laboratory.result(db, taken, "0.01", code="lead", unit="mg/l")  # its form is not stated
    db.commit()
    assert "the worst that can be told is class 4 of 6" in text_of(client.get("/samples/river?lang=en").text)
    assert "Classes of water" in html  # the dataset, with its licence


@pytest.mark.usefixtures("classes")
@pytest.mark.parametrize(
    ("sampled_on", "said"),
    [
        ("2025-06-10", "The order was in force when the sample was taken (since June 10, 2025)."),
        ("2025-06-09", "later than the sample: for information only."),
        ("2015-06", "later than the sample: for information only."),
        ("2025", "the date of the sample does not say"),
        ("", "the date of the sample does not say"),
    ],
)
def test_a_class_of_before_the_order_is_for_information(
    db: Session, client: FlaskClient, sampled_on: str, said: str
) -> None:
    water(db, laboratory.place(db, "river"), "bod5", "7", sampled_on=sampled_on)
    db.commit()
    html = client.get("/samples/river?lang=en").text
    assert said in text_of(html)
    assert ('<strong class="tone-bad">Class 6' in html) == (sampled_on == "2025-06-10")


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize(
    ("values", "shares", "total"),
    [
        # 0.3 / 0.5 + 0.005 / 0.01 = 0.6 + 0.5
        ({"sulphur_dioxide": "0.3", "phenol": "0.005"}, "Sulphur dioxide 0.6 + Phenol 0.5", "1.1 Above 1"),
        ({"sulphur_dioxide": "0.1", "phenol": "0.005"}, "Sulphur dioxide 0.2 + Phenol 0.5", "0.7 Not above 1"),
        # below 0.004 of 0.01: from 0 to 0.4, not to the whole limit
        ({"sulphur_dioxide": "0.1", "phenol": "<0.004"}, "Sulphur dioxide 0.2 + Phenol 0–0.4", "0.2–0.6 Not above 1"),
        ({"sulphur_dioxide": "0.4", "phenol": "<0.004"}, "Phenol 0–0.4", "0.8–1.2 Cannot tell. It depends on where"),
        ({"sulphur_dioxide": ">0.1", "phenol": "0.005"}, "more than 0.2 + Phenol 0.5", "at least 0.7 Cannot tell"),
        ({"sulphur_dioxide": ">0.3", "phenol": "0.005"}, "more than 0.6", "at least 1.1 Above 1"),
    ],
)
def test_shares_of_one_time_are_added_up(
    db: Session, client: FlaskClient, values: dict[str, str], shares: str, total: str
) -> None:
    air(db, laboratory.place(db, "post"), values)
    db.commit()
    whole, partly = rows_of(client, "post", "Added effect")
    assert "May 12, 2026 highest single value No. 40" in whole
    assert shares in whole
    assert total in whole
    assert "complete" in whole
    assert "missing or without a limit: Formaldehyde" in partly
    assert "at least" in partly
    page = text_of(client.get("/samples/post?lang=en").text)
    assert f"Order DSM-70, table 3: {RULE}." in page
    assert ("are above the limit when they are added up" in page) == ("Above 1" in f"{whole} {partly}")
    assert "Groups in air" in page
    assert 'href="/limits/summation-groups?lang=en"' in client.get("/samples/post?lang=en").text


@pytest.mark.usefixtures("groups")
def test_what_is_not_of_one_time_or_of_our_limits_is_not_added(db: Session, client: FlaskClient) -> None:
    here = laboratory.place(db, "post")
    air(db, here, {"sulphur_dioxide": "0.3"})
    air(db, here, {"phenol": "0.005"}, sampled_on="2026-05-13")  # another day
    air(db, here, {"phenol": "0.005"}, averaging="daily")  # another averaging time
    air(db, here, {"phenol": "0.005"}, state="withdrawn")
    air(db, here, {"phenol": "0.005"}, sampled_on="")
    air(db, here, {"sulphur_dioxide": "0.3"}, sampled_on="")  # undated, another sample
    air(db, here, {"ammonia": "0.09", "formaldehyde": "0.045"}, sampled_on="2026-05-14")  # one limit is WHO's
    air(db, laboratory.place(db, "noise"), {"phenol": "0.005"})
    db.commit()
    assert rows_of(client, "post", "Added effect") == []


@pytest.mark.usefixtures("groups")
def test_several_values_of_a_time_and_highest_values_stay_ranges(db: Session, client: FlaskClient) -> None:
    here = laboratory.place(db, "post")
    air(db, here, {"sulphur_dioxide": "0.1", "phenol": "0.005"})
    air(db, here, {"sulphur_dioxide": "0.3"})
    highest: dict[str, Any] = {"statistic": "maximum", "averaging": "", "sampled_on": "2026-06"}
    air(db, here, {"sulphur_dioxide": "0.3", "phenol": "0.005"}, **highest)
    db.commit()
    rows = [row for row in rows_of(client, "post", "Added effect") if "No. 40" in row]
    assert "Sulphur dioxide 0.2–0.6 + Phenol 0.5" in rows[0]
    assert "0.7–1.1 Cannot tell" in rows[0]
    assert "0–1.1 Cannot tell" in rows[1]
    assert "The averaging time is not stated." in rows[1]


@pytest.mark.usefixtures("classes", "groups")
def test_popups_show_neither_and_only_what_is_needed_is_read(
    db: Session, connection: Connection, client: FlaskClient
) -> None:
    here = laboratory.place(db, "both")
    water(db, here, "bod5", "4")
    air(db, here, {"sulphur_dioxide": "0.3", "phenol": "0.005"})
    laboratory.result(db, laboratory.sample(db, laboratory.place(db, "soil")), "1")
    db.commit()
    asked: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def reads(address: str) -> tuple[int, int]:
        asked.clear()
        assert client.get(address).status_code == 200
        return tuple(sum(f"FROM {name}" in one for one in asked) for name in ("water_class", "summation_group"))  # type: ignore[return-value]  # two names

    assert reads("/samples/both?lang=en") == (1, 1)
    assert reads("/samples/both/popup?lang=en") == (0, 0)
    assert reads("/samples/soil?lang=en") == (0, 0)
    popup = client.get("/samples/both/popup?lang=en").text
    assert not [one for one in ("Classes of surface water", "Added effect", "Groups in air") if one in popup]
