"""The store keeps what it was given, once, for its own eyes, and on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from obstore.store import MemoryStore

from mapapp.config import ConfigError
from mapapp.errors import Unavailable
from mapapp.photos import store as store_package
from mapapp.photos.store import ORIGINALS, PUBLIC, LocalStore, Missing, RemoteStore, Store, digest_of, open_store, store

DATA = b"as it came"
DIGEST = digest_of(DATA)


@pytest.fixture(params=["folder", "objects"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each kind of store; that of objects without a network (see test_store_s3 for one with)."""
    return LocalStore(tmp_path / "photos") if request.param == "folder" else RemoteStore(MemoryStore())


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


def test_what_was_put_comes_back(kept: Store) -> None:
    kept.put(ORIGINALS, DIGEST, DATA)
    kept.put(ORIGINALS, DIGEST, DATA)
    assert kept.get(ORIGINALS, DIGEST) == DATA
    assert list(kept.older(ORIGINALS, soon())) == [DIGEST]


def test_originals_and_public_copies_lie_apart(kept: Store) -> None:
    kept.put(ORIGINALS, DIGEST, DATA)
    with pytest.raises(Missing):
        kept.get(PUBLIC, DIGEST)
    kept.delete(PUBLIC, DIGEST)
    assert kept.get(ORIGINALS, DIGEST) == DATA
    assert list(kept.older(PUBLIC, soon())) == []


def test_what_was_deleted_is_gone_and_may_be_deleted_again(kept: Store) -> None:
    kept.put(PUBLIC, DIGEST, DATA)
    kept.delete(PUBLIC, DIGEST)
    kept.delete(PUBLIC, DIGEST)
    with pytest.raises(Missing):
        kept.get(PUBLIC, DIGEST)


def test_only_what_is_old_is_called_old(kept: Store) -> None:
    kept.put(ORIGINALS, DIGEST, DATA)
    assert list(kept.older(ORIGINALS, datetime.now(UTC) - timedelta(minutes=1))) == []


def test_many_at_once_leave_one(kept: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _number: kept.put(ORIGINALS, DIGEST, DATA), range(32)))
    assert list(kept.older(ORIGINALS, soon())) == [DIGEST]
    assert kept.get(ORIGINALS, DIGEST) == DATA


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    LocalStore(tmp_path / "photos").put(ORIGINALS, DIGEST, DATA)
    found = {path: path.stat().st_mode & 0o777 for path in (tmp_path / "photos").rglob("*")}
    assert found.pop(tmp_path / "photos" / "originals" / DIGEST[:2] / DIGEST[2:4] / DIGEST) == 0o600
    assert set(found.values()) == {0o700}
    assert (tmp_path / "photos").stat().st_mode & 0o777 == 0o700


def test_bytes_and_names_are_on_the_disk_before_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real: dict[str, Callable[..., object]] = {"fsync": os.fsync, "replace": Path.replace}

    def fsync(descriptor: int) -> None:
        said.append("sync " + Path(f"/proc/self/fd/{descriptor}").readlink().name[:10])
        real["fsync"](descriptor)

    def replace(self: Path, target: Path) -> object:
        said.append("rename")
        return real["replace"](self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    LocalStore(tmp_path).put(ORIGINALS, DIGEST, DATA)
    a, b = DIGEST[:2], DIGEST[2:4]
    assert said == [
        f"sync {tmp_path.name[:10]}",
        "sync originals",
        f"sync {a}",
        f"sync {DIGEST[:10]}",
        "rename",
        f"sync {b}",
    ]


_PUT_FOR_EVER = """
import sys, types
package = types.ModuleType("mapapp"); package.__path__ = [sys.argv[1]]; sys.modules["mapapp"] = package
from mapapp.photos.store.local import LocalStore
import hashlib, os
while True:
    data = os.urandom(300_000)
    LocalStore(sys.argv[2]).put("originals", hashlib.sha256(data).hexdigest(), data)
"""


def test_a_kill_at_any_moment_leaves_whole_files_and_drafts_only(tmp_path: Path) -> None:
    package = Path(__file__).resolve().parents[2] / "mapapp"
    kept = LocalStore(tmp_path)
    for _round in range(3):
        process = subprocess.Popen([sys.executable, "-c", _PUT_FOR_EVER, str(package), str(tmp_path)])
        until = time.monotonic() + 20
        count = len(list(tmp_path.rglob("originals/??/??/*")))
        while len(list(tmp_path.rglob("originals/??/??/*"))) < count + 5:
            assert time.monotonic() < until
        process.send_signal(signal.SIGKILL)
        process.wait()
    drafts = [path for path in tmp_path.rglob("originals/??/??/*") if path.suffix == ".part"]
    named = list(kept.older(ORIGINALS, soon()))
    assert len(named) >= 10
    for digest in named:
        assert digest_of(kept.get(ORIGINALS, digest)) == digest
    assert not [draft for draft in drafts if draft.exists()]  # looking for what is old removed them


def test_a_full_disk_is_said_kindly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    kept = LocalStore(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        kept.put(ORIGINALS, DIGEST, DATA)
    monkeypatch.undo()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_setting_chooses_the_store(tmp_path: Path) -> None:
    assert isinstance(open_store(str(tmp_path)), LocalStore)
    assert isinstance(open_store("s3://bucket/prefix?endpoint=http://127.0.0.1:1&region=kz"), RemoteStore)
    for wrong in ("s3://", "s3:///prefix", "s3://bucket?secret=x", "ftp://host/photos", "https://bucket.example.org"):
        with pytest.raises(ConfigError, match="MAPAPP_PHOTO_STORE"):
            open_store(wrong)


def test_a_wrong_setting_is_said_at_the_start(app: Flask) -> None:
    app.config["PHOTO_STORE"] = "s3://"
    with pytest.raises(ConfigError, match="MAPAPP_PHOTO_STORE"):
        store_package.init_app(app)


def test_a_server_without_a_store_says_so_only_when_it_is_needed(app: Flask) -> None:
    app.extensions["mapapp.photos.store"].address = ""
    with app.app_context(), pytest.raises(Unavailable):
        store()
