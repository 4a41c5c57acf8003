"""A report as its sender sees it: how it stands, what happened, what was asked, what can still be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from geoalchemy2.shape import to_shape
from sqlalchemy.orm import Session

from mapapp.core import figures
from mapapp.core.i18n import Text, Words, language, localize
from mapapp.core.presentation import Fact
from mapapp.domains.reports import present, queries, words
from mapapp.domains.reports.intake import aftercare, gazetteer, received
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.intake.queries import story
from mapapp.domains.reports.intake.received import ShownPhoto
from mapapp.domains.reports.intake.service import track_token
from mapapp.domains.reports.intake.words import ACTION, REASON, STATE
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.photos import service as photos
from mapapp.spatial.shapes import point_of

_WORK = ("verified", "sampled", "sent_to_authority")


@dataclass(frozen=True, slots=True)
class Step:
    """A station on the way of a report; ``state`` is "done", "now" or "ahead"."""

    words: Words
    state: str


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to the report; nobody is named."""

    date: str
    words: Words
    more: Words = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message between the reporter and the moderators."""

    mine: bool
    text: str
    date: str


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything on the private page. ``public`` is the address of the public page, if there is one."""

    token: str
    title: Words
    state: str
    state_words: Words
    reason: Words
    steps: Sequence[Step]
    facts: Sequence[Fact]
    words: Text
    photos: Sequence[ShownPhoto]
    story: Sequence[Happened]
    messages: Sequence[Said]
    asked: bool
    public: str
    update: str
    has_address: bool
    confirmed: bool
    news: bool
    is_report: bool
    needs_photo: bool
    kind: str
    waste: Sequence[str]


def mine(db: Session, submission: Submission) -> Mine:
    """The private page of a submission."""
    site, seen = submission.site, submission.observation
    state = "withdrawn" if submission.withdrawn_at is not None else seen.state
    events = story(db, submission)
    shown_photos = [] if state == "withdrawn" else received.shown(photos.batch(db, submission.uuid))
    target = site.merged_into or site
    is_open = state == "published" and queries.is_public(target)
    return Mine(
        token=track_token(submission),
        title=words.KIND[site.kind],
        state=state,
        state_words=STATE[state] if is_open or state != "published" else _("It was checked. It is not on the map now."),
        reason=_reason(events) if state == "rejected" else "",
        steps=tuple(_steps(state, target, is_open)),
        facts=() if state == "withdrawn" else tuple(_facts(db, submission)),
        words=Text("", "") if state == "withdrawn" else localize(seen.words, language()),
        photos=shown_photos,
        story=tuple(_story(events)),
        messages=tuple(Said(one.from_reporter, one.text, _day(one.at)) for one in submission.messages),
        asked=aftercare.is_asked(submission),
        public=url_for("records.record", layer_id="reports", key=target.key) if is_open else "",
        update=url_for("report.update", key=target.key) if is_open else "",
        has_address=submission.sealed_contact is not None,
        confirmed=submission.confirmed_at is not None,
        news="news" in submission.wants,
        is_report=submission.kind == "report",
        needs_photo=seen.seen == "gone" and not shown_photos,
        kind=site.kind,
        waste=site.waste_types,
    )


def _steps(state: str, site: Site, is_open: bool) -> Iterator[Step]:
    """Received, checked, on the map, what was done since, cleaned."""
    yield Step(_("Received"), "now" if state == "new" else "done")
    if state == "withdrawn":
        yield Step(_("Withdrawn by you"), "now")
        return
    if state == "rejected":
        yield Step(_("Checked"), "done")
        yield Step(_("Not put on the map"), "now")
        return
    decided = state == "published"
    yield Step(_("Checked"), "done" if decided else "ahead")
    at_work, cleaned = site.status in _WORK, site.status == "cleaned"
    shown = "ahead" if not decided or not is_open else "done" if at_work or cleaned else "now"
    yield Step(words.STATUS["came_back"] if decided and site.status == "came_back" else _("On the map"), shown)
    if decided and is_open and at_work:
        yield Step(words.STATUS[site.status], "now")
    yield Step(_("Cleaned"), "now" if decided and is_open and cleaned else "ahead")


def _facts(db: Session, submission: Submission) -> Iterator[Fact]:
    site, seen = submission.site, submission.observation
    if submission.kind == "update":
        yield Fact(_("What you saw"), words.SEEN[seen.seen])
    if seen.observed_on:
        yield Fact(_("Seen"), figures.day(seen.observed_on))
    told = _place(db, submission)
    if told:
        yield Fact(_("Place"), told)
    if site.protected:
        yield Fact(_("What others see"), _("Only roughly where it is: a point for some kilometres around."))
    if submission.kind == "report" and site.waste_types:
        yield Fact(_("Waste"), ", ".join(str(words.WASTE[code]) for code in site.waste_types))
    if seen.size_class:
        yield Fact(_("How much"), words.SIZE[seen.size_class])
    if seen.area_m2 is not None:
        yield Fact(_("Area"), figures.area(seen.area_m2))
    if seen.volume_m3 is not None:
        yield Fact(_("Volume"), figures.cubic_metres(seen.volume_m3))
    if seen.signs:
        yield Fact(_("Noticed"), ", ".join(str(words.SIGN[code]) for code in seen.signs))


def _place(db: Session, submission: Submission) -> str:
    """The place as it was told: settlement, oblast, and coordinates unless only the settlement is known."""
    site, shape = submission.site, submission.observation.geom_told
    if shape is None:
        return ""
    middle = point_of(to_shape(shape))
    near = gazetteer.nearest_settlement(db, middle.x, middle.y)
    only_settlement = site.precision == "village" and submission.kind == "report"
    exact = "" if only_settlement else f"{middle.y:.5f}, {middle.x:.5f}"
    return ", ".join(part for part in (near, gazetteer.region_name(db, site.oblast), exact) if part)


def _story(events: Sequence[SiteEvent]) -> Iterator[Happened]:
    for event in events:
        if event.action in ACTION:
            status = words.STATUS.get(str(event.after.get("status", "")), "") if event.action == "status" else ""
            yield Happened(_day(event.at), status or ACTION[event.action], event.public_note)


def _reason(events: Sequence[SiteEvent]) -> Words:
    decided = [event for event in events if event.action == "rejected" and event.reason]
    return REASON[str(decided[-1].reason)] if decided else ""


def _day(at: object) -> str:
    return figures.day(present.day_of(at))  # type: ignore[arg-type] # columns of time are always set
