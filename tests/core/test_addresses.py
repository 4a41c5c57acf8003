"""Addresses in letters are whole, with a request and without one."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import BuildError

from mapapp.core.addresses import absolute


def test_in_a_job_the_setting_says_where_the_map_is(app: Flask) -> None:
    app.config["PUBLIC_URL"] = "https://map.example.org"
    with app.app_context():
        assert absolute("maps.index") == "https://map.example.org/"
        assert absolute("maps.index", lang="kk", q=None) == "https://map.example.org/?lang=kk"
        assert absolute("records.listing", layer_id="reports", q="Ұлытау") == (
            "https://map.example.org/reports?q=%D2%B0%D0%BB%D1%8B%D1%82%D0%B0%D1%83"
        )


def test_the_map_may_live_below_another_address(app: Flask) -> None:
    app.config["PUBLIC_URL"] = "https://example.org/map"
    with app.app_context():
        assert absolute("datasets.index") == "https://example.org/map/datasets"


def test_the_setting_wins_over_what_a_request_claims(app: Flask) -> None:
    app.config["PUBLIC_URL"] = "https://map.example.org"
    with app.test_request_context("/", base_url="http://evil.example"):
        assert absolute("datasets.index") == "https://map.example.org/datasets"


def test_without_the_setting_the_request_says_it(app: Flask) -> None:
    with app.test_request_context("/?lang=ru", base_url="http://localhost:8000"):
        assert absolute("datasets.index") == "http://localhost:8000/datasets?lang=ru"
        assert absolute("datasets.index", lang="kk") == "http://localhost:8000/datasets?lang=kk"


def test_without_either_it_is_a_path(app: Flask) -> None:
    with app.app_context():
        assert absolute("datasets.index") == "/datasets"


def test_a_page_that_does_not_exist_is_an_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(BuildError):
        absolute("no.such.page")
