"""Places as people write them: every notation gives the same place, and none is turned round without saying so."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openlocationcode import openlocationcode as olc

from mapapp.spatial.geodesic import distance_m
from mapapp.spatial.notation import ShortCode, Spot, Unclear, parse_spot

longitudes, latitudes = st.floats(46.5, 87.3), st.floats(40.6, 55.4)


def spot(text: str) -> Spot:
    found = parse_spot(text)
    assert isinstance(found, Spot), (text, found)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "49.8125, 73.1042",
        "49.8125 73.1042",
        "49,8125 73,1042",
        "49,8125; 73,1042",
        "49,8125, 73,1042",
        "(49.8125/73.1042)",
        "+49.8125 +73.1042",
        "73.1042, 49.8125",
        "N 49.8125 E 73.1042",
        "49.8125N,73.1042E",
        "49.8125° N, 73.1042° E",
        "73.1042 E 49.8125 N",
        "49,8125° с. ш. 73,1042° в. д.",
        "73,1042 в.д., 49,8125 с.ш.",
        "49,8125 северной широты, 73,1042 восточной долготы",
        "с.е. 49,8125, ш.б. 73,1042",
        "49,8125 солтүстік ендік 73,1042 шығыс бойлық",
        "lat: 49.8125, lon: 73.1042",
        "широта 49.8125 долгота 73.1042",
        "latitude=49.8125 longitude=73.1042",
        "49°48'45\" 73°06'15.12\"",
        "49° 48′ 45″ N, 73° 06′ 15.12″ E",
        "49º48’45” с.ш. 73º06’15,12” в.д.",
        "49°48'45''N 73°06'15.12''E",
        "49 48 45 73 06 15.12",
        "N 49 48 45 E 73 06 15.12",
        "49 48.75 73 06.252",
        "49°48.75' 73°06.252'",
        "49°48,75′ с.ш., 73°06,252′ в.д.",
    ],
)
def test_all_notations_give_the_same_place(text: str) -> None:
    found = spot(text)
    assert (found.longitude, found.latitude) == pytest.approx((73.1042, 49.8125), abs=1e-6)


@pytest.mark.parametrize(
    "link",
    [
        "https://2gis.kz/karaganda/geo/11822485404844075/73.1042%2C49.8125?m=73.2%2C49.9%2F15",
        "https://2gis.kz/karaganda/firm/70000001/73.1042,49.8125",
        "https://2gis.kz/karaganda?m=73.1042%2C49.8125%2F15.5",
        "2gis.kz/karaganda/geo/118/73.1042,49.8125",
        "https://yandex.kz/maps/164/karaganda/?ll=73.2%2C49.9&whatshere%5Bpoint%5D=73.1042%2C49.8125&z=12",
        "https://yandex.ru/maps/?pt=73.1042,49.8125&z=12",
        "https://yandex.kz/maps/164/karaganda/?ll=73.1042%2C49.8125&z=12",
        "https://yandex.kz/maps/?text=49.8125%2C73.1042",
        "https://www.google.com/maps/place/Dump/@49.9,73.2,15z/data=!3m1!4b1!4m5!8m2!3d49.8125!4d73.1042",
        "https://www.google.com/maps/@49.8125,73.1042,15z",
        "https://maps.google.com/?q=49.8125,73.1042",
        "https://www.google.com/maps/search/?api=1&query=49.8125%2C73.1042",
        "https://www.google.kz/maps/place/49.8125,73.1042",
        "https://www.openstreetmap.org/?mlat=49.8125&mlon=73.1042#map=15/49.9/73.2",
        "https://www.openstreetmap.org/#map=15/49.8125/73.1042",
        "geo:49.8125,73.1042?z=15",
        "geo:0,0?q=49.8125,73.1042(a dump)",
        "Look here: https://maps.google.com/?q=49.8125,73.1042 it is big",
    ],
)
def test_links_of_maps_are_read_without_opening_them(link: str) -> None:
    found = spot(link)
    assert (found.longitude, found.latitude) == (73.1042, 49.8125)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("49,8,73,1", "mixed"),
        ("49.8N 73.1", "letters"),
        ("49.8 N 73.1 N", "letters"),
        ("-49.8 S 73.1 E", "letters"),
        ("120.5 30.5", "range"),
        ("49.8 273.1", "range"),
        ("49 48 73", "halves"),
        ("49°75' 73°06'", "halves"),
        ("49.5°30' 73°06'", "halves"),
        ("49'30 73'06", "halves"),
        ("1 2 3 4 5 6 7 8", "halves"),
        ("https://maps.app.goo.gl/AbCdEf", "short_link"),
        ("https://go.2gis.com/abcde", "short_link"),
        ("https://yandex.kz/maps/-/CDabc", "short_link"),
        ("https://evil.example/@49.8,73.1", "unknown_link"),
        ("https://evil.example/?host=google.com&q=49.8,73.1", "unknown_link"),
        ("https://[::1", "unknown_link"),
    ],
)
def test_what_can_be_read_in_several_ways_or_in_none_is_asked_about(text: str, why: str) -> None:
    with pytest.raises(Unclear) as caught:
        parse_spot(text)
    assert caught.value.why == why


@pytest.mark.parametrize(
    "text", ["", " ", "Қарағанды", "Karaganda 2", "5", "за гаражами, 3 км", "x" * 5000, "9" * 1000]
)
def test_a_name_is_no_place_in_figures(text: str) -> None:
    assert parse_spot(text) is None


def test_the_digits_tell_how_well_the_place_is_known() -> None:
    assert spot("49.8 73.1").accuracy_m > 5000
    assert 30 < spot("49.8125 73.1").accuracy_m < 5000
    assert spot("49.81250 73.10420").accuracy_m < 2
    assert 500 < spot("49°48' 73°06'").accuracy_m < 1500
    assert spot("49°48'45\" 73°06'15\"").accuracy_m < 30
    assert spot("8JXMR423+X4").accuracy_m < 15


def test_a_short_plus_code_waits_for_its_settlement() -> None:
    for text in ("R423+X4 Karaganda", "Karaganda, R423+X4", "r423+x4  Karaganda"):
        found = parse_spot(text)
        assert found == ShortCode("R423+X4", "Karaganda")
        assert isinstance(found, ShortCode)
        beside = found.beside(73.1, 49.8)
        assert distance_m((beside.longitude, beside.latitude), (73.1, 49.8)) < 10_000


@given(longitudes, latitudes, st.sampled_from([", ", " ", "; ", "/"]), st.booleans())
def test_decimal_degrees_come_back_as_they_were(lon: float, lat: float, between: str, comma: bool) -> None:
    """Latitude first, unless only the other order lies in the country: then the place is not there at all."""
    pair = [f"{lat:.6f}", f"{lon:.6f}"]
    text = between.join(part.replace(".", ",") for part in pair) if comma else between.join(pair)
    found = spot(text)
    assert (found.longitude, found.latitude) == (round(lon, 6), round(lat, 6))


@given(longitudes, latitudes)
def test_letters_go_before_any_guess(lon: float, lat: float) -> None:
    for text in (f"{lat:.6f} N {lon:.6f} E", f"E {lon:.6f} N {lat:.6f}", f"{lon:.6f} в.д. {lat:.6f} с.ш."):
        found = spot(text)
        assert (found.longitude, found.latitude) == (round(lon, 6), round(lat, 6))


@given(st.floats(56.1, 87.9), st.floats(40.1, 55.9))
def test_only_an_order_that_cannot_be_meant_is_turned(lon: float, lat: float) -> None:
    found = spot(f"{lon:.6f}, {lat:.6f}")
    assert (found.longitude, found.latitude) == (round(lon, 6), round(lat, 6))


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_abroad_the_first_number_is_the_latitude(lon: float, lat: float) -> None:
    text = f"{lat:.6f}, {lon:.6f}"
    inside = 46 <= round(lat, 6) <= 88 and 40 <= round(lon, 6) <= 56
    if not inside:
        found = spot(text)
        assert (found.longitude, found.latitude) == pytest.approx((round(lon, 6), round(lat, 6)))


@given(longitudes, latitudes)
def test_degrees_minutes_and_seconds_come_back(lon: float, lat: float) -> None:
    def parts(value: float) -> str:
        degrees, rest = divmod(round(value * 360_000), 360_000)
        minutes, seconds = divmod(rest, 6000)
        return f"{degrees}°{minutes}'{seconds / 100:.2f}\""

    found = spot(f"{parts(lat)} {parts(lon)}")
    assert (found.longitude, found.latitude) == pytest.approx((lon, lat), abs=2e-6)


@given(longitudes, latitudes, st.sampled_from([8, 10, 11, 12]))
def test_plus_codes_come_back_within_their_cell(lon: float, lat: float, length: int) -> None:
    found = spot(olc.encode(lat, lon, length))
    assert distance_m((lon, lat), (found.longitude, found.latitude)) <= found.accuracy_m + 1


@given(st.text(max_size=80) | st.text(alphabet="0123456789°'\"., NSEWсшвд-+/:@?=&!", max_size=60))
def test_no_text_at_all_is_too_much(text: str) -> None:
    try:
        found = parse_spot(text)
    except Unclear:
        return
    if isinstance(found, Spot):
        assert -180 <= found.longitude <= 180
        assert -90 <= found.latitude <= 90
        assert found.accuracy_m >= 1


@given(st.from_regex(r"https://(www\.)?(google|yandex|2gis|openstreetmap)\.(com|kz)/[!-~]{0,60}", fullmatch=True))
def test_no_link_is_too_much(link: str) -> None:
    with contextlib.suppress(Unclear):
        parse_spot(link)
