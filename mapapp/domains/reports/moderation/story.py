"""The history of a site in words: who did what, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from shapely import from_wkt
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.accounts.models import User
from mapapp.core import words as common
from mapapp.core.i18n import Words
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.reports import words
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.moderation import history, queries
from mapapp.domains.reports.moderation import words as deciding_words
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.domains.reports.moderation.present import age

_CODES: Mapping[str, Mapping[str, Words]] = {
    "kind": words.KIND,
    "status": words.STATUS,
    "visibility": deciding_words.VISIBILITY,
    "size_class": words.SIZE,
    "signs": words.SIGN,
    "waste_types": words.WASTE,
    "seen": words.SEEN,
    "state": deciding_words.STATE,
    "precision": common.PRECISION,
    "not_drawn": common.NOT_DRAWN,
}
_GEOMETRIES = ("geom", "geom_exact", "geom_told")


@dataclass(frozen=True, slots=True)
class Difference:
    """One column in two versions, in words."""

    label: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class Version:
    """One event of the history; ``who`` names a person to administrators only."""

    event: SiteEvent
    label: Words
    reason: Words
    who: Words
    age: Words
    differences: Sequence[Difference]
    can_return: bool


def story(db: Session, site: Site, who: Viewer, since: int = 0) -> list[Version]:
    """The events after that version, newest first."""
    events = queries.history_of(db, site, since)
    names = _names(db, events) if who.role is Role.ADMINISTRATOR else {}
    return [_version(one, site, who, names) for one in events]


def differences(event: SiteEvent) -> Iterator[Difference]:
    """What the event changed, column by column."""
    was, were = history.split(event.before)
    became, became_others = history.split(event.after)
    yield from _columns("", was, became)
    for name in dict.fromkeys([*were, *became_others]):
        yield from _columns(name, were.get(name, {}), became_others.get(name, {}))


def _version(event: SiteEvent, site: Site, who: Viewer, names: Mapping[int, str]) -> Version:
    submitted = event.action == "submitted"
    return Version(
        event=event,
        label=deciding_words.ACTION[event.action],
        reason=deciding_words.REASON[event.reason] if event.reason else "",
        who=_who(event, who, names),
        age=age(event.at),
        differences=() if submitted else tuple(differences(event)),
        can_return=event.version < site.version,
    )


def _who(event: SiteEvent, who: Viewer, names: Mapping[int, str]) -> Words:
    if event.person_id is not None and event.person_id == who.person_id:
        return _("you")
    if event.person_id is not None and event.person_id in names:
        return names[event.person_id]
    if event.role == "moderator" and who.role is Role.MODERATOR:
        return _("another moderator")
    return deciding_words.ROLE.get(event.role, deciding_words.ROLE[""])


def _names(db: Session, events: Sequence[SiteEvent]) -> dict[int, str]:
    wanted = {one.person_id for one in events if one.person_id is not None}
    return {one.id: one.name or one.email for one in db.scalars(select(User).where(User.id.in_(wanted)))}


def _columns(row: str, was: Mapping[str, Any], became: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*was, *became]):
        label = deciding_words.COLUMN.get(name, name)
        before, after = was.get(name), became.get(name)
        if name == "words" or name == "names":
            yield from _texts(label, before or {}, after or {})
        else:
            number = row.partition(":")[2]
            shown = _("%(what)s (no. %(number)s)", what=label, number=number) if number else label
            yield Difference(shown, _said(name, before), _said(name, after))


def _texts(label: Words, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for code in dict.fromkeys([*before, *after]):
        if before.get(code) != after.get(code):
            yield Difference(f"{label} ({code})", before.get(code) or "—", after.get(code) or "—")


def _said(name: str, value: Any) -> Words:
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _GEOMETRIES:
        middle = from_wkt(value).centroid
        kind = "" if value.startswith("POINT") else f" ({value.partition(' ')[0].lower()})"
        return f"{middle.y:.5f}, {middle.x:.5f}{kind}"
    codes = _CODES.get(name, {})
    if isinstance(value, list):
        if name == "blur":
            return str(len(value))
        return ", ".join(str(codes.get(one, one)) for one in value)
    return codes.get(value, str(value)) if isinstance(value, str) else str(value)
