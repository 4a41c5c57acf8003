"""The first step: what is taken, what is refused and why."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import func, select

from importers.web.receiving import MOST_BYTES, plain_name
from mapapp.accounts.models import Grant
from mapapp.core.loads import Load, NamedMapping
from tests.factories import accounts
from tests.importers.web.conftest import SOIL, Make, Member

XML_ONLY = io.BytesIO()
with zipfile.ZipFile(XML_ONLY, "w") as archive:
    archive.writestr("word/document.xml", "<x/>")


def count(member: Member) -> int:
    return member.db.scalar(select(func.count()).select_from(Load)) or 0


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "empty.csv", "is empty"),
        (b"%PDF-1.7 ...", "report.pdf", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls", "old Excel file"),
        (XML_ONLY.getvalue(), "letter.docx", "office document"),
        (b'{"type": "FeatureCollection", "features": []}', "map.geojson", "not a CSV or XLSX file"),
        (b"PK\x03\x04 damaged", "table.xlsx", ""),
        (b"\x89PNG\r\n\x1a\n", "table.csv", "PNG"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(member: Member, content: bytes, name: str, why: str) -> None:
    answer = member.bring(content, name)
    assert answer.status_code == 422
    assert why in answer.text
    assert 'id="file-error"' in answer.text
    assert count(member) == 0


def test_a_file_over_the_limit_is_refused_whatever_it_is(member: Member) -> None:
    assert member.bring(b"a;b\n" + b"1;2\n" * (MOST_BYTES // 4), "large.csv").status_code == 422
    assert member.bring(b"x" * (MOST_BYTES + 500_000), "larger.csv").status_code == 413
    assert count(member) == 0


def test_the_same_file_again_says_so_and_links_to_the_first(member: Member) -> None:
    member.bring()
    first = member.load()
    again = member.bring(name="other-name.csv")
    assert again.status_code == 422
    assert f"/laboratory/{first.key}" in again.text
    assert count(member) == 1
    member.step("drop")
    assert member.bring().status_code == 303


def test_the_same_file_of_another_organisation_says_nothing(member: Member, make_member: Make) -> None:
    member.bring()
    other = make_member(key="other-1")
    answer = other.bring()
    assert answer.status_code == 303
    assert str(member.load().organisation_id) == str(other.organisation.id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 300}, "title"),
        ({"licence": "all mine"}, "licence"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"publisher": "a\0b"}, "publisher"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(member: Member, said: dict[str, str], field: str) -> None:
    answer = member.bring(**said)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text or field == "licence"
    assert count(member) == 0


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\проба.xlsx", "проба.xlsx"),
        ("/", "table"),
        ("a\0b\u202ecsv.exe", "abcsv.exe"),
        ("<script>.csv", "<script>.csv"),
        ("n" * 9000, "table"),
    ],
)
def test_a_file_name_is_a_word_and_no_path(told: str, shown: str) -> None:
    assert plain_name(told) == shown


def test_a_hostile_name_is_shown_escaped(member: Member) -> None:
    member.bring(name="<img src=x onerror=alert(1)>.csv", title="<script>alert(1)</script>")
    page = member.see("columns").text
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x" in page


def test_somebody_of_two_organisations_chooses_one(member: Member) -> None:
    second = accounts.organisation(member.db, "second-1", en="Arnika")
    member.person.grants.append(Grant(role="member", organisation=second))
    member.db.flush()
    assert "Choose the organisation" in member.bring().text
    stranger = accounts.organisation(member.db, "third-1", en="Strangers")
    assert member.bring(organisation=str(stranger.id)).status_code == 422
    assert member.bring(organisation=str(second.id)).status_code == 303
    assert member.load().organisation_id == second.id


def test_nobody_without_an_organisation_gets_further_than_a_clear_page(make_member: Make) -> None:
    alone = make_member(role="moderator")
    for path in ("/laboratory", "/laboratory/new"):
        page = alone.get(path)
        assert page.status_code == 200
        assert "You belong to no organisation" in page.text
    assert alone.bring().status_code == 409
    assert count(alone) == 0


def test_a_mapping_of_the_organisation_is_used_again_and_another_one_is_not_known(
    member: Member, make_member: Make
) -> None:
    member.bring()
    member.columns(save_as="Our laboratory", **{"constant-basis": "dry"})
    kept = member.db.scalars(select(NamedMapping)).one()
    assert (kept.name, kept.organisation_id) == ("Our laboratory", member.organisation.id)
    member.bring(SOIL.replace("21", "22"), mapping="Our laboratory")
    assert member.load().mapping["constants"]["basis"] == "dry"
    other = make_member(key="other-1")
    assert "Our laboratory" not in other.get("/laboratory/new").text
    other.bring(SOIL.replace("21", "23"), mapping="Our laboratory")
    assert "constants" not in other.load().mapping
