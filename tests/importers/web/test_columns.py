"""The form of the columns: what it says becomes a mapping, what is wrong stands beside its field."""

from __future__ import annotations

import pytest

from tests.importers.web.conftest import SOIL, Member

ODD = "where;lat;lon;taken;matrix;what;how much;in;phone\nP-1;49.8;73.1;2026-05-14;soil;Lead;5;mg/kg;+7701\n"


def at(member: Member, heading: str) -> str:
    """The number of a column in the form."""
    return str(member.load().preview["look"]["found"]["headings"].index(heading))


def test_what_no_heading_says_is_chosen_by_hand(member: Member) -> None:
    member.bring(ODD)
    member.see("columns")
    chosen = {"where": "point_id", "what": "substance", "how much": "value", "in": "unit", "taken": "sampled_on"}
    fields = {f"column-{at(member, heading)}": field for heading, field in chosen.items()}
    assert member.columns(**fields).status_code == 303
    columns = member.load().mapping["columns"]
    assert {columns[field] for field in chosen.values()} == set(chosen)
    assert member.load().counts["results"] == 1


def test_a_column_that_looks_personal_is_left_out_unless_it_is_chosen(member: Member) -> None:
    member.bring(ODD)
    page = member.see("columns")
    number = at(member, "phone")
    part = page.text[page.text.index(f'name="column-{number}"') :]
    assert 'value="ignore" selected' in part[: part.index("</select>")]


def test_a_known_heading_is_left_as_it_is_when_that_is_chosen(member: Member) -> None:
    member.bring(SOIL.replace("point;", "note;"))
    member.see("columns")
    member.columns(**{f"column-{at(member, 'note')}": "extra"})
    found = member.load()
    assert found.state == "checked"
    assert "note" not in found.mapping["columns"]
    assert found.preview["extra"] == ["note"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("crs", "EPSG:0"),
        ("crs", "'; DROP TABLE load"),
        ("date_format", "%Q"),
        ("header_row", "-1"),
        ("header_row", "9999"),
        ("encoding", "zip"),
        ("constant-sampled_on", "tomorrow"),
        ("constant-medium", "moon"),
        ("decimal", "'"),
        ("swap", "perhaps"),
    ],
)
def test_what_cannot_be_used_stands_beside_its_field_and_nothing_is_changed(
    member: Member, field: str, value: str
) -> None:
    member.bring()
    before = dict(member.load().mapping)
    answer = member.columns(**{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert member.load().mapping == before


def test_two_columns_cannot_be_the_same(member: Member) -> None:
    member.bring()
    member.see("columns")
    number = at(member, "unit")
    answer = member.columns(**{f"column-{number}": "value"})
    assert answer.status_code == 422
    assert f'id="column-{number}-error"' in answer.text


def test_results_of_one_substance_need_the_substance_and_the_unit(member: Member) -> None:
    member.bring("point;lat;lon;medium;A;B\nP-1;49.8;73.1;soil;5;7\n")
    member.see("columns")
    a, b = at(member, "A"), at(member, "B")
    answer = member.columns(**{f"column-{a}": "wide", f"column-{b}": "wide", f"substance-{b}": "Mercury"})
    assert answer.status_code == 422
    assert f'id="substance-{a}-error"' in answer.text
    assert f'id="unit-{b}-error"' in answer.text
    chosen = {f"column-{a}": "wide", f"substance-{a}": "lead", f"unit-{a}": "mg/kg", f"column-{b}": "wide"}
    assert member.columns(**chosen, **{f"substance-{b}": "Mercury", f"unit-{b}": "µg/kg"}).status_code == 303
    wide = member.load().mapping["wide"]["columns"]
    assert (wide["A"]["substance"], wide["B"]["substance"]) == ("lead", "mercury")
    assert member.load().counts["results"] == 2


def test_other_headings_mean_that_the_columns_are_looked_at_anew(member: Member) -> None:
    member.bring("Protocol;45\n" + SOIL)
    answer = member.columns(header_row="1")
    assert answer.status_code == 200
    assert "read anew" in answer.text
    assert member.load().state == "uploaded"
    assert member.columns(header_row="1").status_code in (200, 422)


def test_choices_that_nobody_offered_are_refused_in_words(member: Member) -> None:
    member.bring()
    answer = member.columns(**{"column-0": "no_such_field"})
    assert answer.status_code == 422
    assert "no_such_field" in answer.text


def test_a_table_without_headings_says_so_and_can_be_read_otherwise(member: Member) -> None:
    member.bring("only one line")
    page = member.see("columns")
    assert page.status_code == 200
    assert "said-error" in page.text
    assert 'name="header_row"' in page.text


def test_headings_that_name_substances_without_a_unit_are_results_whose_unit_is_asked_for(member: Member) -> None:
    member.bring("point;lat;lon;medium;Mercury;Lead\nP-1;49.8;73.1;soil;5;7\n")
    page = member.see("columns").text
    number = at(member, "Mercury")
    assert f'name="substance-{number}" value="Mercury"' in page
    answer = member.columns()
    assert answer.status_code == 422
    assert f'id="unit-{number}-error"' in answer.text
    assert member.columns(**{"constant-unit": "mg/kg"}).status_code == 303
    assert member.load().counts["results"] == 2
