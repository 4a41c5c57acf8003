"""Pages are sent packed, and only when that is asked for."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mapapp.core.assets import asset


def addresses(app: Flask) -> list[str]:
    with app.test_request_context("/"):
        return ["/datasets?lang=en", asset("js/core.js"), asset("leaflet.js"), asset("css/base.css")]


@pytest.mark.parametrize("number", range(4))
def test_the_packed_answer_is_the_same(app: Flask, client: FlaskClient, number: int) -> None:
    address = addresses(app)[number]
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    unpacked = gzip.decompress(packed.data)
    assert len(unpacked) == len(plain.data)
    if "static" in address:
        assert unpacked == plain.data


def test_an_unchanged_file_is_not_sent_again(app: Flask, client: FlaskClient) -> None:
    address = addresses(app)[1]
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_part_of_a_file_is_that_part(app: Flask, client: FlaskClient) -> None:
    part = client.get(addresses(app)[1], headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (part.status_code, len(part.data)) == (206, 10)
    assert "Content-Encoding" not in part.headers
