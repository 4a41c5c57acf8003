"""Decisions about reports: accept, reject, ask, set the status, leave as it is. Each is kept and can be reverted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from mapapp.domains.reports import states, words
from mapapp.domains.reports.events import Reporter
from mapapp.domains.reports.intake.contacts import reporter, reporters_of
from mapapp.domains.reports.intake.models import Message, Submission
from mapapp.domains.reports.models import Observation
from mapapp.domains.reports.moderation import evidence, history, personal
from mapapp.domains.reports.moderation import words as deciding_words
from mapapp.domains.reports.moderation.deciding import (
    Decision,
    alone,
    conclude,
    observation_of,
    resolve,
    spread,
    tell,
    withdrawn,
)
from mapapp.domains.reports.moderation.models import REASONS, SiteEvent
from mapapp.errors import BadInput, Forbidden, Unprocessable

_NEWS = {"cleaned": "cleaned", "came_back": "came_back"}


@dataclass(frozen=True, slots=True)
class Letter:
    """Number and date (ISO) of a letter to the authority, as far as they are known."""

    number: str = ""
    date: str = ""


def accept(decision: Decision, observation_id: int | None = None, *, sure: bool = False) -> SiteEvent:
    """Publishes the site with what waits for it, or one further observation of a site.

    Raises Unprocessable while the words of a report seem to hold personal data, unless the moderator is ``sure``.
    """
    db, site = decision.db, decision.site
    if observation_id is not None:
        _refuse_personal([observation_of(decision, observation_id)], sure)
        return _decide_observation(decision, observation_id, "published")
    alone(site)
    _move(decision, "published")
    waiting = _to_publish(decision)
    _refuse_personal(waiting, sure)
    earlier = history.snapshots(site, *waiting)
    site.status = "published"
    for one in waiting:
        one.state = "published"
    event = conclude(decision, "accepted", earlier, waiting)
    tell(decision, "accepted", reporters_of(db, site.id))
    spread(decision, "published")
    return event


def reject(decision: Decision, reason: str, observation_id: int | None = None) -> SiteEvent:
    """Refuses the site, or one observation, for a reason (a code of REASONS); takes down what was published."""
    if reason not in REASONS:
        raise BadInput(_("Say why it is rejected."))
    if observation_id is not None:
        return _decide_observation(decision, observation_id, "rejected", reason)
    db, site = decision.db, decision.site
    alone(site)
    _move(decision, "rejected")
    waiting = list(db.scalars(select(Observation).where(Observation.site_id == site.id, Observation.state == "new")))
    earlier = history.snapshots(site, *waiting)
    site.status = "rejected"
    for one in waiting:
        one.state = "rejected"
    event = conclude(decision, "rejected", earlier, waiting, reason=reason)
    resolve(decision)
    tell(decision, "rejected", reporters_of(db, site.id), reason)
    return event


def ask(decision: Decision, observation_id: int, question: str) -> SiteEvent:
    """Asks the reporter of an observation; the question is on the reporter's private page and in a letter."""
    db = decision.db
    observation = observation_of(decision, observation_id)
    submission = db.scalar(select(Submission).where(Submission.observation_id == observation.id))
    if not question.strip():
        raise BadInput(_("Write your question first."))
    if submission is None or submission.withdrawn_at is not None or submission.erased_at is not None:
        raise BadInput(_("Nobody can be asked: the reporter cannot be reached any more."))
    db.add(
        Message(
            submission_id=submission.id,
            from_reporter=False,
            person_id=decision.who.person_id,
            text=question.strip(),
        )
    )
    event = conclude(decision, "asked", history.snapshots(observation), [observation], observation=observation)
    tell(decision, "asked", sender(submission, news=False), words=question.strip())
    return event


def set_status(
    decision: Decision, status: str, letter: Letter | None = None, attached: Observation | None = None
) -> SiteEvent:
    """Gives the site another status of the table in ``states``; "cleaned" needs a photo that shows it.

    ``attached`` is an observation that the moderator made with this decision.
    """
    site = decision.site
    alone(site)
    if status in ("published", "rejected") and site.status in ("new", "rejected"):
        raise BadInput(_("Accept or reject the report instead."))
    if status == "rejected":
        raise BadInput(_("Reject the report instead, with a reason."))
    _move(decision, status)
    if status == "cleaned" and not evidence.shows_it_gone(decision.db, site, attached):
        raise BadInput(
            _("There is no photo that shows that it is gone."),
            _("Accept an update “gone” with a photo first, or attach a photo to this decision."),
        )
    earlier = history.snapshots(site)
    site.status = status
    more = {"letter_number": letter.number, "letter_date": letter.date} if letter else {}
    event = conclude(decision, "status", earlier, [], after={name: text for name, text in more.items() if text})
    tell(decision, _NEWS.get(status, "status"), reporters_of(decision.db, site.id))
    spread(decision, _NEWS.get(status, "status"))
    return event


def leave(decision: Decision) -> SiteEvent:
    """Looked at, and left as it is: flags are resolved, answers are read."""
    resolve(decision)
    return conclude(decision, "checked", {}, [])


def sender(submission: Submission, *, news: bool = True) -> tuple[Reporter, ...]:
    """Who sent this, when there is a confirmed address; with ``news`` only if they want to hear what becomes of it."""
    reachable = submission.confirmed_at is not None and submission.withdrawn_at is None
    found = reporter(submission) if reachable and (not news or "news" in submission.wants) else None
    return (found,) if found is not None else ()


def _move(decision: Decision, then: str) -> None:
    now = decision.site.status
    if (now, then) not in states.MOVES:
        raise BadInput(
            _(
                "“%(then)s” cannot follow “%(now)s”.",
                now=words.STATUS[now],
                then=words.STATUS.get(then, then),
            )
        )
    if not states.may(decision.who.role, now, then):
        raise Forbidden(_("Only an administrator may take this status back."))


def _to_publish(decision: Decision) -> list[Observation]:
    """What becomes public with the site: what waits, or all of a site of which everything was rejected."""
    own = list(decision.db.scalars(select(Observation).where(Observation.site_id == decision.site.id)))
    taken_back = withdrawn(decision.db, own)
    kept = [one for one in own if one.id not in taken_back]
    if own and not kept:
        raise BadInput(_("The reporter took this report back."), _("What was taken back cannot be published."))
    if any(one.state == "published" for one in kept) or decision.site.status == "new":
        return [one for one in kept if one.state == "new"]
    return kept


def _refuse_personal(waiting: Iterable[Observation], sure: bool) -> None:
    """Words become public with their observation: a telephone number must not slip through by one key too quick."""
    texts = [text for one in waiting for text in one.words.values()]
    kinds = dict.fromkeys(hint.kind for text in texts for hint in personal.hints(text))
    if kinds and not sure:
        told = ", ".join(str(deciding_words.PERSONAL[kind]) for kind in kinds)
        raise Unprocessable(
            _("The words of the report may hold personal data: %(what)s", what=told),
            _("Change the words first, or say that you are sure."),
            fields={"words": told},
        )


def _decide_observation(decision: Decision, observation_id: int, state: str, reason: str | None = None) -> SiteEvent:
    db, site = decision.db, decision.site
    observation = observation_of(decision, observation_id)
    if observation.state == state:
        raise BadInput(_("This was decided before."))
    if state == "published" and withdrawn(db, [observation]):
        raise BadInput(_("The reporter took this report back."), _("What was taken back cannot be published."))
    earlier = history.snapshots(site, observation)
    observation.state = state
    action = "accepted" if state == "published" else "rejected"
    event = conclude(decision, action, earlier, [observation], observation=observation, reason=reason)
    submission = db.scalar(select(Submission).where(Submission.observation_id == observation.id))
    tell(decision, action, sender(submission) if submission else (), reason or "")
    if state == "published":
        spread(decision, "seen")
    return event
