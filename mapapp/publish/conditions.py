"""A request's parameters as one Filter; nothing below the edge sees the request."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from mapapp.errors import BadInput
from mapapp.layers import Condition, Filter, Layer
from mapapp.spatial.bbox import BBox, parse_bbox

_LONGEST_TEXT = 100
_MOST_KEYS = 500


def filter_of_request(layer: Layer, args: MultiDict[str, str]) -> Filter:
    """The filter in ``bbox``, ``q``, ``drawn``, ``dataset`` (slugs), ``key`` and the layer's filterable fields.

    Raises BadInput for a box or a code that cannot be; parameters of other surfaces (page, lang) are let be.
    """
    return Filter(
        bbox=_bbox(args),
        conditions=tuple(_conditions(layer, args)),
        text=args.get("q", "").strip()[:_LONGEST_TEXT],
        datasets=tuple(slug for slug in args.getlist("dataset") if slug and "\x00" not in slug),
        drawn={"1": True, "0": False}.get(args.get("drawn", "")),
        keys=tuple(key for key in args.getlist("key") if key and "\x00" not in key)[:_MOST_KEYS] or None,
    )


def _bbox(args: Mapping[str, str]) -> BBox | None:
    if not args.get("bbox"):
        return None
    try:
        return parse_bbox(args["bbox"])
    except ValueError as error:
        hint = _("Four numbers are wanted: west, south, east and north, in degrees.")
        raise BadInput(_("The map section in the address cannot be read."), hint) from error


def _conditions(layer: Layer, args: MultiDict[str, str]) -> list[Condition]:
    found = []
    for field in layer.fields:
        values = tuple(value for value in args.getlist(field.name) if value)
        if not field.filterable or not values:
            continue
        if field.codes and not set(values) <= set(field.codes):
            allowed = ", ".join(field.codes)
            raise BadInput(_("%(field)s has no such value.", field=field.label), _("Known: %(all)s.", all=allowed))
        if any("\x00" in value for value in values):
            raise BadInput(_("The address has a character that cannot be used."))
        found.append(Condition(field.name, values))
    return found
