from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from importers.errors import ImportProblem
from importers.formats import archives
from importers.limits import MAX_MEMBERS
from tests.importers.files import write_zip


def refused(path: Path, why: str) -> None:
    with pytest.raises(ImportProblem, match=why) as problem:
        archives.members(path)
    assert "\n" not in str(problem.value)


def test_a_good_archive_without_the_junk_of_systems(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a/b.txt": "hello", "__MACOSX/a/._b.txt": "x", "a/.DS_Store": "x"})
    (info,) = archives.members(path)
    assert archives.extract(path, info, tmp_path / "mine").read_text() == "hello"


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/cron.d/evil", "a/../../evil", "C:/evil", "..\\evil"])
def test_paths_that_lead_outside(tmp_path: Path, name: str) -> None:
    refused(write_zip(tmp_path / "a.zip", {"good.txt": "x", name: "x"}), "outside")


def test_links(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link.shp")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    refused(tmp_path / "a.zip", "link")


def test_archives_in_archives(tmp_path: Path) -> None:
    refused(write_zip(tmp_path / "a.zip", {"b.ZIP": b"PK"}), "another archive")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    refused(write_zip(tmp_path / "a.zip", {"zeros.shp": bytes(64 << 20)}), "unpack to 67 MB")


def test_many_small_bombs(tmp_path: Path) -> None:
    refused(write_zip(tmp_path / "a.zip", {f"{number}.shp": bytes(4 << 20) for number in range(16)}), "unpack to")


def test_blank_records_may_be_packed_tightly(tmp_path: Path) -> None:
    assert archives.members(write_zip(tmp_path / "a.zip", {"blank.dbf": b" " * (8 << 20)}))


def test_too_many_files(tmp_path: Path) -> None:
    refused(write_zip(tmp_path / "a.zip", dict.fromkeys(map(str, range(MAX_MEMBERS + 1)), "")), "more than 1000 files")


def test_a_size_that_is_a_lie_ends_with_the_declared_size(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.txt": b"x" * 100_000})
    content = path.read_bytes()
    path.write_bytes(content.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    (info,) = archives.members(path)
    with pytest.raises(ImportProblem, match="damaged"):
        archives.extract(path, info, tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_size <= 10


@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_half_an_archive(tmp_path: Path, part: float) -> None:
    whole = write_zip(tmp_path / "a.zip", {"a.txt": "hello " * 100, "b.txt": "x"}).read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[: int(len(whole) * part)])
    refused(tmp_path / "b.zip", "damaged")


def test_locked_and_empty_archives(tmp_path: Path) -> None:
    refused(write_zip(tmp_path / "a.zip", {}), "empty")
    path = write_zip(tmp_path / "b.zip", {"a.txt": "x"})
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    refused(path, "password")
