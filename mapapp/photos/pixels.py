"""Public copies made from the pixels alone. Runs in the limited process only (``mapapp.photos.child``)."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil, floor

from PIL import Image, ImageCms, ImageFilter, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile, options

from mapapp.photos import exif
from mapapp.photos.headers import MAX_PIXELS, MAX_SIDE, Header, Refused, look

SIZES = {"large": 1600, "small": 480}  # the longest side in pixels, the largest first
_LARGEST = SIZES["large"]
_QUALITY = 80
_BLOCKS, _BITS = 5, 4  # what is left of a hidden area: so many blocks along its longer side, so many bits of colour
_WHITE = (255, 255, 255)
_SRGB = ImageCms.createProfile("sRGB")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Each format is opened by its own reader: what else Pillow can read has no business here. JPEG by the plain one, which
# does not take the two pictures that some phones send for a film.
_READERS: Mapping[str, Callable[[io.BytesIO], Image.Image]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
    "HEIF": HeifImageFile,
}

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
options.DECODE_THREADS = 1


@dataclass(frozen=True, slots=True)
class Copy:
    """One public copy: a JPEG of so many pixels."""

    name: str
    width: int
    height: int
    data: bytes


def copies(data: bytes, hidden: Sequence[Sequence[float]] = ()) -> list[Copy]:
    """The public copies of a photo, upright, in sRGB, without any metadata.

    ``hidden`` are areas [left, top, width, height] as shares of the upright picture, made unrecognisable in the whole
    picture, before anything is scaled. Raises Refused, or whatever Pillow raises for damaged data.
    """
    header = look(data)
    opened = _open(data, header)
    if not hidden:
        _decode_smaller(opened)
    opened.load()
    profile = opened.info.get("icc_profile")
    picture = _countable(opened)
    if hidden:
        picture = _turned(picture, header)
        for area in hidden:
            _hide(picture, area)
    picture.thumbnail(
        (_LARGEST, _LARGEST), Image.Resampling.LANCZOS, reducing_gap=None if header.kind == "JPEG" else 2.0
    )
    picture = _in_plain_colours(picture if hidden else _turned(picture, header), profile)
    return [_copy(picture, name, side) for name, side in SIZES.items()]


def _open(data: bytes, header: Header) -> Image.Image:
    """The picture, not yet decoded. Raises Refused when its reader sees more in it than its header said."""
    opened = _READERS[header.kind](io.BytesIO(data))
    if opened.width * opened.height > MAX_PIXELS or max(opened.size) > MAX_SIDE:
        raise Refused("too_many_pixels")
    if getattr(opened, "is_animated", False) and header.kind != "HEIF":  # in HEIC these are pictures beside the first
        raise Refused("animated")
    return opened


def _decode_smaller(opened: Image.Image) -> None:
    """Lets JPEG decode at 1/2, 1/4 or 1/8: the box must have the picture's proportions, or Pillow decodes it whole."""
    scale = max(opened.size) / _LARGEST
    if scale > 1:
        opened.draft("RGB", (int(opened.width / scale), int(opened.height / scale)))


def _countable(picture: Image.Image) -> Image.Image:
    """The picture in a mode whose neighbours can be averaged, 8 bits deep."""
    if picture.mode.startswith(("I", "F")):
        return picture.point(lambda value: value * (1 / 256) + 0).convert("L")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.convert("L") if picture.mode == "1" else picture


def _turned(picture: Image.Image, header: Header) -> Image.Image:
    """The picture upright; HEIC's reader has turned it already."""
    turn = _TURNS.get(exif.read(header.exif).orientation) if header.turned else None
    return picture if turn is None else picture.transpose(turn)


def _hide(picture: Image.Image, area: Sequence[float]) -> None:
    """Puts a few rough blocks of colour in place of the area, blurred so that nobody takes them for a fault."""
    left, top, width, height = area
    box = (
        max(0, floor(left * picture.width)),
        max(0, floor(top * picture.height)),
        min(picture.width, ceil((left + width) * picture.width)),
        min(picture.height, ceil((top + height) * picture.height)),
    )
    size = box[2] - box[0], box[3] - box[1]
    if min(size) < 1:
        return
    block = max(size) / _BLOCKS
    rough = picture.crop(box).resize((ceil(size[0] / block), ceil(size[1] / block)), Image.Resampling.BOX)
    colours = ImageOps.posterize(rough.convert("RGB"), _BITS)
    smooth = colours.resize(size, Image.Resampling.NEAREST).filter(ImageFilter.BoxBlur(block / 4))
    picture.paste(smooth, box)


def _in_plain_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in RGB as every screen takes it, on white where it was transparent, and nothing besides pixels."""
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, _WHITE)
        picture.paste(clear, mask=clear.getchannel("A"))
    elif profile:
        picture = _converted(picture, profile)
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    picture.info = {}
    return picture


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colours of another space, such as Display P3, as sRGB says them; as they are when the profile is damaged."""
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if not ImageCms.getProfileDescription(source).startswith("sRGB"):
            return ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB") or picture
    return picture


def _copy(picture: Image.Image, name: str, side: int) -> Copy:
    """The picture in a box of ``side``, saved; a picture that is in it already is not made larger."""
    fitted = picture
    if max(picture.size) > side:
        fitted = picture.copy()
        fitted.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    file = io.BytesIO()
    fitted.save(file, "JPEG", quality=_QUALITY)
    return Copy(name, fitted.width, fitted.height, file.getvalue())
