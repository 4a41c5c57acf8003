"""Programs are told apart from people, without people noticing."""

from __future__ import annotations

import hashlib
from itertools import count
from unittest.mock import patch

import pytest
from flask import Flask

from mapapp.core import trap
from mapapp.core.tokens import make_timed
from mapapp.errors import BadInput


@pytest.fixture(autouse=True)
def context(app: Flask) -> object:
    with app.test_request_context("/", method="POST"):
        yield


def aged(seconds: float) -> str:
    """A ticket that was given out so long ago."""
    import time

    with patch("itsdangerous.timed.time.time", return_value=time.time() - seconds):
        return trap.ticket()


def solve(ticket: str, bits: int) -> str:
    for number in count():
        if int(hashlib.sha256(f"{ticket}{number}".encode()).hexdigest(), 16) < 2 ** (256 - bits):
            return str(number)
    raise AssertionError


def test_a_person_passes() -> None:
    trap.check(aged(10), "")
    trap.check(aged(6 * 24 * 3600), "")
    assert trap.challenge(trap.ticket()) is None


def test_who_fills_in_what_nobody_sees_does_not() -> None:
    with pytest.raises(BadInput, match="program"):
        trap.check(aged(10), "http://cheap.example")


@pytest.mark.parametrize("seconds", [0, 1, 2])
def test_who_is_too_quick_is_told_how_long_to_wait(seconds: int) -> None:
    with pytest.raises(BadInput, match="too quick") as caught:
        trap.check(aged(seconds), "")
    assert f"Wait {3 - seconds} second" in str(caught.value.hint)


@pytest.mark.parametrize("ticket", ["", "x", "eyJ.aaa.bbb", "\x00"])
def test_a_ticket_that_is_not_ours_is_refused(ticket: str) -> None:
    with pytest.raises(BadInput, match="open for too long"):
        trap.check(ticket, "")
    assert trap.challenge(ticket) is None


def test_a_ticket_for_something_else_or_too_old_is_refused() -> None:
    for wrong in (make_timed("other", "x:0"), aged(8 * 24 * 3600)):
        with pytest.raises(BadInput, match="open for too long"):
            trap.check(wrong, "")


def test_a_form_may_be_sent_again_but_not_for_ever() -> None:
    ticket = aged(10)
    for _ in range(20):
        trap.check(ticket, "")
    with pytest.raises(BadInput, match="too often"):
        trap.check(ticket, "")
    trap.check(aged(11), "")


class TestUnderAttack:
    @pytest.fixture(autouse=True)
    def attack(self, app: Flask) -> None:
        app.config["UNDER_ATTACK"] = True

    def test_work_that_was_done_passes_at_once(self) -> None:
        ticket = aged(4)
        found = trap.challenge(ticket)
        assert found == {"bits": 16}
        trap.check(ticket, "", solve(ticket, found["bits"]))

    def test_the_work_is_taken_from_the_form(self, app: Flask) -> None:
        ticket = aged(4)
        with app.test_request_context("/", method="POST", data={"work": solve(ticket, 16)}):
            trap.check(ticket, "")

    @pytest.mark.parametrize("work", ["", "0", "x" * 65])
    def test_without_work_one_waits_longer(self, work: str) -> None:
        with pytest.raises(BadInput, match="too quick"):
            trap.check(aged(15), "", work)
        trap.check(aged(21), "", work)

    def test_work_for_another_ticket_does_not_count(self) -> None:
        with pytest.raises(BadInput, match="too quick"):
            trap.check(aged(4), "", solve(aged(5), 16))

    def test_a_ticket_from_before_the_attack_waits_too(self, app: Flask) -> None:
        app.config["UNDER_ATTACK"] = False
        ticket = aged(4)
        app.config["UNDER_ATTACK"] = True
        with pytest.raises(BadInput, match="too quick"):
            trap.check(ticket, "", "anything")
