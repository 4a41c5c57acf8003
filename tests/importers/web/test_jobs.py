"""The work that goes on without the person: it is told about, and bears being killed and done twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from importers.errors import ImportProblem
from importers.web import jobs, steps
from mapapp.core.jobs import defer
from mapapp.domains.samples.models import Result
from tests.importers.web.conftest import SOIL, Member


def count(member: Member) -> int:
    return member.db.scalar(select(func.count()).select_from(Result)) or 0


def ready(member: Member) -> None:
    member.bring()
    member.columns()
    member.step("load")


def test_the_page_says_how_far_it_is_and_comes_back_without_scripts(member: Member) -> None:
    ready(member)
    page = member.see()
    assert "<progress" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert member.see("state.json").get_json() == {
        "state": "loading",
        "done": 0,
        "total": 3,
        "words": "Being loaded",
    }
    member.work()
    assert member.see("state.json").get_json()["state"] == "loaded"
    assert "Only your organisation sees these results" in member.see().text


def test_a_job_that_comes_twice_loads_once(member: Member) -> None:
    ready(member)
    defer(member.db, jobs.load_file, load_id=member.load().id)
    assert member.work() == 2
    assert (member.load().state, count(member)) == ("loaded", 3)


def test_a_job_of_a_file_that_was_dropped_does_nothing(member: Member) -> None:
    ready(member)
    member.load().state = "dropped"
    member.db.flush()
    member.work()
    assert count(member) == 0


def test_a_file_that_nothing_is_heard_of_can_be_started_again(member: Member) -> None:
    ready(member)
    assert "Start again" not in member.see().text
    member.load().changed_at = datetime.now(UTC) - timedelta(minutes=10)
    member.db.flush()
    assert "Start again" in member.see().text
    assert member.step("load").status_code == 303
    member.work()
    assert count(member) == 3


def test_what_is_wrong_with_the_file_as_a_whole_is_said_and_nothing_is_written(
    member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(member)

    def refuse(*_args: object) -> None:
        member.db.flush()
        raise ImportProblem("%(file)s is damaged or not complete: get or save it anew.", file="table.csv")

    monkeypatch.setattr(jobs, "perform", refuse)
    member.work()
    assert member.load().state == "failed"
    page = member.see().text
    assert "soil.csv is damaged" in page
    assert "Nothing was changed" in page
    assert count(member) == 0
    monkeypatch.undo()
    assert member.step("load").status_code == 303  # it can be tried again
    member.work()
    assert count(member) == 3


def test_a_long_file_is_read_by_the_worker(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_AT_ONCE_BYTES", 10)
    member.bring(SOIL)
    answer = member.columns()
    assert member.load().state == "checking"
    waiting = member.get(answer.headers["Location"])
    assert waiting.status_code == 302
    assert "being read" in member.get(waiting.headers["Location"]).text
    member.work()
    assert member.load().state == "checked"
    assert member.see("preview").status_code == 200


def test_reading_that_nothing_is_heard_of_can_be_begun_anew(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_AT_ONCE_BYTES", 10)
    member.bring(SOIL)
    member.columns()
    assert member.see("columns").status_code == 302
    assert member.step("drop").status_code == 409
    member.load().changed_at = datetime.now(UTC) - timedelta(minutes=10)
    member.db.flush()
    assert "Send the columns once more" in member.see().text
    assert member.columns().status_code == 303
    member.work()
    assert member.load().state == "checked"


def test_jobs_are_told_keys_and_numbers_only(member: Member) -> None:
    ready(member)
    told = [row[0] for row in member.db.execute(text("SELECT args FROM procrastinate_jobs"))]
    assert told == [{"load_id": member.load().id}]
