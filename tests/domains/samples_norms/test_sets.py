"""Which norm set a page shows."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from mapapp.config import NORM_SETS as SETTINGS
from mapapp.config import Config, ConfigError
from mapapp.domains.samples import words
from mapapp.domains.samples.comparison import NORM_SETS
from mapapp.domains.samples.fitting import MISSES
from mapapp.domains.samples.norms.sets import default_norm_set, norm_set

_PICKER = '{% import "samples/parts/norms.html" as norms with context %}{{ norms.picker() }}'


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/", "KZ"), ("/?norms=NL", "NL"), ("/?norms=KZ-only", "KZ-only"), ("/?norms=XX", "KZ"), ("/?norms=%00", "KZ")],
)
def test_the_address_chooses(app: Flask, address: str, expected: str) -> None:
    with app.test_request_context(address):
        assert norm_set() == expected


def test_the_setting_is_the_default(app: Flask) -> None:
    app.config["NORM_SET"] = "EU"
    with app.test_request_context("/"):
        assert norm_set() == "EU"
    with app.test_request_context("/?norms=RU"):
        assert norm_set() == "RU"
    assert default_norm_set() == "KZ"  # on the command line


def test_the_setting_is_checked_at_start() -> None:
    environment = {"MAPAPP_DATABASE_URL": "postgresql:///x", "MAPAPP_SECRET_KEY": "0" * 32}
    assert Config.from_environment(environment).norm_set == "KZ"
    assert Config.from_environment({**environment, "MAPAPP_NORM_SET": "WHO"}).norm_set == "WHO"
    with pytest.raises(ConfigError, match="MAPAPP_NORM_SET must be one of KZ"):
        Config.from_environment({**environment, "MAPAPP_NORM_SET": "Mars"})


def test_settings_and_words_know_every_set() -> None:
    assert tuple(NORM_SETS) == SETTINGS == tuple(words.NORM_SET)
    assert set(MISSES) <= set(words.WHY)


def test_the_picker_keeps_the_rest_of_the_address(app: Flask) -> None:
    with app.test_request_context("/limits?norms=NL&lang=en&q=%3Cb%3E&q=2"):
        page = render_template_string(_PICKER)
    assert '<option value="NL" selected>' in page
    assert '<input type="hidden" name="lang" value="en">' in page
    assert '<input type="hidden" name="q" value="&lt;b&gt;">' in page
    assert page.count('name="norms"') == 1
    assert page.count("<option") == len(NORM_SETS)
