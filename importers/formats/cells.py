"""Cells of workbooks and geographic files as the text a person sees."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal


def cell_text(value: object) -> str:
    """The value as text: whole numbers without ".0", no exponents, dates as ISO, nothing for nothing."""
    if value is None or value != value:  # NaN is what a missing number becomes
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "|".join(cell_text(item) for item in value)
    return str(value) if isinstance(value, timedelta) else ""


def _number(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")
