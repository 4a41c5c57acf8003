"""The symbols of layers as one SVG sprite, the same on the map, in the legend and in lists.

Layers differ by shape, classes by colour and by a small sign inside, so that colour is never the only difference.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from mapapp.layers import Layer, Style

# Signs by class value, drawn in a box of 12 by 12 around the centre; a class without a sign is plain.
_SIGNS = {
    "dump": "M-5 4.5L-2.5-1 0 1.5 2-3.500 5 4.5Z",
    "landfill": "M-5-2.500L0-5 5-2.500 0 0ZM-5 .8L0 3.300 5 .8M-5 3.500L0 6 5 3.500",
    "sewage": "M-5-2.500q2.500-3 5 0t5 0M-5 1q2.500-3 5 0t5 0M-5 4.500q2.500-3 5 0t5 0",
    "oil_spill": "M0-5.500Q4.500 0 4.500 2.200A4.500 3.800 0 0 1-4.500 2.200Q-4.500 0 0-5.500Z",
    "tailings": "M-5-2H5L3.200 4H-3.200ZM-5-4.500H5",
    "quarry": "M-5-4H-2.500V-.8H0V2.200H2.500V5H5",
    "mine_heap": "M-5.500 4.500L0-5 5.500 4.500Z",
    "smoke": "M-4 5V0M0 5V-2M4 5V0M-4-2.500q0-2 2-2.500M0-4q1-2 3-1.500",
    "other": "M0-4.500V1M0 4V4.500",
    "over_10": "M-4.500 5V-5M0 5V-5M4.500 5V-5",
    "over_2": "M-2.300 4V-4M2.300 4V-4",
    "over_1": "M0 4V-4",
    "within": "M-4 .5L-1 3.500 4.500-3.500",
    "cannot_tell": "M-2.800-2.500a2.800 2.800 0 1 1 3.900 2.600q-1.100.5-1.100 1.700M0 4.800V5",
    "no_limit": "M-3.500 0H3.500",
}
_SOLID = ("dump", "oil_spill", "mine_heap")
_OUTLINES = {
    "pin": "M9 2H23A6 6 0 0 1 29 8V18.500A6 6 0 0 1 23 24.500H20.300L16 30.500"
    " 11.700 24.500H9A6 6 0 0 1 3 18.500V8A6 6 0 0 1 9 2Z",
    "diamond": "M16 1.500L30.500 16 16 30.500 1.500 16Z",
    "circle": "M16 3A13 13 0 1 1 16 29 13 13 0 1 1 16 3Z",
    "area": "M10 5.500H22L28.500 16 22 26.500H10L3.500 16Z",
}
_SIGN_AT = {"pin": (16, 13.2)}
_DARK, _LIGHT = "#14201c", "#ffffff"
_LEAST_CONTRAST = 3.2


def symbol_id(layer: Layer, value: str = "") -> str:
    """The id of the symbol of that class; a class that the layer does not name has the layer's own symbol."""
    known = value in {one.value for one in layer.style.classes} or (value == "none" and layer.style.size_field)
    return f"symbol-{layer.id}-{value}" if known and value else f"symbol-{layer.id}"


def pattern_id(layer: Layer, value: str = "") -> str:
    """The id of the hatching of that class."""
    return symbol_id(layer, value).replace("symbol-", "hatch-", 1)


def sprite(layers: Iterable[Layer]) -> Markup:
    """An invisible SVG element with the symbols and hatchings of these layers, to be put in a page once."""
    parts = [part for layer in layers for part in _of_layer(layer)]
    return Markup('<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">{}</svg>').format(
        Markup("").join(parts)
    )


def _of_layer(layer: Layer) -> list[Markup]:
    style = layer.style
    colours = {"": style.colour, **{one.value: one.colour for one in style.classes}}
    parts = []
    for value, colour in colours.items():
        if style.shape == "area":
            parts.append(_pattern(pattern_id(layer, value), colour, value))
        fill = f"url(#{pattern_id(layer, value)})" if style.shape == "area" else colour
        parts.append(_symbol(symbol_id(layer, value), style, colour, fill, value))
    if style.size_field:
        parts.append(_symbol(symbol_id(layer, "none"), style, style.colour, _LIGHT, ""))
    return parts


def _symbol(name: str, style: Style, colour: str, fill: str, value: str) -> Markup:
    hollow = fill != colour
    opacity = "0.72" if style.size_field and not hollow else "1"
    outline = Markup(
        '<path d="{}" fill="{}" fill-opacity="{}" stroke="{}" stroke-width="{}" vector-effect="non-scaling-stroke"/>'
    ).format(_OUTLINES[style.shape], fill, opacity, colour if hollow else _LIGHT, "2" if hollow else "1.5")
    under = Markup('<path d="{}" fill="{}"/>').format(_OUTLINES[style.shape], _LIGHT) if fill.startswith("url") else ""
    return Markup('<symbol id="{}" viewBox="0 0 32 32">{}{}{}</symbol>').format(
        name, under, outline, _sign(style.shape, colour, value)
    )


def _sign(shape: str, colour: str, value: str) -> Markup:
    if value not in _SIGNS or shape == "area":
        return Markup("")
    ink = _LIGHT if contrast(colour, _LIGHT) >= _LEAST_CONTRAST else _DARK
    x, y = _SIGN_AT.get(shape, (16, 16))
    fill = ink if value in _SOLID else "none"
    return Markup(
        '<path d="{}" transform="translate({} {}) scale(1.15)" fill="{}" stroke="{}" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    ).format(_SIGNS[value], x, y, fill, ink)


def _pattern(name: str, colour: str, value: str) -> Markup:
    turned = 45 if value != "proposed" else -45
    return Markup(
        '<pattern id="{}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate({})">'
        '<rect width="7" height="7" fill="{}" fill-opacity="0.10"/>'
        '<path d="M0 0V7" stroke="{}" stroke-width="3" stroke-opacity="0.75"/></pattern>'
    ).format(name, turned, colour, colour)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (``#rrggbb``) after WCAG 2, from 1 to 21."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def symbol(layer: Layer, value: str = "", size: int = 22) -> Markup:
    """The symbol of a class as a small picture; words must stand beside it."""
    return Markup(
        '<svg class="symbol" width="{0}" height="{0}" aria-hidden="true"><use href="#{1}"></use></svg>'
    ).format(size, escape(symbol_id(layer, value)))
