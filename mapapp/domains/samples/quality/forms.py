"""The forms of the pages about results, read once at the edge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from mapapp.core.dates import parse_date
from mapapp.domains.samples.models import QUALIFIERS
from mapapp.domains.samples.quality.service import Correction, Deed
from mapapp.domains.samples.quality.words import COLUMN
from mapapp.errors import BadInput

Form = MultiDict[str, str]
_NUMBERS = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")
_DATES = ("sampled_on", "analysed_on")
_VERSION = re.compile(r"[0-9a-f]{32}")
_MOST_AT_ONCE, _LONGEST_UNIT, _LONGEST_NUMBER = 500, 60, 40


def deed(result_id: int, form: Form) -> Deed:
    """What somebody wants to do with one result."""
    return Deed(result_id, form.get("version", ""), form.get("reason", ""))


def ticked(form: Form) -> list[Deed]:
    """The ticked lines of the queue, each ``id:version``. Raises BadInput for anything else, and for none."""
    deeds = [_line(text) for text in form.getlist("result")]
    if not deeds:
        raise BadInput(_("Tick the results that you compared with the laboratory's paper."))
    if len(deeds) > _MOST_AT_ONCE:
        raise BadInput(_("These are too many at once."), _("%(n)s at most.", n=_MOST_AT_ONCE))
    return deeds


def _line(text: str) -> Deed:
    number, _colon, version = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and _VERSION.fullmatch(version)):
        raise BadInput(_("The form could not be read."), _("Load the page again."))
    return Deed(int(number), version)


def load_id(form: Mapping[str, str]) -> int | None:
    """The load that a pile belongs to; None for what was entered one by one."""
    text = form.get("load", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) else None


def correction(form: Form) -> Correction:
    """The corrected values: numbers with a point or a comma, dates in EDTF. Raises BadInput."""
    result: dict[str, Any] = {name: _number(name, form[name]) for name in _NUMBERS if name in form}
    if "qualifier" in form:
        result["qualifier"] = _sign(form["qualifier"])
    if "unit" in form:
        result["unit"] = _unit(form["unit"])
    if result and all(result.get(name) is None for name in _NUMBERS):
        raise BadInput(_("Type a value, or the detection limit when nothing was found."))
    low, high = result.get("value_min"), result.get("value_max")
    if low is not None and high is not None and low > high:
        raise BadInput(_("The range ends before it begins."))
    return Correction(result, {name: _date(name, form[name]) for name in _DATES if name in form})


def _number(name: str, text: str) -> Decimal | None:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    if not plain:
        return None
    try:
        found = Decimal(plain) if len(plain) <= _LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > _LONGEST_NUMBER:
        raise BadInput(_("%(field)s is not a number: %(text)s", field=COLUMN[name], text=text[:_LONGEST_NUMBER]))
    return found


def _sign(text: str) -> str:
    if text not in QUALIFIERS:
        raise BadInput(_("Choose one of the signs."))
    return text


def _unit(text: str) -> str:
    unit = " ".join(text.split())
    if not unit or len(unit) > _LONGEST_UNIT or "\x00" in unit:
        raise BadInput(_("Type the unit as the laboratory printed it."))
    return unit


def _date(name: str, text: str) -> str:
    if not text.strip():
        return ""
    try:
        return parse_date(text).text
    except ValueError:
        hint = _("Write it as 2026-05-31, 2026-05 or 2026.")
        raise BadInput(_("%(field)s is not a date: %(text)s", field=COLUMN[name], text=text[:30]), hint) from None
