"""What the rules found, in words with their numbers; what can be done with a result, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mapapp.core import figures, units
from mapapp.core.i18n import Words, language, localize
from mapapp.domains.samples.quality.judge import Finding

ACTION: Mapping[str, Words] = {
    "entered": _l("Entered"),
    "corrected": _l("Corrected"),
    "checked": _l("Checked"),
    "flagged": _l("Flag put"),
    "flag_lifted": _l("Flag lifted"),
    "withdrawn": _l("Withdrawn"),
    "restored": _l("Restored"),
}

DONE: Mapping[str, Words] = {
    "check": _l("The result is checked now."),
    "correct": _l("The correction is saved. The result is a draft until somebody else checks it."),
    "withdraw": _l("The result is withdrawn. It stays to be seen, with your reason."),
    "restore": _l("The result stands again."),
    "flag": _l("The flag is put."),
    "unflag": _l("The flag is lifted."),
}

COLUMN: Mapping[str, Words] = {
    "state": _l("State"),
    "qualifier": _l("Sign"),
    "value": _l("Value"),
    "value_min": _l("Value from"),
    "value_max": _l("Value to"),
    "detection_limit": _l("Detection limit"),
    "quantification_limit": _l("Quantification limit"),
    "unit": _l("Unit"),
    "sampled_on": _l("Sampled"),
    "analysed_on": _l("Analysed"),
}

OUTCOME: Mapping[str, Words] = {
    "passed": _l("passed"),
    "noted": _l("to know"),
    "failed": _l("in doubt"),
}
TONE: Mapping[str, str] = {"passed": "good", "noted": "neutral", "failed": "warn"}


def said(finding: Finding, names: Mapping[str, Mapping[str, str]]) -> str:
    """The finding as a sentence; ``names`` are those of substances by code."""
    name = localize(names.get(finding.substance), language()).value or finding.substance
    return _SENTENCES[finding.rule](finding, f"{name}: " if name else "")


def _amount(finding: Finding, which: str) -> str:
    value = finding.numbers[which]
    shown = figures.short_number(value) if isinstance(value, Decimal) else str(value)
    return f"{shown} {units.written(finding.unit)}"


def _percent(finding: Finding, which: str) -> str:
    value = Decimal(str(finding.numbers[which]))
    return figures.short_number(value)


def _difference(finding: Finding, name: str) -> str:
    text = _(
        "duplicates show %(low)s and %(high)s, %(percent)s %% apart; up to %(allowed)s %% is usual.",
        low=_amount(finding, "low"),
        high=_amount(finding, "high"),
        percent=_percent(finding, "percent"),
        allowed=_percent(finding, "allowed"),
    )
    return name + text


def _deviation(finding: Finding, name: str) -> str:
    text = _(
        "%(count)s samples of one place show %(low)s to %(high)s, standard deviation %(percent)s %%; "
        "up to %(allowed)s %% is usual.",
        count=finding.numbers["count"],
        low=_amount(finding, "low"),
        high=_amount(finding, "high"),
        percent=_percent(finding, "percent"),
        allowed=_percent(finding, "allowed"),
    )
    return name + text


def _near_limit(finding: Finding, name: str) -> str:
    text = _(
        "duplicates close to the quantification limit lie %(apart)s apart; up to %(allowed)s is usual.",
        apart=_amount(finding, "apart"),
        allowed=_amount(finding, "allowed"),
    )
    return name + text


def _detected_once(finding: Finding, name: str) -> str:
    text = _(
        "one sample shows %(high)s, its duplicate nothing above %(bound)s.",
        high=_amount(finding, "high"),
        bound=_amount(finding, "bound"),
    )
    return name + text


def _blank(finding: Finding, name: str) -> str:
    text = _(
        "a blank of the same day or batch shows %(blank)s, so a result up to %(times)s times that (here %(value)s) "
        "may come from the bottle or the laboratory.",
        blank=_amount(finding, "blank"),
        times=finding.numbers["times"],
        value=_amount(finding, "value"),
    )
    return name + text


def _holding(finding: Finding, name: str) -> str:
    text = _(
        "analysed %(days)s days after sampling; %(allowed)s at most is recommended for water.",
        days=finding.numbers["days"],
        allowed=_time(float(finding.numbers["allowed_hours"])),
    )
    return name + text


def _time(hours: float) -> str:
    if hours < 1:
        return _("%(n)s minutes", n=round(hours * 60))
    if hours <= 48:
        return _("%(n)s hours", n=round(hours))
    return _("%(n)s days", n=round(hours / 24))


def _dates(_finding: Finding, name: str) -> str:
    return name + _("the date of the analysis is before the date of sampling.")


def _missing(finding: Finding, _name: str) -> str:
    return _("No accreditation is named for the laboratory %(name)s.", name=finding.numbers["laboratory"])


def _ended(finding: Finding, _name: str) -> str:
    until, laboratory = figures.day(str(finding.numbers["until"])), finding.numbers["laboratory"] or "—"
    return _("The accreditation of the laboratory (%(name)s) had ended: %(until)s.", name=laboratory, until=until)


_SENTENCES: Mapping[str, Callable[[Finding, str], str]] = {
    "difference": _difference,
    "deviation": _deviation,
    "near_limit": _near_limit,
    "detected_once": _detected_once,
    "blank": _blank,
    "holding": _holding,
    "dates": _dates,
    "accreditation_missing": _missing,
    "accreditation_ended": _ended,
}
