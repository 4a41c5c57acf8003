import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from mapapp.core.i18n import Text, localize


@pytest.mark.parametrize(
    ("values", "language", "expected"),
    [
        ({"kk": "Ақтау", "ru": "Актау", "en": "Aktau"}, "kk", Text("Ақтау", "kk")),
        ({"ru": "Актау", "en": "Aktau"}, "kk", Text("Актау", "ru")),
        ({"kk": "Ақтау", "en": "Aktau"}, "ru", Text("Ақтау", "kk")),
        ({"kk": "Ақтау", "ru": "Актау"}, "en", Text("Актау", "ru")),
        ({"kk": "", "en": "Aktau"}, "kk", Text("Aktau", "en")),
        ({}, "ru", Text("", "ru")),
        (None, "ru", Text("", "ru")),
    ],
)
def test_a_name_falls_back_in_the_stated_order(values: dict[str, str] | None, language: str, expected: Text) -> None:
    assert localize(values, language) == expected


def test_the_language_of_the_address_is_kept_in_every_link(app: Flask) -> None:
    with app.test_request_context("/?lang=kk"):
        assert url_for("datasets.index") == "/datasets?lang=kk"
        assert "lang" not in url_for("static", filename="x.js")
    with app.test_request_context("/?lang=xx"):
        assert url_for("datasets.index") == "/datasets"


@pytest.mark.parametrize(
    ("address", "browser", "expected"),
    [
        ("/datasets?lang=kk", "ru", "kk"),
        ("/datasets", "ru-RU,ru;q=0.9", "ru"),
        ("/datasets", "kk", "kk"),
        ("/datasets", "de", "en"),
        ("/datasets?lang=de", "ru", "ru"),
    ],
)
def test_address_then_browser_then_setting(client: FlaskClient, address: str, browser: str, expected: str) -> None:
    page = client.get(address, headers={"Accept-Language": browser})
    assert f'<html lang="{expected}"' in page.text
