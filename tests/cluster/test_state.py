"""Reading what a server left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mapapp.cluster.state import drop_stale_pid, first_complaint, major_version, running
from mapapp.instance import StartProblem


@pytest.mark.parametrize("content", ["", "\n", "not a number\n", "999999999\n", "{own}\n/elsewhere\n"])
def test_a_pid_file_of_no_server_is_no_server(tmp_path: Path, content: str) -> None:
    (tmp_path / "postmaster.pid").write_text(content.replace("{own}", str(os.getpid())))
    assert running(tmp_path) is None


def test_a_living_process_that_works_in_the_folder_is_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [str(os.getpid()), str(tmp_path), "1", "5432", "/run/here", "", "1 2", "ready   "]
    for count in range(1, len(lines) + 1):
        (tmp_path / "postmaster.pid").write_text("\n".join(lines[:count]))
        found = running(tmp_path)
        assert found is not None
        assert found.ready == (count == len(lines))
    drop_stale_pid(tmp_path, tmp_path)
    assert (tmp_path / "postmaster.pid").exists()


def test_leftovers_go(tmp_path: Path) -> None:
    names = ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock")
    for name in names:
        (tmp_path / name).write_text("999999999\n")
    drop_stale_pid(tmp_path, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_version_of_a_data_folder(tmp_path: Path) -> None:
    assert major_version(tmp_path) is None
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert major_version(tmp_path) == 15
    (tmp_path / "PG_VERSION").write_text("")
    with pytest.raises(StartProblem):
        major_version(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "2026-01-01 UTC [7] LOG:  starting\n2026-01-01 UTC [7] FATAL:  could not write: No space left\n",
            "could not write: No space left",
        ),
        (
            "initdb: error: could not create directory: Read-only file system\n",
            "could not create directory: Read-only file system",
        ),
        ("something else.\n", "something else"),
        ("", "it said nothing"),
    ],
)
def test_the_first_complaint(text: str, said: str) -> None:
    assert first_complaint(text) == said
