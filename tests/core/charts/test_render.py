"""Charts as files: valid, deterministic, readable, and unmoved by hostile labels."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from defusedxml import ElementTree
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from mapapp.core.charts.answer import chart_size
from mapapp.core.charts.render import Look, _drawn, render
from mapapp.core.charts.spec import Chart, Group, Line, Value

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("time", "years", "strip", "profile", "bars")
MARKS = (
    Value(177, date(2014, 7, 1), tone="bad", until=date(2014, 8, 31)),
    Value(9, date(2018, 5, 2), tone="good"),
    Value(0.5, date(2019, 5, 2), sign="<", tone="warn"),
    Value(30, date(2020, 5, 2), sign=">"),
    Value(25, date(2021, 5, 2), low=2, pale=True, label="a note"),
)
NORMS = (Line(2, "Kazakhstan"), Line(10, "Netherlands", since=date(2000, 1, 1), until=date(2020, 1, 1)))


def chart(kind: str = "time", groups: tuple[Group, ...] = (Group("Қорғасын", MARKS),), **more: object) -> Chart:
    if kind != "time":
        groups = tuple(Group(one.label, tuple(_numbered(one.values)), one.norms) for one in groups)
    return Chart("a-chart", kind, "Сынап ғқңөұүһі", "What it tells.", "mg/kg", groups, NORMS, **more)  # type: ignore[arg-type] # free parts


def _numbered(values: tuple[Value, ...]) -> list[Value]:
    return [
        Value(one.high, 2000.0 + n, one.low, one.sign, one.tone, None, one.pale, one.label)
        for n, one in enumerate(values)
    ]


@pytest.fixture(autouse=True)
def asked(app: Flask) -> object:
    with app.test_request_context("/?lang=kk"):
        yield


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("log", [False, True])
def test_an_svg_is_valid_and_as_large_as_the_page_was_told(kind: str, narrow: bool, log: bool) -> None:
    one = chart(kind, log=log)
    root = ElementTree.fromstring(render(one, Look(narrow=narrow)))
    assert (root.tag, root[0].tag, root[1].tag) == (f"{SVG}svg", f"{SVG}title", f"{SVG}desc")
    assert (root[0].text, root[1].text) == ("Сынап ғқңөұүһі", "What it tells.")
    assert (float(root.get("width", 0)), float(root.get("height", 0))) == chart_size(one, narrow)
    assert not list(root.iter(f"{SVG}script"))
    assert "http" not in "".join(f"{value}" for node in root.iter() for value in node.attrib.values())


def test_words_stay_words_in_the_readers_language() -> None:
    root = ElementTree.fromstring(render(chart("bars"), Look()))
    texts = [node.text for node in root.iter(f"{SVG}text")]
    assert "Қорғасын" in texts
    assert any("мг/кг" in (text or "") for text in texts)
    assert {"Kazakhstan: 2", "Netherlands: 10"} <= set(texts)


def test_the_same_chart_gives_the_same_bytes() -> None:
    look = Look(theme="dark")
    first = render(chart(), look)
    _drawn.cache_clear()
    assert render(chart(), look) == first
    assert render(chart(), Look()) != first


def test_a_png_is_twice_as_large_and_in_the_colours_of_its_theme() -> None:
    for theme, bright in (("light", True), ("dark", False)):
        picture = Image.open(BytesIO(render(chart(), Look("png", theme)))).convert("L")
        assert picture.size == tuple(2 * side for side in chart_size(chart()))
        assert (picture.tobytes()[0] > 128) is bright


@pytest.mark.parametrize("low", [20_000, 165_000, 180_000, 200_000])
@pytest.mark.parametrize("narrow", [False, True])
def test_a_long_label_is_never_cut_off(low: float, narrow: bool) -> None:
    """It is as wide as beside a short bar, where there is room; white on white would make it narrower."""
    free = _label_width((Value(1_000), Value(230_000)), narrow=False)
    assert _label_width((Value(230_000, low=low),), narrow) > 0.97 * free


def _label_width(values: tuple[Value, ...], narrow: bool) -> int:
    """How many pixels wide the first bar's label is, as it can be seen."""
    pictures = []
    for words in ("мынадан көп: 200 000–230 000 т", " "):
        groups = [Group("Зауыт", (replace(one, label=words if one is values[0] else " "),)) for one in values]
        made = render(
            Chart("a-chart", "bars", "Title", "What it tells.", "т", tuple(groups)), Look("png", narrow=narrow)
        )
        pictures.append(Image.open(BytesIO(made)).convert("RGB"))
    changed = ImageChops.difference(*pictures).getbbox()
    assert changed is not None
    return changed[2] - changed[0]


def test_what_was_not_detected_is_no_filled_mark() -> None:
    def marks(sign: str) -> str:
        return render(chart("time", (Group("", (Value(5, date(2020, 1, 1), sign=sign),)),)), Look()).decode()

    assert len({marks(sign) for sign in ("", "<", ">")}) == 3


@pytest.mark.parametrize(
    "label", ["$x_1$ \\frac{1}{2}", "<script>&\"'", "a\x01\x0bb", "й" * 3000, "", "漢字 \U0001f4a9"]
)
@pytest.mark.parametrize("kind", ["time", "strip", "bars"])
def test_labels_are_never_more_than_words(label: str, kind: str) -> None:
    groups = (Group(label, MARKS, (Line(3, label),)), Group("b", MARKS))
    root = ElementTree.fromstring(render(chart(kind, groups), Look(narrow=True)))
    assert not list(root.iter(f"{SVG}script"))


NUMBERS = st.floats(0, 1e12, allow_nan=False) | st.sampled_from([0.0, 1e-9, 1.0])
VALUES = st.builds(
    lambda a, b, at, sign, tone, ranged, pale: Value(
        max(a, b), date(2000, 1, 1) + timedelta(days=at), min(a, b) if ranged else None, sign, tone, None, pale
    ),
    NUMBERS,
    NUMBERS,
    st.integers(0, 9000),
    st.sampled_from(["", "<", ">"]),
    st.sampled_from(["bad", "good", "warn", "neutral"]),
    st.booleans(),
    st.booleans(),
)


@example("strip", [[Value(1e-295, low=5e-324), Value(3e11)]], [], True)
@example("time", [[Value(5e-324, date(2020, 1, 1))]], [1e-6], False)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(KINDS),
    st.lists(st.lists(VALUES, max_size=8), max_size=4),
    st.lists(st.floats(1e-6, 1e9), max_size=3),
    st.booleans(),
)
def test_anything_finite_can_be_drawn(kind: str, rows: list[list[Value]], norms: list[float], log: bool) -> None:
    groups = tuple(Group(f"g{n}", tuple(row)) for n, row in enumerate(rows))
    one = Chart("x", kind, "t", "a", "mg/l", groups, tuple(Line(value, "n") for value in norms), log)
    if kind != "time":
        one = Chart("x", kind, "t", "a", "mg/l", chart(kind, groups).groups, one.norms, log)
    ElementTree.fromstring(render(one, Look()))


def test_charts_may_be_drawn_at_once(app: Flask) -> None:
    alone = [render(chart(kind), Look()) for kind in KINDS]
    _drawn.cache_clear()

    def draw(kind: str) -> bytes:
        with app.test_request_context("/?lang=kk"):
            return render(chart(kind), Look())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, KINDS)) == alone
