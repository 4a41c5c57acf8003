"""What the camera wrote is read where it is plausible, and never believed otherwise."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mapapp.photos import exif
from mapapp.photos.headers import look
from tests.factories import photos
from tests.photos import hostile


def read(block: Image.Exif) -> exif.Camera:
    return exif.read(block.tobytes().removeprefix(b"Exif\0\0"))


def gps(values: dict[int, object]) -> exif.Camera:
    block = Image.Exif()
    block.get_ifd(0x8825).update(values)
    return read(block)


@pytest.mark.parametrize("make", [photos.jpeg, photos.webp, photos.heic])
def test_time_place_and_orientation_are_read(make: object) -> None:
    assert callable(make)
    camera = exif.read(look(make()).exif)
    assert camera.captured_at == "2024-05-03T14:20:05+05:00"
    assert camera.lonlat == pytest.approx(photos.PLACE, abs=1e-6)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_place_on_earth_is_read_in_its_own_hemisphere(lon: float, lat: float) -> None:
    found = read(photos.exif_block(lonlat=(lon, lat))).lonlat
    if max(abs(lon), abs(lat)) > 1e-4:
        assert found == pytest.approx((lon, lat), abs=2e-4)


@pytest.mark.parametrize(("west", "south"), [("E", "N"), ("W", "N"), ("E", "S"), ("W", "S")])
def test_the_hemisphere_is_the_letter_s(west: str, south: str) -> None:
    found = gps({1: south, 2: (10.0, 30.0, 0.0), 3: west, 4: (20.0, 15.0, 36.0)}).lonlat
    assert found == (20.26 * (1 if west == "E" else -1), 10.5 * (1 if south == "N" else -1))


def test_degrees_with_decimals_and_no_minutes_are_a_place() -> None:
    assert gps({1: "n", 2: (49.5,), 3: "e", 4: (73.25, 0.0)}).lonlat == (73.25, 49.5)


@pytest.mark.parametrize(
    "values",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},  # a receiver that knew nothing
        {2: (49.0, 0.0, 0.0), 4: (73.0, 0.0, 0.0)},  # which hemisphere?
        {1: "N", 2: (49.0, 0.0, 0.0)},
        {1: "X", 2: (49.0, 0.0, 0.0), 3: "E", 4: (73.0, 0.0, 0.0)},
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (73.0, 0.0, 0.0)},
        {1: "N", 2: (90.0, 0.0, 1.0), 3: "E", 4: (73.0, 0.0, 0.0)},
        {1: "N", 2: (49.0, 61.0, 0.0), 3: "E", 4: (73.0, 0.0, 0.0)},
        {1: "N", 2: (49.0, 0.0, 99.0), 3: "E", 4: (73.0, 0.0, 0.0)},
        {1: "N", 2: (49.0, 0.0, 0.0, 0.0), 3: "E", 4: (73.0, 0.0, 0.0)},
    ],
)
def test_a_place_that_cannot_be_is_none(values: dict[int, object]) -> None:
    assert gps(values).lonlat is None


def one_entry(tag: int, kind: int, count: int, value: bytes, more: bytes = b"") -> bytes:
    """A block with one directory of one entry."""
    return b"II*\0\x08\0\0\0" + struct.pack("<HHHI", 1, tag, kind, count) + value + bytes(4) + more


def gps_block(ratios: list[tuple[int, int]]) -> bytes:
    """A block with a GPS directory of these six ratios, N and E."""
    entries = [(1, 2, 2, b"N\0\0\0"), (2, 5, 3, b""), (3, 2, 2, b"E\0\0\0"), (4, 5, 3, b"")]
    start = 8 + 18
    values = start + 2 + 12 * len(entries) + 4
    directory = struct.pack("<H", len(entries))
    for tag, kind, count, inline in entries:
        at = values + (24 if tag == 4 else 0)
        directory += struct.pack("<HHI", tag, kind, count) + (inline or struct.pack("<I", at))
    packed = b"".join(struct.pack("<II", *ratio) for ratio in ratios)
    return one_entry(0x8825, 4, 1, struct.pack("<I", start), directory + bytes(4) + packed)


_RATIO = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))


@given(st.lists(_RATIO, min_size=6, max_size=6))
def test_absurd_ratios_give_a_place_on_earth_or_none(ratios: list[tuple[int, int]]) -> None:
    found = exif.read(gps_block(ratios)).lonlat
    if any(below == 0 for _above, below in ratios):
        assert found is None
    if found is not None:
        assert 0 <= found[0] <= 180
        assert 0 <= found[1] <= 90


def test_the_block_made_by_hand_is_read() -> None:
    assert exif.read(gps_block([(49, 1), (30, 1), (0, 1), (73, 1), (600, 100), (0, 7)])).lonlat == (73.1, 49.5)


@pytest.mark.parametrize(
    "said",
    ["0000:00:00 00:00:00", "    :  :     :  :  ", "1980:01:01 00:00:00", "2999:01:01 00:00:00", "2024:02:30 10:00:00",
     "2024-05-03 14:20:05", "<script>", "2024:05:03 14:20:05<b>", "٢٠٢٤:05:03 14:20:05", ""],
)  # fmt: skip
def test_a_clock_that_cannot_be_right_says_nothing(said: str) -> None:
    assert read(photos.exif_block(taken=said)).captured_at == ""


@given(st.binary(max_size=300))
def test_noise_says_nothing_and_breaks_nothing(noise: bytes) -> None:
    for start in (b"", b"II*\0", b"MM\0*\0\0\0\x08"):
        camera = exif.read(start + noise)
        assert camera.orientation in range(1, 9)


def test_a_directory_that_is_its_own_part_ends() -> None:
    assert exif.read(one_entry(0x8769, 4, 1, struct.pack("<I", 8))) == exif.Camera()


def test_hostile_text_is_never_repeated() -> None:
    assert exif.read(look(hostile.hostile_text()).exif) == exif.Camera()
