"""Under which account the server runs, and where."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from mapapp.cluster import account
from mapapp.instance import StartProblem


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)


@pytest.mark.usefixtures("root")
def test_root_hands_the_server_to_an_account_without_rights(tmp_path: Path) -> None:
    chosen = account.choose(tmp_path / "absent")
    assert chosen.uid not in (None, 0)
    assert chosen.arguments["user"] == chosen.uid
    assert chosen.arguments["extra_groups"] == ()


@pytest.mark.usefixtures("root")
def test_root_leaves_a_users_database_to_that_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setattr(account, "_owner", lambda _path: nobody.pw_uid)
    assert account.choose(tmp_path).uid == nobody.pw_uid


@pytest.mark.usefixtures("ordinary")
def test_an_ordinary_user_runs_it_as_themselves(tmp_path: Path) -> None:
    assert account.choose(tmp_path / "absent").arguments == {}
    assert account.home(tmp_path) == tmp_path


@pytest.mark.usefixtures("ordinary")
def test_somebody_elses_database_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StartProblem, match=": start mapapp as that user"):
        account.choose(tmp_path)


@pytest.mark.usefixtures("root")
def test_a_checkout_that_the_account_cannot_reach_keeps_its_database_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account.Account, "can_enter", lambda _self, _folder: False)
    first, second = account.home(tmp_path / "a"), account.home(tmp_path / "b")
    assert first.parent == second.parent == account.SYSTEM_HOMES
    assert first != second
