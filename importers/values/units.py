"""Units as laboratories print them: one spelling, with basis, part measured and what a value is given as apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from importers.values.described import described
from mapapp.core.quantities import parse_unit

_LONGEST = 80
# Units that are no quotient of mass, volume, activity or amount: temperatures, marks, counts, multiples.
_OTHERS: Mapping[str, str] = {
    "°c": "degC", "ºc": "degC", "˚c": "degC", "degc": "degC", "deg c": "degC", "с°": "degC", "°с": "degC", "ºс": "degC",
    "градус": "deg", "градусы": "deg", "град": "deg", "град.": "deg", "deg": "deg", "градус цветности": "deg",
    "балл": "points", "баллы": "points", "балл.": "points", "points": "points", "ұпай": "points",
    "ntu": "NTU", "fnu": "FNU", "ftu": "FTU", "емф": "FNU", "ем/л": "FTU", "емф/л": "FNU", "jtu": "JTU",
    "мв": "mV", "mv": "mV", "eh, мв": "mV", "мм": "mm", "mm": "mm", "см": "cm", "cm": "cm", "м": "m", "m": "m",
    "мг-экв": "meq", "ммоль": "mmol", "шт": "pcs", "шт.": "pcs", "случаи": "cases", "случаев": "cases",
    "cases": "cases",
    "‰": "permille", "промилле": "permille", "psu": "PSU", "мгн/л": "mg N/l", "std units": "pH", "ед": "units",
    "ед.": "units", "units": "units", "бірлік": "units", "ppt": "ppt", "dbk": "dB", "дб": "dB", "db": "dB",
    "бк": "Bq", "bq": "Bq", "мкзв": "uSv", "usv": "uSv", "кг": "kg", "г": "g", "т": "t", "л": "l", "м3": "m3",
    "пдк": "times MPC", "доли пдк": "times MPC", "кратность пдк": "times MPC", "шрк": "times MPC", "мпк": "times MPC",
    "pcs": "pcs", "kg": "kg", "g": "g", "t": "t", "l": "l", "m3": "m3", "permille": "permille", "meq": "meq",
}  # fmt: skip
_TIMES = re.compile(r"times [a-z][a-z -]{1,40}")
_RATES: Mapping[str, str] = {
    "мкр/ч": "uR/h", "мкр/час": "uR/h", "мкзв/ч": "uSv/h", "мкзв/час": "uSv/h", "мкгр/ч": "uGy/h", "нгр/ч": "nGy/h",
    "ugy/h": "uGy/h", "ngy/h": "nGy/h", "м3/с": "m3/s", "m3/s": "m3/s", "м/с": "m/s", "m/s": "m/s", "л/с": "l/s",
    "l/s": "l/s", "бк/м2": "Bq/m2", "bq/m2": "Bq/m2", "кбк/м2": "kBq/m2", "kbq/m2": "kBq/m2", "г/м2": "g/m2",
    "g/m2": "g/m2", "мг/м2": "mg/m2", "mg/m2": "mg/m2", "мг/100г": "mg/100 g", "mg/100g": "mg/100 g", "ug/dl": "ug/dl",
    "мг/100 г": "mg/100 g", "mg/100 g": "mg/100 g", "бк/м2·с": "Bq/(m2*s)", "мбк/м2с": "mBq/(m2*s)",
}  # fmt: skip
_POWER = re.compile(
    r"\s*[*·.]?\s*(?P<of>кг|kg|г|g|л|l|дм|dm|м|m)(?P<cube>3)?\s*\^?\s*[-−–]\s*(?P<n>[13])\b", re.IGNORECASE
)
_OF_MARKER = re.compile(r"^(?P<mass>[кмн]к?г|[mun]g|мкг)\s*[- ]?\s*(?P<of>[OОNNPР]2?|CaCO3)(?=/)", re.IGNORECASE)
# What is weighed is said with the result ("as N"), not in its unit; oxygen and toxic equivalents stay in the unit.
_GIVEN_AS = frozenset({"N", "P", "S", "NO3", "NO2", "NH4", "PO4", "SO4", "SiO2"})


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit in its one spelling, and what was printed with it."""

    unit: str
    basis: str = ""
    fraction: str = ""
    expressed_as: str = ""


@lru_cache(maxsize=4096)
def read_unit(text: str) -> UnitText | None:
    """What the unit in ``text`` is, or None when it is not known; "мг/кг сухого вещества" is mg/kg, dry.

    The spelling is made one, nothing is converted: mg/dm3 stays mg/dm3.
    """
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    if not plain:
        return None
    return _whole(plain) or _of_parts(plain) or _of_parts(_quotient(plain)) or _described(plain)


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text.replace("³", "3").replace("²", "2"))
    clean = normal.replace("μ", "u").replace("µ", "u").replace("−", "-")
    return " ".join(clean.split()).strip(" ,;:.()[]") if not clean.strip().endswith("ед.") else clean.strip()


def _whole(plain: str) -> UnitText | None:
    lower = plain.lower()
    found = _OTHERS.get(lower) or _RATES.get(lower.replace(" ", "")) or _RATES.get(lower)
    if found is None and _TIMES.fullmatch(lower):
        found = plain
    return UnitText(found) if found else None


def _of_parts(plain: str) -> UnitText | None:
    parsed = parse_unit(plain)
    if parsed is None:
        return None
    if parsed.whole or parsed.of not in _GIVEN_AS:
        marked = f"{parsed.above} {parsed.of}" if parsed.of else parsed.above
        return UnitText(parsed.whole or f"{marked}/{parsed.below}", parsed.basis)
    return UnitText(f"{parsed.above}/{parsed.below}", parsed.basis, "", parsed.of)


def _quotient(plain: str) -> str:
    """ "mg kg-1", "мг·дм-3", "мг на кг" and "мгО2/дм3" as a numerator, a stroke and a denominator."""
    text = re.sub(r"\s+(?:на|в|per)\s+", "/", plain)
    power = _POWER.search(text)
    if power and "/" not in text:
        below = power["of"] + ("3" if power["n"] == "3" or power["cube"] else "")
        text = f"{text[: power.start()]}/{below} {text[power.end() :]}".strip()
    return _OF_MARKER.sub(lambda match: f"{match['mass']} {match['of']}", re.sub(r"\s*/\s*", "/", text))


def _described(plain: str) -> UnitText | None:
    found = described(plain)
    if not (found.basis or found.fraction or found.expressed_as):
        return None
    inner = _whole(found.rest) or _of_parts(found.rest) or _of_parts(_quotient(found.rest))
    if inner is None:
        return None
    return UnitText(inner.unit, found.basis or inner.basis, found.fraction, found.expressed_as or inner.expressed_as)
