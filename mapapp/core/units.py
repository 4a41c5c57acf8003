"""Units in the reader's language. The unit as printed stays in the database and in every download."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from mapapp.core import figures
from mapapp.core.i18n import Words

UNITS: Mapping[str, Words] = {
    "mg/kg": _l("mg/kg"),
    "mg/kg dry": _l("mg/kg dry"),
    "ug/kg": _l("µg/kg"),
    "mg/l": _l("mg/l"),
    "ug/l": _l("µg/l"),
    "ng/l": _l("ng/l"),
    "mg/dm3": _l("mg/dm³"),
    "mg/m3": _l("mg/m³"),
    "mg/Nm3": _l("mg/Nm³"),
    "ug/m3": _l("µg/m³"),
    "ng/m3": _l("ng/m³"),
    "ug/dl": _l("µg/dl"),
    "ug/g": _l("µg/g"),
    "ng/g": _l("ng/g"),
    "pg/g": _l("pg/g"),
    "ng/kg": _l("ng/kg"),
    "ug/dm3": _l("µg/dm³"),
    "Bq/kg": _l("Bq/kg"),
    "pg TEQ/g fat": _l("pg TEQ/g fat"),
    "CFU/100 ml": _l("CFU/100 ml"),
    "mg N/l": _l("mg N/l"),
    "mg P/l": _l("mg P/l"),
    "uR/h": _l("µR/h"),
    "Bq/l": _l("Bq/l"),
    "% of mass": _l("percent of mass"),
    "curie": _l("curie"),
    "thousand curie": _l("thousand curie"),
    "MW": _l("MW"),
    "ha": _l("ha"),
    "km2": _l("km²"),
    "m3": _l("m³"),
    "thousand m3": _l("thousand m³"),
    "million m3": _l("million m³"),
    "t": _l("t"),
    "tonnes": _l("t"),
    "thousand t": _l("thousand t"),
    "thousand tonnes": _l("thousand t"),
    "million t": _l("million t"),
    "million tonnes": _l("million t"),
    "t/year": _l("t a year"),
    "thousand t/year": _l("thousand t a year"),
    "Mt/year": _l("million t a year"),
    "tenge": _l("tenge"),
    "thousand tenge": _l("thousand tenge"),
    "million tenge": _l("million tenge"),
    "billion tenge": _l("billion tenge"),
    "trillion tenge": _l("trillion tenge"),
    "percent": "%",
    "thousand": _l("thousand"),
    "million": _l("million"),
    "people": _l("people"),
    "sites": _l("sites"),
    "cases": _l("cases"),
    "birds": _l("birds"),
    "samples": _l("samples"),
    "enterprises": _l("enterprises"),
    "firms": _l("firms"),
    "(unit not printed)": _l("(unit not printed)"),
    "times MPC": _l("times the MPC"),
    "times limit": _l("times the limit"),
    "times norm": _l("times the norm"),
    "times WHO standard": _l("times the WHO standard"),
    "times drinking-water norm": _l("times the drinking-water norm"),
    "times maximum permitted level": _l("times the maximum permitted level"),
}


def written(unit: str) -> str:
    """The unit in the reader's language; one that is not known comes back as printed."""
    return str(UNITS.get(unit, unit))


def quantity(amount: Decimal | None, unit: str) -> str:
    """A number with its unit, both in the reader's language; a dash where no number was printed."""
    number = figures.number(amount) if amount is not None else "—"
    return f"{number} {written(unit)}".strip()
