"""The instance folder and the key in it."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from mapapp.config import ROOT
from mapapp.instance import StartProblem, instance_path, prepare, secret_key


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) == 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_of_two_starts_at_once_both_get_the_first_ones_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_wins(_count: int) -> str:
        (tmp_path / "secret_key").write_text("f" * 64)
        return "s" * 64

    monkeypatch.setattr(secrets, "token_hex", first_wins)
    assert secret_key(tmp_path) == "f" * 64


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_broken_key_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(StartProblem) as caught:
        secret_key(tmp_path)
    assert "\n" not in str(caught.value)


def test_the_folder_is_made_or_refused_in_one_line(tmp_path: Path) -> None:
    assert prepare(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(StartProblem, match="Cannot write to"):
        prepare(tmp_path / "file" / "instance")


def test_the_setting_names_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAPAPP_INSTANCE", raising=False)
    assert instance_path() == ROOT / "instance"
    monkeypatch.setenv("MAPAPP_INSTANCE", str(tmp_path))
    assert instance_path() == tmp_path
