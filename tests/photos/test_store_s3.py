"""The same over a network: a server that speaks S3 (npm's s3rver, on the node inside Playwright's wheel)."""

from __future__ import annotations

import re
import select
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright._impl._driver import compute_driver_executable
from sqlalchemy.orm import Session

from mapapp.errors import Unavailable
from mapapp.photos import service
from mapapp.photos.store import ORIGINALS, PUBLIC, Missing, Store, digest_of, open_store
from tests.factories import photos

ROOT = Path(__file__).resolve().parents[2]
_SERVER = """
const S3rver = require("s3rver");
const options = {port: 0, address: "127.0.0.1", silent: true, directory: process.argv[1],
                 configureBuckets: [{name: "photos", configs: []}]};
new S3rver(options).run().then((at) => console.log("port " + at.port));
"""


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with an empty bucket ``photos``."""
    node = str(compute_driver_executable()[0])
    if subprocess.run([node, "-e", "require.resolve('s3rver')"], cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip("s3rver is not installed: script/setup --dev does that")
    folder = str(tmp_path_factory.mktemp("s3"))
    command = [node, "--openssl-legacy-provider", "-e", _SERVER, folder]  # its page tokens use an old cipher
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert select.select([server.stdout], [], [], 30)[0], "s3rver does not start"
            port = re.fullmatch(r"port (\d+)\n", server.stdout.readline())
            assert port is not None
            yield f"http://127.0.0.1:{port[1]}"
        finally:
            server.kill()


@pytest.fixture
def address(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The setting for a store of this test's own in that bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "S3RVER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "S3RVER")
    return f"s3://photos/{tmp_path.name}?endpoint={endpoint}"


@pytest.fixture
def kept(address: str) -> Store:
    """The store at that address."""
    return open_store(address)


def test_what_was_put_comes_back_until_it_is_deleted(kept: Store) -> None:
    data = bytes(range(256)) * 20_000
    digest = digest_of(data)
    kept.put(ORIGINALS, digest, data)
    kept.put(ORIGINALS, digest, data)
    assert kept.get(ORIGINALS, digest) == data
    with pytest.raises(Missing):
        kept.get(PUBLIC, digest)
    assert list(kept.older(ORIGINALS, datetime.now(UTC) + timedelta(minutes=1))) == [digest]
    assert list(kept.older(ORIGINALS, datetime.now(UTC) - timedelta(minutes=1))) == []
    kept.delete(ORIGINALS, digest)
    kept.delete(ORIGINALS, digest)
    with pytest.raises(Missing):
        kept.get(ORIGINALS, digest)


def test_more_than_one_page_of_names_is_listed(kept: Store) -> None:
    for number in range(1050):
        kept.put(PUBLIC, digest_of(str(number).encode()), b"x")
    assert len(set(kept.older(PUBLIC, datetime.now(UTC) + timedelta(minutes=1)))) == 1050


def test_wrong_keys_are_unavailable_not_an_error(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    with pytest.raises(Unavailable):
        open_store(address).put(ORIGINALS, digest_of(b"x"), b"x")


def test_a_store_that_does_not_answer_is_unavailable(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = re.sub(r":\d+$", ":1", address)
    with pytest.raises(Unavailable):
        open_store(gone).get(ORIGINALS, digest_of(b"x"))


def test_a_photo_goes_all_its_way_through_such_a_store(
    app: Flask, db: Session, address: str, photo_folder: Path
) -> None:
    app.extensions["mapapp.photos.store"].address = address
    photo = photos.photo(app, db)
    assert photo.state == "ready"
    kept = open_store(address)
    assert kept.get(PUBLIC, str(photo.sizes["small"]["digest"]))[:2] == b"\xff\xd8"
    with app.app_context():
        service.remove(db, photo)
    photos.do_jobs(app, db)
    assert [*kept.older(ORIGINALS, datetime.now(UTC) + timedelta(minutes=1))] == []
    assert [*kept.older(PUBLIC, datetime.now(UTC) + timedelta(minutes=1))] == []
    assert not photo_folder.exists()
