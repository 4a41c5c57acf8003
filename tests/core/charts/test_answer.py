"""A chart as an answer: addresses, caching, the strict policy, and what does not exist."""

from __future__ import annotations

import pytest
from flask import Flask

from mapapp.core.charts.answer import answer, chart_address
from mapapp.core.charts.spec import Chart, Group, Value
from mapapp.errors import NotFound

CHART = Chart("values", "bars", "Title", "Alt", "t", (Group("a", (Value(3),)),))


def test_an_answer_may_run_nothing_and_is_asked_for_again(app: Flask) -> None:
    with app.test_request_context("/?theme=dark&w=360"):
        made = answer([CHART], "values", "svg")
    assert made.mimetype == "image/svg+xml"
    assert made.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert made.headers["Cache-Control"] == "no-cache"
    assert "Content-Disposition" not in made.headers


def test_an_unchanged_chart_is_not_sent_again(app: Flask) -> None:
    with app.test_request_context("/"):
        tag = answer([CHART], "values", "svg").headers["ETag"]
    with app.test_request_context("/", headers={"If-None-Match": tag}):
        assert answer([CHART], "values", "svg").status_code == 304
    for address in ("/?theme=dark", "/?w=360", "/?lang=kk", "/?download=1"):
        with app.test_request_context(address, headers={"If-None-Match": tag}):
            assert answer([CHART], "values", "svg").status_code == 200


def test_a_download_has_a_name(app: Flask) -> None:
    with app.test_request_context("/?download=1"):
        made = answer([CHART], "values", "png")
    assert made.headers["Content-Disposition"] == 'attachment; filename="mapapp-values.png"'
    assert made.get_data().startswith(b"\x89PNG")


@pytest.mark.parametrize(("name", "form"), [("other", "svg"), ("values", "gif"), ("values", "")])
def test_what_does_not_exist_is_not_found(app: Flask, name: str, form: str) -> None:
    with app.test_request_context("/"), pytest.raises(NotFound):
        answer([CHART], name, form)


def test_an_address_keeps_what_the_page_was_asked_for(app: Flask) -> None:
    with app.test_request_context("/"):
        found = chart_address("/rivers/nura?lang=kk&norms=NL&theme=x", CHART, "svg", theme="dark")
    assert found == "/rivers/nura/charts/values.svg?lang=kk&norms=NL&theme=dark"
