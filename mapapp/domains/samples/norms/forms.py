"""The form in which administrators enter or correct a norm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectChoice, SelectField, StringField, SubmitField, TextAreaField, URLField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from mapapp.core.dates import parse_date
from mapapp.core.i18n import language, localize
from mapapp.core.links import safe_links
from mapapp.core.quantities import canonical_unit
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Substance
from mapapp.domains.samples.norms.words import CODES, COLUMN

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SHORT, _LONG, _DIGITS = 200, 2000, 20
_CHOOSE = _l("Choose one of these.")


def _clean(text: str | None) -> str:
    return _CONTROLS.sub("", text or "").strip()


def _chosen(name: str) -> SelectField:
    """A list of the codes of a column."""
    known = [SelectChoice(code, words) for code, words in CODES[name].items()]
    empty = SelectChoice("", _l("not stated") if name == "form" else _l("Choose"))
    needed = [] if name == "form" else [DataRequired(_CHOOSE)]
    return SelectField(COLUMN[name], choices=[empty, *known], validators=needed, invalid_choice_message=_CHOOSE)


def _text(name: str, most: int = _SHORT, *needed: Any) -> StringField:
    return StringField(COLUMN[name], filters=[_clean], validators=[*needed, Length(max=most)])


class LimitForm(FlaskForm):
    """All columns of a norm and why they are so; ``version`` is the latest change that the person saw."""

    substance = SelectField(_l("Substance"), validators=[DataRequired(_CHOOSE)], invalid_choice_message=_CHOOSE)
    medium = _chosen("medium")
    jurisdiction = _chosen("jurisdiction")
    value = _text("value", _DIGITS, DataRequired(_l("Type the value.")))
    unit = _text("unit", 40, DataRequired(_l("Type the unit.")))
    kind = _chosen("kind")
    averaging = _chosen("averaging")
    form = _chosen("form")
    land_use = _text("land_use")
    allowed_exceedances = _text("allowed_exceedances", 4)
    act = _text("act", 500, DataRequired(_l("Name the act that sets the value.")))
    in_force_from = _text("in_force_from", 21)
    in_force_to = _text("in_force_to", 21)
    seen_in = _text("seen_in", 500)
    source_url = URLField(COLUMN["source_url"], filters=[_clean], validators=[Optional(), Length(max=500)])
    verification = _chosen("verification")
    note = TextAreaField(COLUMN["note"], filters=[_clean], validators=[Length(max=_LONG)])
    reason = TextAreaField(
        _l("Why you enter or correct it"),
        filters=[_clean],
        validators=[DataRequired(_l("Say why: the reason is shown in the history.")), Length(max=_LONG)],
    )
    version = HiddenField()
    submit = SubmitField(_l("Save"))

    def offer(self, substances: Iterable[Substance]) -> None:
        """Fills in the choice of the substance."""
        named = [(one.code, localize(one.names, language()).value or one.code) for one in substances]
        known = [SelectChoice(code, name) for code, name in sorted(named, key=lambda pair: pair[1])]
        self.substance.choices = known if len(known) == 1 else [SelectChoice("", _("Choose")), *known]

    def columns(self) -> dict[str, Any]:
        """The columns of ``Limit`` that were typed, in their types."""
        typed = {name: getattr(self, name).data for name in COLUMN if name != "citation"}
        allowed = typed["allowed_exceedances"]
        return {
            **typed,
            "value": decimal(typed["value"]),
            "unit": canonical_unit(typed["unit"]),
            "allowed_exceedances": int(allowed) if allowed else None,
        }

    def validate_value(self, field: Field) -> None:
        """A positive number, with a point or a comma."""
        found = decimal(field.data)
        if found is None or not Decimal("1e-15") <= found <= Decimal("1e15"):
            raise ValidationError(_("Type a number above zero, such as 2.1."))

    def validate_unit(self, field: Field) -> None:
        """A unit that can be compared."""
        if canonical_unit(field.data) is None:
            raise ValidationError(_("This unit is not known. Write it like mg/kg, ug/l, mg/m3 or pg TEQ/g fat."))

    def validate_allowed_exceedances(self, field: Field) -> None:
        """A whole number, or nothing."""
        if field.data and not (field.data.isascii() and field.data.isdigit()):
            raise ValidationError(_("Type a whole number."))

    def validate_in_force_from(self, field: Field) -> None:
        """A date that may be only a year or a month."""
        if field.data and ("/" in field.data or not _is_date(field.data)):
            raise ValidationError(_("Write the date like 2021, 2021-04 or 2021-04-21."))

    def validate_in_force_to(self, field: Field) -> None:
        """The same, and not before the beginning."""
        self.validate_in_force_from(field)
        first = self.in_force_from.data
        if field.data and first and _is_date(first) and parse_date(field.data).last < parse_date(first).first:
            raise ValidationError(_("It cannot end before it begins."))

    def validate_source_url(self, field: Field) -> None:
        """A web address."""
        if field.data and safe_links(field.data) != (field.data,):
            raise ValidationError(_("Type a web address that begins with https://."))


def filled(limit: Limit, version: int) -> Mapping[str, Any]:
    """What the form shows of a norm before anything is typed."""
    shown = {name: getattr(limit, name) for name in COLUMN if name != "citation"}
    allowed = limit.allowed_exceedances
    return {
        **shown,
        "value": f"{limit.value:f}",
        "allowed_exceedances": "" if allowed is None else str(allowed),
        "substance": limit.substance_code,
        "version": str(version),
    }


def decimal(text: str | None) -> Decimal | None:
    """The number that ``text`` is, with a point or a comma; None when it is none."""
    try:
        found = Decimal((text or "").replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True
