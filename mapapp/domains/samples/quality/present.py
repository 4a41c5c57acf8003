"""A result and what was done to it, in words. Names of people are for the members of the organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.accounts.models import Grant, Organisation, User
from mapapp.core import figures
from mapapp.core.i18n import Text, Words, language, localize
from mapapp.core.presentation import Badge
from mapapp.core.viewer import Viewer
from mapapp.domains.samples import access
from mapapp.domains.samples import words as sample_words
from mapapp.domains.samples.models import Result, Sample
from mapapp.domains.samples.quality import queries, words
from mapapp.domains.samples.quality.judge import Finding
from mapapp.domains.samples.quality.states import possible

STATE_TONE: Mapping[str, str] = {"as_published": "neutral", "draft": "warn", "checked": "good", "withdrawn": "bad"}
_MOST_HINTS = 5
_NUMBERS = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")


@dataclass(frozen=True, slots=True)
class Change:
    """A column that a correction changed, both values in words."""

    label: Words
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done to a result; ``who`` is a name for members, a role for everybody else."""

    day: str
    action: Words
    who: Words
    reason: str = ""
    flag: Words = ""
    changes: Sequence[Change] = ()
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule found, as a sentence with its outcome."""

    words: str
    outcome: Words
    tone: str


def state_badge(result: Result) -> Badge:
    """How the result stands."""
    return Badge(sample_words.STATE[result.state], STATE_TONE[result.state])


def deeds(who: Viewer, result: Result) -> list[str]:
    """What this person may do with the result now."""
    found = [deed for deed in ("correct", "withdraw", "restore", "flag") if possible(deed, result.state)]
    mine = found if access.works_on(who, result.sample) else []
    if mine and result.flags:
        mine.append("unflag")
    checks = access.may_check(who, result.sample) and not access.entered(who, result)
    return ["check", *mine] if checks and possible("check", result.state) else mine


def organisation_of(db: Session, sample: Sample) -> tuple[str, Text] | None:
    """The key and name of the organisation that took the sample."""
    found = db.get(Organisation, sample.organisation_id) if sample.organisation_id else None
    return (found.key, localize(found.names, language())) if found else None


def findings_of(db: Session, result: Result, viewer: Viewer) -> list[Said]:
    """What the rules say of one result."""
    found = queries.findings(db, result.sample.point_id, viewer)
    return in_words(db, [one for one in found if result.id in one.results])


def hints(db: Session, point_id: int, viewer: Viewer) -> list[str]:
    """What is in doubt about the results of a sampling point, for its page: a few sentences, and how many there are."""
    found = [one for one in queries.findings(db, point_id, viewer) if one.outcome == "failed"]
    said = [one.words for one in in_words(db, found)]
    more = len(said) - _MOST_HINTS
    if more <= 0:
        return said
    rest = ngettext("%(num)s more doubt stands with the results.", "%(num)s more doubts stand with the results.", more)
    return [*said[:_MOST_HINTS], rest]


def in_words(db: Session, found: Iterable[Finding]) -> list[Said]:
    """Findings as sentences, each once, what is in doubt first."""
    listed = sorted(found, key=lambda one: ("failed", "noted", "passed").index(one.outcome))
    names = queries.names_of(db, (one.substance for one in listed))
    said = (Said(words.said(one, names), words.OUTCOME[one.outcome], words.TONE[one.outcome]) for one in listed)
    return list(dict.fromkeys(said))


def history(db: Session, result: Result, viewer: Viewer) -> list[Event]:
    """What was done to the result, the first deed first."""
    people = _People(db, result, viewer)
    now = {name: getattr(result, name) for name in words.COLUMN if hasattr(result, name)}
    now |= {name: getattr(result.sample, name) for name in ("sampled_on", "analysed_on")}
    told = []
    for event in reversed(result.events):
        changes = _changes(event.before, now) if event.action == "corrected" else ()
        now |= event.before
        told.append(
            Event(
                day=_day(event.at),
                action=words.ACTION[event.action],
                who=people.called(event.person_id),
                reason=event.reason,
                flag=sample_words.FLAG.get(event.flag, ""),
                changes=changes,
                tone=_TONE.get(event.action, "neutral"),
            )
        )
    first = () if any(one.action == "entered" for one in result.events) else (_entered(result, people),)
    return [*first, *reversed(told)]


_TONE = {"checked": "good", "withdrawn": "bad", "flagged": "warn", "corrected": "warn"}


def _entered(result: Result, people: _People) -> Event:
    """Where the row came from; a result that was corrected names in its first event who had entered it."""
    earliest = next((one for one in result.events if one.action == "corrected"), None)
    by = earliest.before.get("entered_by_id") if earliest else result.entered_by_id
    published = result.state == "as_published" or (earliest and earliest.before.get("state") == "as_published")
    action = _("Taken from a document") if published else _("Entered")
    return Event(_day(result.created_at), action, "" if published else people.called(by))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    columns = [name for name in words.COLUMN if name in before and name != "state"]
    return [Change(words.COLUMN[name], _written(name, before[name]), _written(name, after[name])) for name in columns]


def _written(name: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if name in _NUMBERS:
        return figures.number(Decimal(value))
    return figures.day(value) if name.endswith("_on") else str(value)


def _day(moment: datetime) -> str:
    return figures.day((moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat())


class _People:
    """What those who did something are called for this viewer."""

    def __init__(self, db: Session, result: Result, viewer: Viewer) -> None:
        sample = result.sample
        self._named = access.works_on(viewer, sample) or access.may_check(viewer, sample)
        self._organisation = organisation_of(db, sample)
        ids = {one.person_id for one in result.events} | {result.entered_by_id, result.checked_by_id}
        ids |= {one.before.get("entered_by_id") for one in result.events}
        known = [one for one in ids if one is not None]
        self._names = {one.id: one.name or one.email for one in db.scalars(select(User).where(User.id.in_(known)))}
        of_it = select(Grant.user_id).where(Grant.user_id.in_(known), Grant.organisation_id == sample.organisation_id)
        self._members = set(db.scalars(of_it)) if sample.organisation_id else set()

    def called(self, person_id: int | None) -> Words:
        """The name for members; for everybody else what the person is."""
        if person_id is None:
            return ""
        if self._named and person_id in self._names:
            return self._names[person_id]
        if person_id in self._members and self._organisation:
            return _("a member of %(organisation)s", organisation=self._organisation[1].value)
        return _("somebody who looks after this map")
