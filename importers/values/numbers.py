"""Numbers as people and laboratories write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from importers.errors import N_, BadValue

_BLANKS = "\\s\u00a0\u2007\u2009\u202f"
_NUMBER = re.compile(rf"[+-]?[0-9][0-9.,'’{_BLANKS}]*(?:[eE][+-]?[0-9]{{1,3}})?|[+-]?[.,][0-9]+")
_GROUPED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[{_BLANKS}'’][0-9]{{3}})+(?:[.,][0-9]+)?")
_GROUPS = {
    ",": re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
    ".": re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
}
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_MOST_DIGITS, _LARGEST_POWER, _SHORT = 40, 30, 20

_BELOW = {"<", "≤", "<=", "менее", "меньше", "до", "less than", "below"}
_ABOVE = {">", "≥", ">=", "более", "больше", "свыше", "more than", "over", "above"}
_ABOUT = {"~", "≈", "около", "примерно", "about", "approximately", "ca.", "ca", "шамамен"}
_NOT_QUITE = {"≤", "<=", "до", "≥", ">="}  # the sign's code leaves out "or equal"
_SIGNS = {**dict.fromkeys(_BELOW, "<"), **dict.fromkeys(_ABOVE, ">"), **dict.fromkeys(_ABOUT, "~")}
_NOTHING_FOUND = {
    "nd", "n.d.", "n/d", "bdl", "bql", "not detected", "non-detect", "*non-detect", "below detection limit",
    "н/о", "н.о.", "но", "не обн.", "не обнаружено", "не обнаружен", "не обнаружена", "не обн", "отс.",
    "анықталмады", "анықталған жоқ", "табылмады", "табылған жоқ", "n.d", "н.о", "нпо", "< лод", "<lod", "<loq", "<mdl",
    "<по", "< по", "<dl", "ниже по", "ниже предела обнаружения", "менее предела обнаружения", "менее по", "u",
    "not det.", "not det", "non detect", "nondetect", "не обнар.", "отсутствует", "отсутствие", "жоқ",
}  # fmt: skip
_TRACES = {"следы", "след", "сл.", "сл", "traces", "trace", "tr", "tr.", "іздері", "із"}
# Nobody measured: not the same as measured and not found.
_NOT_MEASURED = {
    "-", "–", "—", "--", "---", "n/a", "na", "n.a.", "н/д", "н.д.", "нет данных", "не опр.", "не опр", "не определяли",
    "не определялось", "не определялся", "не определялась", "не измерялось", "не измеряли", "не отбирали",
    "not measured", "not analysed", "not analyzed", "not sampled", "no data", "nm", "деректер жоқ", "өлшенген жоқ",
    "өлшенбеді", "x", "х",
}  # fmt: skip
_ANY_SIGN = "|".join(re.escape(one) for one in sorted(_SIGNS, key=len, reverse=True))
_SIGNED = re.compile(rf"(?P<sign>{_ANY_SIGN})\s*(?P<rest>[+-]?[0-9.,].*)")
_BETWEEN = re.compile(r"(?:от\s+)?(?P<low>[0-9.,][^–—…-]*?)\s*(?:-|–|—|…|\.\.\.?|\bto\b|\bдо\b)\s*(?P<high>[0-9.,].*)")
_PLUS_MINUS = re.compile(r"(?P<value>.+?)\s*(?:±|\+/-|\+-)\s*(?P<spread>.+)")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a result cell says; ``printed`` is set when a word or sign was written that has no code of its own.

    ``measured`` is False for a dash and the like: there is no result.
    """

    qualifier: str = "="
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    uncertainty: str = ""
    printed: str = ""
    measured: bool = True


NOT_MEASURED = Measure(measured=False)


def parse_decimal(text: str, decimal: str = "") -> Decimal:
    """The number in ``text``; ``decimal`` is the file's decimal sign where it is known.

    Raises BadValue for words, NaN, infinity, endless exponents, and "1,234", which is two numbers, when the sign
    is not known.
    """
    clean = _hyphened(text.strip())
    if not _NUMBER.fullmatch(clean):
        raise BadValue(N_("%(value)s is not a number"), value=text)
    plain = _pointed(clean, decimal)
    if plain is None:
        raise BadValue(N_("%(value)s is not a number"), value=text)
    number = Decimal(plain)
    if len(plain) > _MOST_DIGITS or (number and abs(number.adjusted()) > _LARGEST_POWER):
        raise BadValue(N_("%(value)s is too long or too large a number"), value=text)
    return number


def parse_measure(text: str, decimal: str = "") -> Measure:
    """What a result says: a value, "<0,01", "3–5", "5 ± 0,3", "not detected" (a sign without a value), or nothing."""
    if decimal != "," and len(text) < _SHORT and text.isascii() and text.replace(".", "", 1).isdecimal():
        return Measure("=", Decimal(text))  # as most are
    clean = " ".join(text.split())
    lower = clean.lower()
    if lower in _NOT_MEASURED:
        return NOT_MEASURED
    if lower in _NOTHING_FOUND or lower in _TRACES:
        return Measure("<", printed=clean)
    signed = _SIGNED.fullmatch(lower)
    if signed:
        printed = clean if signed["sign"] in _NOT_QUITE else ""
        return Measure(_SIGNS[signed["sign"]], parse_decimal(signed["rest"], decimal), printed=printed)
    spread = _PLUS_MINUS.fullmatch(clean)
    if spread:
        parse_decimal(spread["spread"], decimal)
        return Measure("=", parse_decimal(spread["value"], decimal), uncertainty=f"±{spread['spread']}")
    if _NUMBER.fullmatch(_hyphened(clean)):
        return Measure("=", parse_decimal(clean, decimal))
    between = _BETWEEN.fullmatch(lower)
    if between:
        return _range(parse_decimal(between["low"], decimal), parse_decimal(between["high"], decimal), text)
    raise BadValue(N_("%(value)s is not a number"), value=text)


def decimal_sign(texts: Iterable[str]) -> str:
    """The decimal sign of numbers of one file when some show it and none contradicts; else empty."""
    comma = point = False
    for text in texts:
        clean = text.strip()
        comma = comma or bool(re.fullmatch(rf"[<>~]?\s*[+-]?[0-9{_BLANKS}]*,(?:[0-9]{{1,2}}|[0-9]{{4,}})", clean))
        comma = comma or bool(re.fullmatch(r"[<>~]?\s*[+-]?0,[0-9]+", clean))
        point = point or bool(re.fullmatch(r"[<>~]?\s*[+-]?[0-9]*\.[0-9]+", clean))
    return "," if comma and not point else "." if point and not comma else ""


def _hyphened(text: str) -> str:
    """A typographic minus or dash before the number as the plain sign."""
    return "-" + text[1:] if text[:1] in ("\u2212", "\u2013") else text


def _range(low: Decimal, high: Decimal, text: str) -> Measure:
    if high < low:
        raise BadValue(N_("the range %(value)s ends below its beginning"), value=text)
    return Measure("=", None, low, high)


def _pointed(clean: str, decimal: str) -> str | None:
    """The digits with a point, without marks between thousands; None when they are no number."""
    if _GROUPED.fullmatch(clean):
        clean = re.sub(rf"[{_BLANKS}'’]", "", clean)
        return clean.replace(",", ".")
    if re.search(rf"[{_BLANKS}'’]", clean):
        return None
    for sign, pattern in _GROUPS.items():
        other = "." if sign == "," else ","
        several = clean.count(other) > 1 or (other in clean and sign in clean)
        if pattern.fullmatch(clean) and (several or decimal == sign):
            return clean.replace(other, "").replace(sign, ".")
    if clean.count(",") + clean.count(".") > 1:
        return None
    if not decimal and _AMBIGUOUS.fullmatch(clean):
        raise BadValue(
            N_('%(value)s can be read in two ways: add decimal = "," or decimal = "." to the mapping file'), value=clean
        )
    if decimal == "." and "," in clean:
        return None
    return clean.replace(",", ".")
