"""A file from its laboratory to the public and back, step by step, as a browser without scripts sends it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy import func, select

from importers.columns.mapping import from_tables, parse_mapping
from mapapp.core.audit import AuditEntry
from mapapp.core.datasets import Dataset
from mapapp.core.loads import NamedMapping
from mapapp.domains.samples.models import Result, Sample, SamplingPoint, Substance
from tests.factories import samples
from tests.importers.web.conftest import SOIL, Member

BAD = SOIL + "P-3;49.9;73.2;31.02.2026;soil;Lead;7;mg/kg\nP-3;49.9;73.2;14.05.2026;soil;Blei-Staub;9;mg/kg\n"


def results(member: Member) -> list[tuple[str, Decimal | None]]:
    """The substances and values in the records."""
    member.db.expire_all()
    rows = member.db.execute(select(Result.substance_code, Result.value).order_by(Result.id))
    return [(row[0], row[1]) for row in rows]


def load(member: Member, content: str = SOIL, **fields: str) -> None:
    """A file goes all the way into the records."""
    member.bring(content)
    member.columns()
    assert member.step("load", **fields).status_code == 303
    member.work()


def test_a_file_is_brought_and_its_columns_are_recognised(member: Member) -> None:
    answer = member.bring()
    assert answer.status_code == 303
    page = member.get(answer.headers["Location"])
    assert page.status_code == 200
    assert '<option value="sampled_on" selected>' in page.text
    found = member.load()
    assert (found.state, found.organisation_id, found.file_name) == ("uploaded", member.organisation.id, "soil.csv")
    assert results(member) == []


def test_the_preview_counts_every_row_and_compares(member: Member) -> None:
    member.bring(BAD)
    page = member.get(member.columns().headers["Location"])
    counts = member.load().counts
    assert (counts["read"], counts["all"], counts["results"], counts["lost"]) == (5, 5, 3, 2)
    assert counts["all"] == counts["results"] + counts["lost"] + counts["repeated"] + counts["empty"]
    assert "31.02.2026" in page.text
    assert '<strong class="tone-bad">10</strong>' in page.text  # 21 of 2.1 mg/kg
    assert "&lt; 0.05" in page.text
    assert results(member) == []


def test_the_map_of_the_preview_has_each_place_with_its_worst_result(member: Member) -> None:
    member.bring()
    member.columns()
    features = member.see("map.geojson").get_json()["features"]
    classes = {one["properties"]["name"]: one["properties"]["class"] for one in features}
    assert classes == {"P-1": "over_2", "P-2": "within"}
    assert features[0]["geometry"]["coordinates"] == [73.1, 49.8]


def test_problems_are_downloaded_as_a_table_that_no_spreadsheet_takes_for_formulas(member: Member) -> None:
    member.bring(SOIL + "P-3;49.9;73.2;=HYPERLINK(1);soil;Lead;7;mg/kg\n")
    member.columns()
    answer = member.see("problems.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0] == ["Row", "Column", "Value", "Why"]
    assert rows[1][:3] == ["5", "date", "'=HYPERLINK(1)"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_rejected_rows_stop_the_loading_until_they_are_left_out(member: Member) -> None:
    member.bring(BAD)
    member.columns()
    assert member.step("load").status_code == 400
    assert member.work() == 0
    assert member.step("load", leave_out="1").status_code == 303
    assert member.load().state == "loading"
    member.work()
    assert member.load().state == "loaded"
    assert len(results(member)) == 3


def test_an_unknown_substance_is_asked_for_and_the_answer_is_kept(member: Member) -> None:
    member.bring(BAD)
    member.columns()
    assert "Blei-Staub" in member.see("preview").text
    answer = member.step("answers", **{"answer-0": "lead"})
    assert answer.status_code == 303
    assert member.load().mapping["values"] == {"substance": {"Blei-Staub": "lead"}}
    assert member.load().counts["results"] == 4
    member.step("load", leave_out="1")
    member.work()
    assert ("lead", Decimal(9)) in results(member)


def test_a_new_substance_is_added_only_when_the_file_is_loaded(member: Member) -> None:
    member.bring(BAD)
    member.columns()
    member.step("answers", **{"answer-0": "new"})
    count = select(func.count()).select_from(Substance).where(Substance.names["en"].as_string() == "Blei-Staub")
    assert member.db.scalar(count) == 0
    member.step("load", leave_out="1")
    member.work()
    assert member.db.scalar(count) == 1


def test_an_answer_that_cannot_be_stays_a_question(member: Member) -> None:
    member.bring(BAD)
    member.columns()
    member.step("answers", **{"answer-0": "no-such-code", "answer-99": "lead"})
    assert "Blei-Staub" in member.see("preview").text
    assert "values" not in member.load().mapping


def test_what_is_loaded_is_a_draft_that_only_the_organisation_sees(member: Member, client: FlaskClient) -> None:
    load(member)
    key = member.db.scalars(select(SamplingPoint.key)).first()
    assert {one.state for one in member.db.scalars(select(Result))} == {"draft"}
    assert {one.visibility for one in member.db.scalars(select(Sample))} == {"organisation"}
    assert "21" in member.see("results").text
    assert member.get(f"/samples/{key}").status_code == 200
    assert client.get(f"/samples/{key}").status_code == 404
    assert f"/samples/{key}" not in client.get("/samples").text
    assert "Soil at the dump" not in client.get("/datasets").text


def test_publishing_shows_it_to_everybody_and_taking_back_removes_all_of_it(
    member: Member, client: FlaskClient
) -> None:
    load(member)
    key = member.db.scalars(select(SamplingPoint.key)).first()
    assert "Everybody will see" in member.see("publish").text
    assert member.step("publish").status_code == 303
    assert member.load().state == "published"
    assert client.get(f"/samples/{key}").status_code == 200
    assert "Soil at the dump" in client.get("/datasets").text
    page = member.see("undo").text
    assert "3 results" in page
    assert member.step("undo").status_code == 303
    member.db.expire_all()
    assert (member.load().state, member.load().content) == ("undone", None)
    assert results(member) == []
    assert member.db.scalar(select(func.count()).select_from(Dataset).where(Dataset.file_name == "soil.csv")) == 0
    assert client.get(f"/samples/{key}").status_code == 404
    deeds = list(member.db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert deeds == ["load_started", "load_loaded", "load_published", "load_undone"]
    assert member.bring().status_code == 303  # the same file may come again


def test_a_step_that_is_over_is_refused_and_changes_nothing(member: Member) -> None:
    load(member)
    assert member.step("load").status_code == 409
    assert member.step("drop").status_code == 409
    assert member.step("answers").status_code == 409
    assert member.see("columns").status_code == 302
    assert member.step("publish").status_code == 303
    assert member.step("publish").status_code == 409
    assert member.step("undo").status_code == 303
    assert member.step("undo").status_code == 409
    assert member.step("publish").status_code == 409
    assert results(member) == []


def test_forms_need_their_token(member: Member) -> None:
    load(member)
    for step in ("publish", "undo", "load", "drop", "answers", "columns"):
        assert member.client.post(f"/laboratory/{member.load().key}/{step}").status_code == 400
    assert member.load().state == "loaded"


def test_the_answers_are_downloaded_as_the_same_mapping(member: Member) -> None:
    member.bring()
    member.columns(**{"constant-basis": "dry", "decimal": ",", "date_format": "%d.%m.%Y"})
    text = member.see("mapping.toml").get_data(as_text=True)
    assert parse_mapping(text, "test.toml") == from_tables(member.load().mapping, "")


def test_what_is_kept_under_a_name_is_replaced_only_when_that_is_ticked(member: Member) -> None:
    member.bring()
    member.columns(save_as="Lab", **{"constant-basis": "dry"})
    again = member.columns(save_as="Lab", **{"constant-basis": "wet"})
    assert again.status_code == 422
    assert "save_as-error" in again.text
    named = member.db.scalars(select(NamedMapping)).one()
    assert named.mapping["constants"] == {"basis": "dry"}
    assert member.columns(save_as="Lab", replace="1", **{"constant-basis": "wet"}).status_code == 303
    member.db.expire_all()
    assert member.db.scalars(select(NamedMapping)).one().mapping["constants"] == {"basis": "wet"}


def test_the_laboratory_of_the_file_stands_with_every_sample_and_in_no_kept_mapping(member: Member) -> None:
    member.bring(laboratory="EcoLab", accreditation="KZ.T.02.1234")
    member.columns(save_as="Lab")
    member.step("load")
    member.work()
    assert {(one.laboratory, one.accreditation) for one in member.db.scalars(select(Sample))} == {
        ("EcoLab", "KZ.T.02.1234")
    }
    assert "constants" not in member.db.scalars(select(NamedMapping)).one().mapping or not (
        {"laboratory", "accreditation"} & set(member.db.scalars(select(NamedMapping)).one().mapping["constants"])
    )


def test_a_workbook_with_titles_units_and_a_substance_a_column(member: Member) -> None:
    samples.substance(member.db, "zinc", "Zinc")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Protocol 45"])
    sheet.append([])
    sheet.append(["point", "latitude", "longitude", "date", "Lead", "Zinc", "operator's remark"])
    sheet.append([None, None, None, None, "mg/kg", "mg/kg", None])
    sheet.append(["P-1", 49.8, 73.1, "2026-05-14", "<0.05", 12.5, "at the road"])
    sheet.append(["P-2", 49.9, 73.2, "2026-05-14", 45, None, ""])
    held = io.BytesIO()
    book.save(held)
    assert member.bring(held.getvalue(), "wide.xlsx").status_code == 303
    refused = member.columns()
    assert refused.status_code == 422
    assert "Medium" in refused.text  # nothing says the medium
    assert member.columns(**{"constant-medium": "soil"}).status_code == 303
    counts = member.load().counts
    assert (counts["read"], counts["all"], counts["results"], counts["empty"]) == (2, 4, 3, 1)
    member.step("load")
    member.work()
    assert sorted(one[0] for one in results(member)) == ["lead", "lead", "zinc"]
