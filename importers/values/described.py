"""What laboratories write beside a substance or a unit: the basis of weight, the part measured, what it is given as."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

_DRY_OF = r"(?:веществ\w*|в-в[ао]|веса?|масс[ыуае]|почв[ыуе]|навеск\w+|матери\w+|пробы)"
_WET_OF = r"(?:вес[ау]?|масс[ыуае]|веществ\w*|ткан\w+|продукт\w*)"
_ON = r"(?:(?:в\s+)?перес?ч[её]те?\s+)?(?:на\s+|в\s+)?"
_BASES: Sequence[tuple[str, str]] = (
    (rf"{_ON}(?:абс(?:олютно)?\.?[\s-]*|возд(?:ушно)?\.?[\s-]*)?сух(?:ого|ой|ое|ую|ая)?\.?\s*{_DRY_OF}", "dry"),
    (r"(?:абс(?:олютно)?\.?[\s-]*)?сух\.?|с\.\s*в\.?|құрғақ(?:\s+(?:зат|салмақ|масса|топырақ)\w*)?", "dry"),
    (r"(?:on\s+)?(?:a\s+)?dry(?:[\s-]+(?:weight|wt\.?|mass|matter|basis|solids?|soil))?", "dry"),
    (r"\bd\.?w\.?t?\b|\bd\.\s?m\.?", "dry"),
    (rf"{_ON}(?:сыр(?:ого|ой|ую|ая)|влажн\w+|натуральн\w+)\s*{_WET_OF}", "wet"),
    (r"ылғал(?:ды)?(?:\s+(?:зат|салмақ|масса)\w*)?", "wet"),
    (r"(?:on\s+)?(?:a\s+)?(?:wet|fresh)(?:[\s-]+(?:weight|wt\.?|mass|matter|basis))?|\b[wf]\.?w\.?\b", "wet"),
    (r"(?:в\s+)?жир[ае]?\b|липид\w*|май(?:да|ға)?\b", "lipid"),
    (r"fat\b(?:\s+(?:weight|basis))?|lipids?(?:[\s-]+(?:weight|basis))?|\blw\b", "lipid"),
)  # fmt: skip
_FORMS = r"(?:\s+(?:форм[аыу]|формада|түр[іидеғ]\w*|forms?|fraction|содержание|content|recoverable))?"
_FRACTIONS: Sequence[tuple[str, str]] = (
    (rf"(?:подвижн\w+|подв\.?|mobile|жылжымалы|қозғалмалы){_FORMS}", "mobile"),
    (rf"(?:кислоторастворим\w+|acid[\s-]soluble|acid[\s-]extractable|қышқылда\s+еритін){_FORMS}", "acid_soluble"),
    (rf"(?:водорастворим\w+|water[\s-]soluble|суда\s+еритін){_FORMS}", "water_soluble"),
    (rf"(?:раствор[её]нн\w+|раств\.?|фильтрованн\w+|еріген|сүзілген){_FORMS}", "dissolved"),
    (rf"(?:dissolved|filtered|diss\.?){_FORMS}", "dissolved"),
    (rf"(?:взвешенн\w+|suspended|particulate){_FORMS}", "suspended"),
    (rf"(?:soluble){_FORMS}", "soluble"),
    (r"(?:gaseous|газообразн\w+)", "gaseous"),
    (rf"(?:общ(?:ий|ая|ее|ие|его)|общ\.?|валов\w+|вал\.?|жалпы|суммарн\w+|total|tot\.?|unfiltered){_FORMS}", "total"),
)  # fmt: skip
GIVEN_AS: Mapping[str, str] = {
    "n": "N", "азот": "N", "азоту": "N", "азота": "N", "nitrogen": "N", "p": "P", "фосфор": "P", "фосфору": "P",
    "фосфора": "P", "phosphorus": "P", "s": "S", "сера": "S", "сере": "S", "no3": "NO3", "no2": "NO2", "nh4": "NH4",
    "nh3": "NH3", "po4": "PO4", "so4": "SO4", "caco3": "CaCO3", "sio2": "SiO2", "si": "Si",
    "p2o5": "P2O5", "k2o": "K2O",
}  # fmt: skip
_WHAT = "|".join(sorted(GIVEN_AS, key=len, reverse=True))
_AS = re.compile(
    rf"(?:\bв\s+пересч[её]те\s+на\s+|\bв\s+виде\s+|\bпо\s+|\bas\s+|\()(?P<a>{_WHAT})\)?(?!\w)"
    rf"|(?<!\w)(?P<b>{_WHAT})\s+бойынша",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\b(?:массовая\s+доля|массовая\s+концентрация|концентраци[яи]|содержание|концентрациясы|мөлшері|құрамы|"
    r"concentration|content|ион[ыа]?|иондары?|ions?|тяжелые\s+металлы|тяжёлые\s+металлы|металлы|металдар|metals|"
    r"показатели|результаты?|results?|нәтижелер)\b",
    re.IGNORECASE,
)
_TIDY = re.compile(r"\(\s*\)|\[\s*\]|^[\s,;:/–—-]+|[\s,;:/(\[–—-]+$")


@dataclass(frozen=True, slots=True)
class Described:
    """The words that remain, and what those that were taken away say: codes, or "" where they say nothing."""

    rest: str
    basis: str = ""
    fraction: str = ""
    expressed_as: str = ""


def described(text: str, *, noise: bool = False) -> Described:
    """``text`` without the words for basis, part measured and what a value is given as, and what these say.

    ``noise`` also takes away words such as "content" and "ions". Several parts measured are joined by a blank.
    """
    rest, basis = _taken(text, _patterns(_BASES))
    match = _AS.search(rest)
    expressed = GIVEN_AS[(match["a"] or match["b"]).lower()] if match else ""
    if (match and match.start() > 0) or (match and match["b"]):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    elif match:
        expressed = ""  # the whole text is "(N)" or "по N", which is no name with something beside it
    rest, fraction = _taken(rest, _patterns(_FRACTIONS), most=2)
    if noise:
        rest = _NOISE.sub(" ", rest)
    return Described(_tidy(rest), basis, fraction, expressed)


def _taken(text: str, patterns: Sequence[tuple[re.Pattern[str], str]], most: int = 1) -> tuple[str, str]:
    found: list[str] = []
    for pattern, code in patterns:
        match = pattern.search(text) if len(found) < most else None
        if match:
            found.append(code)
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return text, " ".join(sorted(found, reverse=True))


@cache
def _patterns(table: Sequence[tuple[str, str]]) -> Sequence[tuple[re.Pattern[str], str]]:
    return tuple((re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), code) for words, code in table)


def _tidy(text: str) -> str:
    before, text = "", " ".join(text.split())
    while before != text:
        before, text = text, _TIDY.sub("", text).strip()
    return text
