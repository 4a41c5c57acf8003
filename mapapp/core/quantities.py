"""Units of measurement: their spellings, and what may be converted into what. Conversion itself is pint's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import pint

SOLIDS = frozenset({"soil", "sediment", "waste", "biota"})
BASES = ("dry", "wet", "lipid")
_SUPERSCRIPTS = str.maketrans({"³": "3", "²": "2", "µ": "u", "μ": "u", "\u00a0": " ", "\u202f": " ", "·": "*"})
# Letters that Cyrillic and Latin share in print; only markers such as "О2" and "Р" are written with them.
_LOOKALIKE = str.maketrans("ОСРНАКМЕТВХ", "OCPHAKMETBX")
_CYRILLIC: Mapping[str, str] = {
    "кг": "kg", "г": "g", "мг": "mg", "мкг": "ug", "нг": "ng", "пг": "pg", "т": "t", "л": "l", "дл": "dl", "мл": "ml",
    "м3": "m3", "дм3": "dm3", "см3": "cm3", "нм3": "Nm3", "куб.м": "m3", "куб.дм": "dm3", "бк": "Bq", "кбк": "kBq",
    "мбк": "mBq", "ки": "Ci", "ммоль": "mmol", "моль": "mol", "мкмоль": "umol", "мг-экв": "meq", "мгэкв": "meq",
    "экв": "eq", "кое": "CFU", "ч": "h", "час": "h", "мкр": "uR", "мкзв": "uSv", "мзв": "mSv", "нзв": "nSv",
    "мксм": "uS", "мсм": "mS", "см": "cm", "м": "m", "ppm": "ppm", "млн-1": "ppm",
}  # fmt: skip
_LATIN: Mapping[str, str] = {
    "mcg": "ug", "liter": "l", "litre": "l", "cu.m": "m3", "cfu": "CFU",
    "pci": "pCi", "mg-eq": "meq", "mgeq": "meq", "bq": "Bq", "kbq": "kBq", "ci": "Ci", "nm3": "Nm3", "hr": "h",
    "mbq": "mBq", "us": "uS", "ms": "mS", "ur": "uR", "usv": "uSv", "msv": "mSv", "nsv": "nSv",
}  # fmt: skip
_ABOVE = frozenset(
    ("kg", "g", "mg", "ug", "ng", "pg", "fg", "Bq", "kBq", "mBq", "Ci", "pCi", "mol", "mmol", "umol", "meq", "eq",
     "CFU", "uR", "uSv", "mSv", "nSv", "uS", "mS", "S")
)  # fmt: skip
_BELOW = frozenset(
    ("kg", "g", "mg", "t", "l", "dl", "ml", "m3", "dm3", "cm3", "Nm3", "h", "cm", "m")
)  # fmt: skip
# A capital M is a million; all in capitals, as in headings, these are still thousandths.
_CAPITALS = frozenset(["MG", "МГ", "MKG", "МКГ", "ML", "МЛ", "M3", "М3"])
_BASIS: Mapping[str, str] = {
    "dry": "dry", "dry weight": "dry", "dry wt": "dry", "dry mass": "dry", "dry matter": "dry", "dw": "dry",
    "d.w.": "dry", "dm": "dry", "d.m.": "dry", "dwt": "dry", "сухого вещества": "dry", "сухой массы": "dry",
    "сух": "dry", "сух.": "dry", "с.в.": "dry", "құрғақ": "dry", "құрғақ зат": "dry",
    "wet": "wet", "wet weight": "wet", "wet wt": "wet", "ww": "wet", "w.w.": "wet", "fresh": "wet",
    "fresh weight": "wet", "fw": "wet", "f.w.": "wet", "сырой массы": "wet", "сырого вещества": "wet", "ылғал": "wet",
    "fat": "lipid", "lipid": "lipid", "lipid weight": "lipid", "lw": "lipid", "fat weight": "lipid", "жира": "lipid",
    "жир": "lipid", "липидов": "lipid", "май": "lipid",
}  # fmt: skip
_BASIS_SHOWN = {"dry": "dry", "wet": "wet", "lipid": "fat"}
_TEQ = re.compile(r"(?:(who\d*|i)-(?:[\w/-]+-)?)?(?:i-)?(?:teq|тэ|дэ)", re.IGNORECASE)
_MARKERS = {"N", "P", "S", "O", "O2", "C", "CaCO3", "NO3", "NO2", "NH4", "PO4", "SO4", "SiO2", "Hg"}
# "mg O2/l" and "mg/l" of dissolved oxygen or of a demand for it are the same.
_OXYGEN: Mapping[str, str] = {"O2": "", "O": ""}
_WHOLE: Mapping[str, str] = {
    "%": "%", "percent": "%", "процент": "%", "пайыз": "%", "% масс.": "% of mass", "% of mass": "% of mass",
    "масс. %": "% of mass", "% wt": "% of mass", "wt%": "% of mass", "wt %": "% of mass", "ppm": "ppm", "ppb": "ppb",
    "млн-1": "ppm", "млн⁻¹": "ppm", "ph": "pH", "рн": "pH", "ph units": "pH", "ед. рн": "pH",
    "ед.рн": "pH", "ед. ph": "pH", "ед.ph": "pH", "std units": "pH",
}  # fmt: skip
_PARTS: Mapping[str, Decimal] = {
    "%": Decimal("1e-2"), "% of mass": Decimal("1e-2"), "ppm": Decimal("1e-6"), "ppb": Decimal("1e-9"),
}  # fmt: skip
# g/mol, IUPAC 2021 standard atomic weights: what one ion weighs, and what its nitrogen or phosphorus weighs.
_WEIGHTS: Mapping[str, Mapping[str, Decimal]] = {
    "nitrate": {"NO3": Decimal("62.0049"), "N": Decimal("14.0067")},
    "nitrite": {"NO2": Decimal("46.0055"), "N": Decimal("14.0067")},
    "ammonium": {"NH4": Decimal("18.0385"), "N": Decimal("14.0067")},
    "phosphate": {"PO4": Decimal("94.9714"), "P": Decimal("30.9738")},
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit taken apart: ``above`` / ``below``, what is weighed (``of``: "TEQ", "N", "O2") and the ``basis``.

    ``whole`` stands for a unit that is no quotient (percent, ppm, pH); ``basis`` is "", dry, wet or lipid.
    """

    above: str = ""
    below: str = ""
    of: str = ""
    basis: str = ""
    whole: str = ""

    def __str__(self) -> str:
        if self.whole:
            return self.whole
        weighed = f"{self.above} {self.of}" if self.of else self.above
        return f"{weighed}/{self.below}" + (f" {_BASIS_SHOWN[self.basis]}" if self.basis else "")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a value is multiplied by; without a ``factor``, ``why`` is "unit" or "parts" (ppm and % out of solids)."""

    factor: Decimal | None
    why: str = ""


@lru_cache(maxsize=4096)  # spellings come with files of others
def parse_unit(text: str) -> Unit | None:
    """The unit that ``text`` spells in Kazakh, Russian or English, or None when it is not known."""
    plain = " ".join(text.translate(_SUPERSCRIPTS).replace("^", "").split())
    whole = _WHOLE.get(plain.lower())
    if whole:
        return Unit(whole=whole)
    above, _slash, below = (part.strip() for part in plain.rpartition("/"))  # "pg WHO-PCDD/F-TEQ/g fat" has two
    weighed, of = _numerator(above)
    volume, basis, named = _denominator(below)
    if weighed is None or volume is None or basis is None or (of and named):
        return None
    return Unit(weighed, volume, of or named, basis)


def canonical_unit(text: str) -> str | None:
    """The one spelling of a unit ("мг/дм³" is "mg/dm3", "мкг/л" is "ug/l"), or None when it is not known.

    It changes the spelling only: mg/dm3 stays so and does not become mg/l.
    """
    found = parse_unit(text)
    return str(found) if found else None


@lru_cache(maxsize=4096)
def convert(unit: str, target: str, medium: str = "") -> Conversion:
    """What a value in ``unit`` is multiplied by to be in ``target``; the basis of weight is not looked at.

    Mass by mass, mass by volume, activity, amount and counts each convert within themselves. Parts (ppm, ppb, %) are by
    mass in solids only: of water or air they may mean mass or volume. Toxic equivalents are not plain mass.
    """
    if unit == target:
        return Conversion(Decimal(1))
    one, other = parse_unit(unit), parse_unit(target)
    if one is None or other is None or _OXYGEN.get(one.of, one.of) != _OXYGEN.get(other.of, other.of):
        return Conversion(None, "unit")
    if one.whole or other.whole:
        return Conversion(Decimal(1)) if one == other else _parts(one, other, medium)
    try:
        return Conversion(_ratio(one, other))
    except (pint.errors.DimensionalityError, pint.errors.UndefinedUnitError):
        return Conversion(None, "unit")


def stoichiometric(substance: str, given: str, wanted: str) -> Decimal | None:
    """What nitrate as N is multiplied by to be as NO3 and the like; None when one of the two is not known.

    The factor is the ratio of the molar masses: 62.0049 / 14.0067 for nitrate, 46.0055 / 14.0067 for nitrite,
    18.0385 / 14.0067 for ammonium, 94.9714 / 30.9738 for phosphate (from N or P to the ion).
    """
    if given == wanted:
        return Decimal(1)
    weights = _WEIGHTS.get(substance, {})
    return weights[wanted] / weights[given] if given in weights and wanted in weights else None


def weighed_as(text: str) -> str:
    """What a value is the weight of, such as "N", "O2" or "WHO-TEQ" (also from "as N"); empty when not known."""
    text = re.sub(r"^(?:as|по)[ _]?", "", text.strip())
    equivalent = _TEQ.fullmatch(text)
    if equivalent:
        return f"{equivalent[1].upper()}-TEQ" if equivalent[1] else "TEQ"
    known = text.translate(_LOOKALIKE)
    return known if known in _MARKERS else ""


def _numerator(text: str) -> tuple[str | None, str]:
    """The unit above the line, and what of it is weighed."""
    first, _space, marker = text.partition(" ")
    if not marker:
        return _known(first, _ABOVE), ""
    of = weighed_as(marker)
    return (_known(first, _ABOVE), of) if of else (None, "")


def _denominator(text: str) -> tuple[str | None, str | None, str]:
    """The unit below the line with its count (100 ml), the basis, and what is weighed ("mg/l as N")."""
    match = re.fullmatch(r"(100 ?)?(куб\. ?[дс]?м|[^\s()]+)\s*\(?([^()]*)\)?", text)
    if match is None:
        return None, None, ""
    found, after = _known(match[2].replace(" ", ""), _BELOW), match[3].strip()
    below = f"100 {found}" if match[1] and found else found
    of = weighed_as(after) if after else ""
    return (below, "", of) if of else (below, _BASIS.get(after.lower()) if after else "", "")


def _known(text: str, allowed: frozenset[str]) -> str | None:
    """The spelling that is in ``allowed``."""
    lower = text.lower().rstrip(".") if len(text) > 2 else text.lower()
    if text[:1] in ("M", "М") and text not in allowed | _CAPITALS:
        return None
    candidates = (text, _CYRILLIC.get(lower), _LATIN.get(lower), lower)
    return next((one for one in candidates if one in allowed), None)


def _parts(one: Unit, other: Unit, medium: str) -> Conversion:
    """Between parts and mass by mass; ``medium`` must be a solid unless the text itself says "of mass"."""
    if medium not in SOLIDS and not all("mass" in part.whole for part in (one, other) if part.whole):
        return Conversion(None, "parts")
    shares = [_share(part) for part in (one, other)]
    if shares[0] is None or shares[1] is None:
        return Conversion(None, "unit")
    return Conversion(shares[0] / shares[1])


def _share(unit: Unit) -> Decimal | None:
    if unit.whole:
        return _PARTS.get(unit.whole)
    try:
        return _ratio(unit, Unit("g", "g"))
    except (pint.errors.DimensionalityError, pint.errors.UndefinedUnitError):
        return None


def _ratio(one: Unit, other: Unit) -> Decimal:
    quotient = _registry()(_expression(one)) / _registry()(_expression(other))
    return Decimal(quotient.to("dimensionless").magnitude)


def _expression(unit: Unit) -> str:
    """The unit as pint reads it; one that is no quotient is not there."""
    below = re.sub(r"(?<=m)3$", "**3", unit.below).replace("Nm", "normal_m").replace("100 ", "100*")
    return f"{unit.above.replace('uR', 'microroentgen')}/({below})"


@cache
def _registry() -> pint.UnitRegistry[Decimal]:
    made: pint.UnitRegistry[Decimal] = pint.UnitRegistry(non_int_type=Decimal)
    for line in ("CFU = [colonies]", "eq = [equivalents]", "normal_m = [normal_length]"):
        made.define(line)
    return made
