"""Deeds with a result: check, correct, withdraw, restore, flag. Each keeps who, when, why, and what was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from mapapp.core import audit, changes
from mapapp.core.viewer import Viewer
from mapapp.domains.samples import access, words
from mapapp.domains.samples.models import FLAGS, Result, ResultEvent
from mapapp.domains.samples.quality import queries
from mapapp.domains.samples.quality.again import compare_again
from mapapp.domains.samples.quality.flags import renew
from mapapp.domains.samples.quality.judge import BLANKS
from mapapp.domains.samples.quality.states import possible
from mapapp.errors import BadInput, Conflict, Forbidden, NotFound

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody wants to do with a result; ``version`` is what they saw (see ``queries.VERSION``)."""

    result_id: int
    version: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """New values of columns of a result, and of its sample's dates; what is not named stays."""

    result: Mapping[str, Any] = field(default_factory=dict)
    sample: Mapping[str, str] = field(default_factory=dict)


def check(db: Session, who: Viewer, deed: Deed) -> Result:
    """Marks a draft as checked by a second person. Raises Forbidden, Conflict, BadInput."""
    result = _begin(db, who, deed, "check")
    _checked(db, who, result)
    return _conclude(db, who, result, "checked")


def check_many(db: Session, who: Viewer, deeds: Iterable[Deed]) -> int:
    """How many drafts were checked: all of them, or none when one cannot be. Raises Forbidden, Conflict, BadInput."""
    seen = {one.result_id: one for one in deeds}
    found = queries.locked(db, seen)
    if len(found) < len(seen):
        raise Conflict(_("Some of these results are no longer here."), _see_again())
    for result, version in found:
        _allow(who, result, "check", version, seen[result.id].version)
        _checked(db, who, result)
    if found:
        audit.record(db, who, "result_checked", f"results:{found[0][0].id}", number=len(found))
        changes.touch(db, "samples")
    return len(found)


def check_pile(db: Session, who: Viewer, load_id: int | None, version: str) -> int:
    """How many drafts of a load were checked at once: those that this person did not enter.

    Raises Conflict when the pile is not the one that was seen.
    """
    pile = next((one for one in queries.piles(db, who) if (one.load.id if one.load else None) == load_id), None)
    if pile is None or pile.version != version:
        raise Conflict(_("Somebody changed these results while you looked at them."), _see_again())
    ids = queries.drafts_of_pile(who, load_id).subquery()
    events = select(ids.c.id, literal("checked"), literal(who.person_id))
    db.execute(insert(ResultEvent).from_select(["result_id", "action", "person_id"], events))
    checked = update(Result).where(Result.id.in_(select(ids.c.id))).values(state="checked", checked_by_id=who.person_id)
    number = len(db.scalars(checked.returning(Result.id)).all())
    db.expire_all()
    audit.record(db, who, "result_checked", f"load:{load_id or 0}", number=number)
    changes.touch(db, "samples")
    return number


def withdraw(db: Session, who: Viewer, deed: Deed) -> Result:
    """Says that a result does not hold; it stays to be seen, with the reason."""
    result = _begin(db, who, deed, "withdraw")
    reason = _reason(deed)
    before = {"state": result.state, "state_reason": result.state_reason}
    result.state, result.state_reason = "withdrawn", reason
    _remember(db, who, result, "withdrawn", reason=reason, before=before)
    return _conclude(db, who, result, "withdrawn", renewed=True)


def restore(db: Session, who: Viewer, deed: Deed) -> Result:
    """Takes back a withdrawal: the result stands as it stood before."""
    result = _begin(db, who, deed, "restore")
    reason = _reason(deed)
    last = next((one for one in reversed(result.events) if one.action == "withdrawn"), None)
    earlier = last.before.get("state") if last else None
    before = {"state": result.state, "state_reason": result.state_reason}
    result.state, result.state_reason = earlier or "draft", ""
    _remember(db, who, result, "restored", reason=reason, before=before)
    return _conclude(db, who, result, "restored", renewed=True)


def flag(db: Session, who: Viewer, deed: Deed, code: str) -> Result:
    """Puts a flag on a result; the value stays."""
    result = _begin(db, who, deed, "flag")
    reason = _reason(deed)
    _known(code)
    if code in result.flags:
        raise BadInput(_("The result has this flag already."))
    result.flags = [*result.flags, code]
    _remember(db, who, result, "flagged", flag=code, reason=reason)
    return _conclude(db, who, result, "flagged")


def unflag(db: Session, who: Viewer, deed: Deed, code: str) -> Result:
    """Lifts a flag, also one that a rule put; what the rule found stays to be read beside the reason."""
    result = _begin(db, who, deed, "unflag")
    reason = _reason(deed)
    _known(code)
    if code not in result.flags:
        raise BadInput(_("The result does not have this flag."))
    result.flags = [one for one in result.flags if one != code]
    _remember(db, who, result, "flag_lifted", flag=code, reason=reason)
    return _conclude(db, who, result, "flag_lifted")


def correct(db: Session, who: Viewer, deed: Deed, correction: Correction) -> Result:
    """Changes a value, its unit or its dates: the result is a draft again and is compared anew.

    A date belongs to the sample: then all its results that are not withdrawn are drafts again.
    """
    result = _begin(db, who, deed, "correct")
    reason = _reason(deed)
    own = {name: value for name, value in correction.result.items() if getattr(result, name) != value}
    dates = {name: value for name, value in correction.sample.items() if getattr(result.sample, name) != value}
    if not own and not dates:
        raise BadInput(_("Nothing was changed."), _("Change the value, the unit or a date, or leave this page."))
    touched = [result, *_beside(db, result)] if dates else [result]
    for one in touched:
        _again_draft(db, who, one, _before(one, own if one is result else {}, dates), reason)
    for name, value in own.items():
        setattr(result, name, value)
    for name, value in dates.items():
        setattr(result.sample, name, value)
    db.flush()
    compare_again(db, touched)
    return _conclude(db, who, result, "corrected", renewed=True)


def _begin(db: Session, who: Viewer, deed: Deed, what: str) -> Result:
    """The result, held until the transaction ends, if this person may do ``what`` with it."""
    found = queries.locked(db, [deed.result_id])
    if not found or queries.find(db, deed.result_id, who) is None:
        raise NotFound(_("There is no such result."))
    result, version = found[0]
    _allow(who, result, what, version, deed.version)
    return result


def _allow(who: Viewer, result: Result, what: str, version: str, seen: str) -> None:
    may = access.may_check if what == "check" else access.works_on
    if not may(who, result.sample):
        raise Forbidden(
            _("Only members of the organisation that took the sample can do this."),
            _("Write to the organisation when you think that the value is wrong."),
        )
    if version != seen:
        raise Conflict(_("Somebody changed this result while you looked at it."), _see_again())
    if what == "check" and access.entered(who, result):
        raise Forbidden(
            _("You entered this value, so you cannot check it."),
            _("Ask somebody else of your organisation to compare it with the laboratory's paper."),
        )
    if not possible(what, result.state):
        state = words.STATE[result.state]
        raise BadInput(_("This cannot be done with a result that is: %(state)s.", state=state))


def _checked(db: Session, who: Viewer, result: Result) -> None:
    result.state, result.state_reason, result.checked_by_id = "checked", "", who.person_id
    _remember(db, who, result, "checked", before={"state": "draft"})


def _again_draft(db: Session, who: Viewer, result: Result, before: Mapping[str, Any], reason: str) -> None:
    result.state, result.state_reason = "draft", ""
    result.entered_by_id, result.checked_by_id = who.person_id, None
    _remember(db, who, result, "corrected", reason=reason, before=before)


def _before(result: Result, own: Mapping[str, Any], dates: Mapping[str, str]) -> dict[str, Any]:
    """The old values as JSON can hold them: decimal numbers as text, with all their digits."""
    values = {name: getattr(result, name) for name in own} | {name: getattr(result.sample, name) for name in dates}
    plain = {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return {"state": result.state, "entered_by_id": result.entered_by_id, **plain}


def _beside(db: Session, result: Result) -> list[Result]:
    """The other results of the same sample that are not withdrawn."""
    others = select(Result.id).where(Result.sample_id == result.sample_id, Result.id != result.id)
    ids = db.scalars(others.where(Result.state != "withdrawn")).all()
    return [one for one, _version in queries.locked(db, ids)]


def _remember(db: Session, who: Viewer, result: Result, action: str, **said: Any) -> None:
    db.add(ResultEvent(result_id=result.id, action=action, person_id=who.person_id, **said))


def _conclude(db: Session, who: Viewer, result: Result, action: str, *, renewed: bool = False) -> Result:
    """What the rules say now, the audit entry, and the word to maps that something changed."""
    db.flush()
    if renewed:
        sample = result.sample
        renew(db, sample.dataset_id, () if sample.purpose in BLANKS else (sample.point_id,))
    db.expire(result, ["events"])
    audit.record(db, who, f"result_{action}", f"result:{result.id}")
    changes.touch(db, "samples")
    return result


def _known(code: str) -> None:
    if code not in FLAGS:
        raise BadInput(_("There is no such flag."))


def _reason(deed: Deed) -> str:
    said = deed.reason.strip()
    if not said or "\x00" in said:
        raise BadInput(_("Say why."), _("The reason is shown to everybody who reads this result."))
    if len(said) > LONGEST_REASON:
        raise BadInput(_("The reason is too long."), _("%(n)s characters at most.", n=LONGEST_REASON))
    return said


def _see_again() -> str:
    return _("Look at it again, then decide.")
