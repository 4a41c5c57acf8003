"""Public copies: upright, in the right colours, small enough, and nothing but pixels."""

from __future__ import annotations

import io
import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw
from pillow_heif import from_pillow

from mapapp.photos import decoder
from mapapp.photos.headers import Refused, jpeg
from tests.factories import photos
from tests.photos import hostile

# All that exiftool may find: the file, its JFIF head, and what follows from its size.
HARMLESS = {
    "FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight", "EncodingProcess", "BitsPerSample",
    "ColorComponents", "YCbCrSubSampling", "JFIFVersion", "ResolutionUnit", "XResolution", "YResolution", "ImageSize",
    "Megapixels",
}  # fmt: skip


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="49,48.14N"/></rdf:RDF></x:xmpmeta>'
)


def opened(copy: decoder.Copy) -> Image.Image:
    return Image.open(io.BytesIO(copy.data))


def corners(picture: Image.Image) -> list[str]:
    """The colours at the corners of a ``scene``, row by row."""
    names = {(220, 30, 30): "red", (30, 200, 30): "green", (30, 30, 220): "blue", (230, 220, 40): "yellow"}
    found = []
    for x, y in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)):
        pixel = picture.getpixel((int(x * picture.width), int(y * picture.height)))
        assert isinstance(pixel, tuple)
        away = {sum(abs(a - b) for a, b in zip(colour, pixel, strict=True)): name for colour, name in names.items()}
        found.append(away[min(away)])
    return found


def display_p3() -> bytes:
    """A profile like the one that iPhones put into their photos: the primaries of Display P3 (for D50), gamma 2.2."""

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))

    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    words = b"desc" + bytes(4) + struct.pack(">I", 11) + b"Display P3\0" + bytes(78) + bytes(3)
    tags = {
        b"desc": words, b"cprt": b"text" + bytes(4) + b"none", b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105), b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.1571, 0.06657, 0.78407), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    table, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + xyz(0.9642, 1, 0.8249)[8:] + bytes(48)
    return head + table + body


def two_pictures() -> bytes:
    file = io.BytesIO()
    picture = photos.scene(2000, 1500)
    picture.save(file, "MPO", save_all=True, append_images=[picture.rotate(180)], exif=photos.exif_block())
    return file.getvalue()


def with_iptc_and_xmp() -> bytes:
    data = photos.jpeg()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0f\x1c\x02\x50\0\x0aA.Reporter\0"
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + XMP
    return data[:2] + hostile.segment(0xE1, xmp) + hostile.segment(0xED, iptc) + data[2:]


SENT: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: photos.jpeg(2000, 1500),
    "jpeg with colours and thumbnail": lambda: photos.jpeg(icc_profile=display_p3()),
    "two pictures": two_pictures,
    "iptc and xmp": with_iptc_and_xmp,
    "hostile text": hostile.hostile_text,
    "png": lambda: photos.png(exif=photos.exif_block(), icc_profile=display_p3(), dpi=(300, 300)),
    "webp": lambda: photos.webp(xmp=XMP, icc_profile=display_p3()),
    "heic": photos.heic,
}


def exiftool(*paths: Path) -> list[dict[str, object]]:
    """Every tag of every file, also those that exiftool does not know."""
    command = ["exiftool", "-json", "-all", "-unknown2", "-extractEmbedded", "-duplicates", *map(str, paths)]
    told: list[dict[str, object]] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told


@pytest.mark.parametrize("name", SENT)
def test_no_copy_carries_a_tag_of_camera_place_time_or_software(name: str, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.write_bytes(SENT[name]())
    paths: list[Path] = []
    for copy in decoder.copies(sent.read_bytes()) + decoder.copies(sent.read_bytes(), [(0.1, 0.1, 0.2, 0.2)]):
        paths.append(tmp_path / f"{len(paths)}.jpg")
        paths[-1].write_bytes(copy.data)
        for secret in (photos.CAMERA, photos.SOFTWARE, photos.OWNER, "GPS", "adobe", "serial"):
            assert secret.encode() not in copy.data
    assert len(paths) == 4
    for told in exiftool(*paths):
        outside = {"SourceFile", "ExifToolVersion", "FileName", "Directory", "FileSize", "FilePermissions"}
        tags = {
            tag for tag in told if tag not in outside and not tag.startswith(("FileModify", "FileAccess", "FileInode"))
        }
        assert tags == HARMLESS


def test_exiftool_sees_what_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "sent.jpg"
    path.write_bytes(photos.jpeg())
    told = exiftool(path)[0]
    assert {"GPSLatitude", "DateTimeOriginal", "Software", "Comment", "SerialNumber"} <= told.keys()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("hidden", [(), ((0.45, 0.45, 0.1, 0.1),)])
def test_a_photo_is_upright_however_the_phone_was_held(
    orientation: int, hidden: tuple[tuple[float, float, float, float], ...]
) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    picture = photos.scene(2000, 1200)
    stored = picture.transpose(undo[orientation]) if orientation > 1 else picture
    for copy in decoder.copies(photos.jpeg(picture=stored, orientation=orientation), hidden):
        assert corners(opened(copy)) == ["red", "green", "blue", "yellow"]
        assert copy.width > copy.height


def test_the_main_picture_of_a_heic_is_taken_wherever_it_stands() -> None:
    file = io.BytesIO()
    several = from_pillow(photos.scene(320, 240).rotate(180))
    several.add_from_pillow(photos.scene(800, 600))
    several.save(file, primary_index=1)
    found = opened(decoder.copies(file.getvalue())[0])
    assert (found.size, corners(found)) == ((800, 600), ["red", "green", "blue", "yellow"])


@pytest.mark.parametrize("angle", [0, 90])
def test_a_heic_is_upright_whatever_its_exif_says(angle: int) -> None:
    data = photos.heic(photos.scene(800, 600).rotate(angle, expand=True))
    found = opened(decoder.copies(data)[0])
    assert corners(found) == (["red", "green", "blue", "yellow"] if not angle else ["green", "yellow", "red", "blue"])


@pytest.mark.parametrize(
    ("sent", "large", "small"),
    [
        ((4000, 3000), (1600, 1200), (480, 360)),
        ((3000, 4000), (1200, 1600), (360, 480)),
        ((1000, 10), (1000, 10), (480, 5)),
        ((300, 200), (300, 200), (300, 200)),
        ((1, 1), (1, 1), (1, 1)),
    ],
)
def test_copies_fit_their_box_and_are_never_made_larger(
    sent: tuple[int, int], large: tuple[int, int], small: tuple[int, int]
) -> None:
    made = decoder.copies(photos.jpeg(*sent))
    assert [(one.name, (one.width, one.height)) for one in made] == [("large", large), ("small", small)]
    assert [opened(one).size for one in made] == [large, small]


def test_wide_colours_become_those_of_every_screen() -> None:
    red = photos.jpeg(picture=Image.new("RGB", (640, 480), (200, 60, 60)), icc_profile=display_p3(), quality=95)
    found = opened(decoder.copies(red)[0]).getpixel((300, 200))
    source = ImageCms.ImageCmsProfile(io.BytesIO(display_p3()))
    meant = ImageCms.profileToProfile(Image.new("RGB", (1, 1), (200, 60, 60)), source, ImageCms.createProfile("sRGB"))
    assert meant is not None
    wanted = meant.getpixel((0, 0))
    assert isinstance(found, tuple)
    assert isinstance(wanted, tuple)
    assert wanted[0] > 210  # the same red, said in a narrower space
    assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= 4


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_becomes_a_picture(mode: str) -> None:
    if mode == "CMYK":
        data = photos.jpeg(picture=photos.scene(mode="CMYK"))
    elif mode == "I;16":
        ramp = np.linspace(0, 65535, 640 * 480).reshape(480, 640).astype(np.uint16)
        data = photos.png(Image.fromarray(ramp))
    else:
        data = photos.png(photos.scene(mode=mode))
    found = opened(decoder.copies(data)[0])
    assert (found.mode, found.size) == ("RGB", (640, 480))
    if mode in ("P", "RGBA", "CMYK"):
        assert corners(found) == ["red", "green", "blue", "yellow"]
    if mode == "I;16":
        lightness = np.asarray(found.convert("L"), dtype=int)
        assert (lightness[5, 5], lightness[475, 635]) == (pytest.approx(2, abs=4), pytest.approx(253, abs=4))


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    assert opened(decoder.copies(photos.png(clear))[0]).getpixel((50, 50)) == (255, 255, 255)


def plate(text: str) -> Image.Image:
    """A car with a number plate, as large as in a photo."""
    picture = photos.scene(1600, 1200)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((600, 500, 1000, 600), fill=(250, 250, 250))
    draw.text((620, 505), text, fill=(0, 0, 0), font_size=80)
    return picture


def test_a_blurred_area_tells_nothing_and_the_rest_stays() -> None:
    area = (600 / 1600, 500 / 1200, 400 / 1600, 100 / 1200)
    hidden = [decoder.copies(photos.jpeg(picture=plate(text)), [area]) for text in ("777 ABC 09", "111 XYZ 01")]
    plain = decoder.copies(photos.jpeg(picture=plate("777 ABC 09")))
    for one, other, shown in zip(*hidden, plain, strict=True):
        a, b, c = (np.asarray(opened(copy).convert("L"), dtype=int) for copy in (one, other, shown))
        scale = shown.width / 1600
        inside = (slice(int(505 * scale), int(595 * scale)), slice(int(605 * scale), int(995 * scale)))
        assert c[inside].max() - c[inside].min() > 150  # it could be read
        assert a[inside].max() - a[inside].min() < 90  # now there is no stroke left
        assert abs(a[inside] - b[inside]).max() < 60  # nor can two plates be told apart by more than a shade
        outside = slice(0, int(480 * scale))
        assert abs(a[outside] - c[outside]).max() < 12


def test_areas_at_and_over_the_edge_are_hidden() -> None:
    for area in ((0, 0, 1, 1), (0.9, 0.9, 0.1, 0.1), (0.999, 0.999, 0.001, 0.001), (0, 0, 1e-9, 1e-9)):
        assert len(decoder.copies(photos.jpeg(), [area])) == 2


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (hostile.damaged_within, "damaged"),
        (lambda: b"<svg/>", "not_a_photo"),
        (lambda: hostile.png_of(13_000, 100), "too_many_pixels"),
    ],
)
def test_what_only_decoding_shows_is_refused(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Refused) as refused:
        decoder.copies(make())
    assert refused.value.code == code
    assert len(decoder.copies(photos.jpeg())) == 2  # and the next photo is not touched by it


def test_a_copy_with_anything_but_a_picture_is_not_taken_from_the_decoder() -> None:
    good = photos.saved(photos.scene(), "JPEG")
    assert jpeg.is_bare(good)
    for bad in (
        photos.jpeg(),
        good + b"more",
        good[:-2],
        good[:2] + hostile.segment(0xFE, b"note") + good[2:],
        good[:2] + hostile.segment(0xE2, b"ICC_PROFILE\0") + good[2:],
        photos.png(),
        b"",
    ):
        assert not jpeg.is_bare(bad)
