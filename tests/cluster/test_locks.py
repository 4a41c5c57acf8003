"""Counting the users of a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapapp.cluster.locks import Users
from mapapp.instance import StartProblem


def test_counts_who_is_there(tmp_path: Path) -> None:
    first, second = Users(tmp_path), Users(tmp_path)
    assert first.join()
    assert not second.join()
    assert not first.leave()
    assert second.leave()


def test_one_who_never_joined_leaves_nothing(tmp_path: Path) -> None:
    assert not Users(tmp_path).leave()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StartProblem, match="Cannot write"), Users(tmp_path / "absent").gate():
        pass
