"""What is a photo is judged by its content, and what cannot be one is refused before anything is decoded."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mapapp.photos.headers import Refused, judge
from mapapp.photos.problems import HINTS, PROBLEMS, problem
from tests.factories import photos
from tests.photos import hostile

KINDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "jpeg": (photos.jpeg, "JPEG"),
    "progressive jpeg": (lambda: photos.jpeg(progressive=True), "JPEG"),
    "grey jpeg": (lambda: photos.jpeg(picture=photos.scene(mode="L")), "JPEG"),
    "png": (photos.png, "PNG"),
    "png with exif": (lambda: photos.png(exif=photos.exif_block()), "PNG"),
    "webp": (photos.webp, "WEBP"),
    "lossless webp": (lambda: photos.webp(lossless=True), "WEBP"),
    "webp with transparency": (lambda: photos.webp(photos.scene(mode="RGBA")), "WEBP"),
    "heic": (photos.heic, "HEIF"),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_formats_of_phones_are_taken(name: str) -> None:
    make, kind = KINDS[name]
    header = judge(make())
    assert (header.kind, header.width, header.height) == (kind, 640, 480)


@pytest.mark.parametrize("name", ["jpeg", "png with exif", "webp", "heic"])
def test_the_camera_s_block_is_found_in_every_format(name: str) -> None:
    assert judge(KINDS[name][0]()).exif[:2] in (b"II", b"MM")


@pytest.mark.parametrize("name", hostile.REFUSED_AT_ONCE)
def test_hostile_and_broken_files_are_refused_at_once(name: str) -> None:
    make, code = hostile.REFUSED_AT_ONCE[name]
    data = make()
    started = time.process_time()
    with pytest.raises(Refused) as refused:
        judge(data)
    assert refused.value.code == code
    assert time.process_time() - started < 2


def test_every_problem_has_words_and_says_what_to_do() -> None:
    assert PROBLEMS.keys() == HINTS.keys()
    assert {code for _make, code in hostile.REFUSED_AT_ONCE.values()} == PROBLEMS.keys()
    assert len({str(words) for words in PROBLEMS.values()}) == len(PROBLEMS)
    assert str(problem("video")) == str(PROBLEMS["video"])


def test_what_phones_put_behind_the_picture_is_no_reason_to_refuse() -> None:
    film = hostile._box(b"ftyp", b"mp42\0\0\0\0isommp42") + hostile._box(b"mdat", bytes(range(256)) * 50)
    for data in (photos.jpeg() + film, photos.jpeg() + bytes(4000), photos.jpeg() + film + b"SEFHj\0\0\0SEFT"):
        assert judge(data).width == 640


def test_two_pictures_in_one_file_are_a_photo_not_a_film() -> None:
    file = io.BytesIO()
    picture = photos.scene()
    picture.save(file, "MPO", save_all=True, append_images=[picture.resize((320, 240))], exif=photos.exif_block())
    with Image.open(io.BytesIO(file.getvalue())) as opened:
        assert opened.format == "MPO"
    assert judge(file.getvalue()).width == 640


def test_bytes_that_look_alike_by_chance_are_no_reason_to_refuse() -> None:
    for harmless in (b"<htmlx", b"<?phpx", b"<svgx", b"%PDF-x", b"PK\x05\x06" + bytes(30), b"PK\x03\x04"):
        assert judge(photos.jpeg() + harmless).width == 640


def said(data: bytes) -> str:
    """The code of the problem, or that there is none."""
    try:
        header = judge(data)
    except Refused as refused:
        return refused.code
    return "taken" if 0 < header.width * header.height <= 50_000_000 else "taken against the limits"


_WHOLE = {name: make() for name, (make, _kind) in KINDS.items()}


@given(name=st.sampled_from(sorted(_WHOLE)), share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_refused(name: str, share: float) -> None:
    data = _WHOLE[name]
    with pytest.raises(Refused) as refused:
        judge(data[: int(len(data) * share)])
    assert refused.value.code in ("empty", "truncated", "damaged", "not_a_photo")


@given(name=st.sampled_from(sorted(_WHOLE)), changes=st.dictionaries(st.integers(0, 1200), st.integers(0, 255)))
def test_damage_anywhere_gives_an_answer_or_a_refusal(name: str, changes: dict[int, int]) -> None:
    data = bytearray(_WHOLE[name])
    for at, value in changes.items():
        if at < len(data):
            data[at] = value
    assert said(bytes(data)) in {"taken", *PROBLEMS}


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic"]))
def test_noise_gives_a_refusal(noise: bytes, start: bytes) -> None:
    with pytest.raises(Refused):
        judge(start + noise)
