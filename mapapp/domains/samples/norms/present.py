"""A norm in words: what it says and how it came to say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from mapapp.core import figures, units
from mapapp.core.i18n import Words
from mapapp.core.links import safe_links
from mapapp.core.presentation import Fact
from mapapp.domains.samples.limits import Limit, LimitVersion
from mapapp.domains.samples.norms.words import CODES, COLUMN

_AS_DATES = ("in_force_from", "in_force_to")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a norm: when, by whom (empty: nobody may know, or the shipped data), why, and column by column."""

    at: datetime
    by: Words
    reason: str
    columns: Sequence[tuple[Words, str, str]]


def value(limit: Limit) -> str:
    """The value with its unit."""
    return units.quantity(limit.value, limit.unit)


def facts(limit: Limit) -> tuple[Fact, ...]:
    """What a norm says, without its value and its substance."""
    return (
        Fact(COLUMN["medium"], _word("medium", limit.medium)),
        Fact(COLUMN["jurisdiction"], _word("jurisdiction", limit.jurisdiction)),
        Fact(COLUMN["kind"], _word("kind", limit.kind)),
        Fact(COLUMN["form"], _word("form", limit.form)),
        Fact(COLUMN["land_use"], limit.land_use.replace("_", " ")),
        Fact(COLUMN["averaging"], "" if limit.averaging == "none" else _word("averaging", limit.averaging)),
        Fact(
            COLUMN["allowed_exceedances"], "" if limit.allowed_exceedances is None else str(limit.allowed_exceedances)
        ),
        Fact(COLUMN["act"], limit.act, "und"),
        Fact(_("In force"), period(limit)),
        Fact(COLUMN["verification"], _word("verification", limit.verification)),
        Fact(COLUMN["seen_in"], limit.seen_in, "und"),
        Fact(COLUMN["note"], limit.note, "und"),
    )


def links(limit: Limit) -> tuple[str, ...]:
    """The web addresses of the act."""
    return safe_links(limit.source_url)


def period(limit: Limit) -> str:
    """When the norm is in force, as far as that is known."""
    first, last = (figures.day(text) if text else "" for text in (limit.in_force_from, limit.in_force_to))
    if first and last:
        return _("from %(first)s until %(last)s", first=first, last=last)
    if first:
        return _("from %(first)s", first=first)
    return _("until %(last)s", last=last) if last else _("the dates were not read")


def story(versions: Sequence[tuple[LimitVersion, str]], *, with_names: bool) -> list[Change]:
    """The history of a norm; names of persons only for those who may know them."""
    return [_change(version, name if with_names else "") for version, name in versions]


def _change(version: LimitVersion, name: str) -> Change:
    by: Words = name or (_("an administrator") if version.person_id else _("the data that ship with the program"))
    names = [one for one in COLUMN if one in version.after or one in version.before]
    told = [(COLUMN[one], _shown(one, version.before.get(one)), _shown(one, version.after.get(one))) for one in names]
    return Change(version.at, by, version.reason, [one for one in told if one[1] != one[2]])


def _shown(column: str, stored: Any) -> str:
    if stored in (None, ""):
        return ""
    if column == "value":
        return figures.number(Decimal(str(stored)))
    if column == "unit":
        return units.written(str(stored))
    return figures.day(str(stored)) if column in _AS_DATES else _word(column, str(stored))


def _word(column: str, code: str) -> str:
    return str(CODES.get(column, {}).get(code, code))
