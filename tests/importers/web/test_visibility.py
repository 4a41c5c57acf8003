"""Whose files these are: other organisations learn nothing of them, not even that they exist."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.importers.web.conftest import Make, Member

PAGES = (
    "",
    "columns",
    "preview",
    "results",
    "publish",
    "undo",
    "map.geojson",
    "state.json",
    "problems.csv",
    "mapping.toml",
)
DEEDS = ("columns", "answers", "load", "publish", "undo", "drop")


@pytest.mark.parametrize("role", ["member", "moderator"])
def test_for_others_a_file_does_not_exist(member: Member, make_member: Make, role: str) -> None:
    member.bring(title="Secret soil")
    member.columns()
    key, state = member.load().key, member.load().state
    other = make_member(role=role, key="other-1")
    for page in PAGES:
        answer = other.get(f"/laboratory/{key}/{page}".rstrip("/"))
        assert answer.status_code == 404, page
        assert "Secret" not in answer.text
    for deed in DEEDS:
        assert other.post(f"/laboratory/{key}/{deed}").status_code == 404, deed
    assert "Secret soil" not in other.get("/laboratory").text
    assert member.load().state == state


def test_colleagues_and_administrators_see_it(member: Member, make_member: Make) -> None:
    member.bring(title="Our soil")
    member.columns()
    key = member.load().key
    for one in (make_member(member.organisation), make_member(role="administrator", key="staff-1")):
        assert "Our soil" in one.get("/laboratory").text
        assert one.get(f"/laboratory/{key}/preview").status_code == 200


def test_nobody_without_a_log_in_gets_in(member: Member) -> None:
    member.bring()
    key = member.load().key
    anybody = member.app.test_client()
    assert "/login" in anybody.get(f"/laboratory/{key}/columns").headers["Location"]
    assert anybody.get(f"/laboratory/{key}/state.json").status_code == 401


def test_a_key_that_is_none_is_no_page(member: Member) -> None:
    assert member.get(f"/laboratory/{uuid4()}").status_code == 404
    assert member.get("/laboratory/1").status_code == 404


def test_answers_are_kept_by_no_cache(member: Member) -> None:
    member.bring()
    for page in ("columns", "state.json"):
        assert "no-store" in member.see(page).headers["Cache-Control"]
