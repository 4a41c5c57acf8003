"""Which yearly figures are compared, and which never are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.domains.facilities.charts import mass, percent
from mapapp.domains.facilities.models import Release
from mapapp.domains.facilities.yearly import (
    TOTAL,
    Scope,
    Span,
    compare,
    latest,
    pollutant_of,
    ranges,
    share,
    yearly_mass,
    years,
)

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False)


def figure(year: int | None, tonnes: str | None = None, **values: Any) -> Release:
    amount = Decimal(tonnes) if tonnes is not None else None
    base: dict[str, Any] = {
        "figure": "release",
        "pollutant": "Total pollutants",
        "medium": "air",
        "unit": "t/year",
        "quantity": amount,
        "tonnes": amount,
        "extra": {},
        "period": "",
        "confidential": False,
        "source_title": "",
        "citation": "",
        "dataset_id": 1,
    }
    return Release(year=year, **{**base, **values})


TO_AIR = Scope("air", TOTAL)


def test_a_change_needs_the_year_before_and_one_exact_figure_in_each() -> None:
    found = years(
        [
            figure(2018, "100"),
            figure(2019, "80"),
            figure(2021, "60"),  # the year before is missing
            figure(2022, "30"),
            figure(2022, "40"),  # two sources
            figure(2023, "20"),
            figure(2024, "10", extra={"qualifier": ">"}),
        ]
    )[TO_AIR]
    assert [(one.year, one.change, one.change_percent) for one in found] == [
        (2024, None, None),
        (2023, None, None),
        (2022, None, None),
        (2021, None, None),
        (2019, Decimal(-20), Decimal(-20)),
        (2018, None, None),
    ]
    assert found[2].emitted == Span(Decimal(30), Decimal(40))


def test_nothing_is_added_up_and_other_figures_are_not_yearly() -> None:
    rows = [
        figure(2020, "100"),
        figure(2020, "7", medium="water"),
        figure(2020, "5", pollutant="dust"),
        figure(2020, None, quantity=Decimal(50), unit="t"),
        figure(None, "900"),
        figure(2020, None, figure="fine", quantity=Decimal(3), unit="million tenge"),
    ]
    found = years(rows)
    assert {scope: [one.emitted for one in years_] for scope, years_ in found.items()} == {
        TO_AIR: [Span(Decimal(100), Decimal(100))],
        Scope("water", TOTAL): [Span(Decimal(7), Decimal(7))],
        Scope("air", "dust"): [Span(Decimal(5), Decimal(5))],
    }


def test_permitted_comes_from_the_row_or_from_a_limit_of_the_same_year() -> None:
    rows = [
        figure(2020, "100", permitted_quantity=Decimal(120)),
        figure(2021, "100"),
        figure(2021, None, figure="limit", quantity=Decimal("0.09"), unit="thousand t/year"),
        figure(2021, None, figure="limit", quantity=Decimal(1), unit="t/year", medium="water"),
        figure(2022, "100"),
        figure(2022, None, figure="limit", quantity=Decimal(80), unit="t"),
    ]
    found = years(rows)[TO_AIR]
    assert [(one.year, one.permitted.high if one.permitted else None) for one in found] == [
        (2022, None),
        (2021, Decimal(90)),
        (2020, Decimal(120)),
    ]


def test_what_is_confidential_is_kept_and_is_not_zero() -> None:
    (one,) = years([figure(2020, confidential=True)])[TO_AIR]
    assert one.emitted is None


def test_the_ends_of_a_published_range_are_one_figure() -> None:
    low, high = (figure(None, amount, extra={"range": end}) for amount, end in (("300", "low"), ("350", "high")))
    alone, other = figure(None, "9"), figure(None, "1", extra={"range": "low"}, medium="water")
    assert ranges([high, alone, low, other]) == [(low, high), (alone,), (other,)]


def test_the_latest_figures() -> None:
    rows = [figure(2019, "1"), figure(2021, "2"), figure(2021, "3"), figure(None, "9")]
    assert latest(rows) == (rows[1], rows[2])
    assert latest(rows[3:]) == (rows[3],)


@pytest.mark.parametrize("printed", ["total pollutants", " Total  pollutants", "Барлық ластағыш заттар"])
def test_every_way_to_say_all_pollutants(printed: str) -> None:
    assert pollutant_of(printed) == TOTAL


def test_different_names_are_different_scopes_even_with_one_number() -> None:
    rows = [
        figure(2020, "1", pollutant="nitrogen oxides", pollutant_no=8),
        figure(2021, "2", pollutant="nitrogen dioxide", pollutant_no=8),
    ]
    assert [len(one) for one in years(rows).values()] == [1, 1]


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_share_is_never_above_a_hundred_nor_made_of_nothing(low: Decimal, high: Decimal, total: Decimal) -> None:
    part = Span(min(low, high), max(low, high))
    found = share(part, total)
    if found is None:
        assert total == 0 or part.high > total
    else:
        assert 0 <= found.low <= found.high <= 100
    assert share(part, None) is None
    assert share(None, total) is None


@given(AMOUNTS, AMOUNTS)
def test_a_change_leads_from_one_year_to_the_next(now: Decimal, before: Decimal) -> None:
    difference, percent_ = compare(Span(now, now), Span(before, before))
    assert difference is not None
    assert before + difference == now
    assert (percent_ is None) == (before == 0)
    assert compare(Span(now, now), Span(before, before, "~")) == (None, None)


@given(AMOUNTS)
def test_kilograms_and_tonnes_are_the_same_mass(amount: Decimal) -> None:
    assert yearly_mass(amount * 1000, "kg/year") == yearly_mass(amount, "t/year") == amount


def test_masses_and_shares_are_written_as_published(app: Any) -> None:
    with app.test_request_context("/?lang=en"):
        assert mass(Span(Decimal(300000), Decimal(350000))) == "300,000–350,000 t"
        assert mass(Span(Decimal("0.0125"), Decimal("0.0125"))) == "12.5 kg"
        assert mass(Span(Decimal(230), Decimal(230), ">")) == "more than 230 t"
        assert mass(Span(Decimal(0), Decimal(0))) == "0 t"
        assert percent(Span(Decimal(95), Decimal(97))) == "95–97 %"
        assert percent(Span(Decimal("0.0123"), Decimal("0.0123"))) == "0.012 %"
