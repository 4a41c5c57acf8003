"""What a reporter may still do with a report: add to it, correct it, withdraw it, be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from flask_babel import gettext as _
from geoalchemy2.shape import from_shape
from sqlalchemy.orm import Session

from mapapp.core import changes
from mapapp.core.events import emit
from mapapp.core.i18n import language
from mapapp.domains.reports.events import ReporterNews
from mapapp.domains.reports.intake import contacts, fields, queries, service
from mapapp.domains.reports.intake.models import Message, Submission
from mapapp.domains.reports.intake.places import FoundPlace
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import history
from mapapp.domains.reports.moderation.models import Flag
from mapapp.errors import Conflict
from mapapp.layers import Role, Viewer
from mapapp.photos import service as photos
from mapapp.photos.models import Photo


@dataclass(frozen=True, slots=True)
class Correction:
    """What should be otherwise; what is None stays as it is."""

    kind: str | None = None
    words: str | None = None
    place: FoundPlace | None = None
    waste: tuple[str, ...] | None = None


def confirm(db: Session, submission: Submission) -> bool:
    """Says that the address is the reporter's own; False when there is none (any more)."""
    writer = contacts.reporter(submission)
    if writer is None or submission.withdrawn_at is not None:
        return False
    if submission.confirmed_at is None:
        submission.confirmed_at = datetime.now(UTC)
        db.flush()
        site = submission.site
        emit(db, ReporterNews("received", (writer,), site.key, site.kind, site.status))
    return True


def add(db: Session, submission: Submission, words: str, batch: Sequence[Photo]) -> bool:
    """Words for the moderators and further photos; False when there was nothing new in them.

    Photos of a report that was accepted already make a further observation, which has to be accepted itself.
    """
    _require_open(db, submission)
    asked = is_asked(submission)
    said = bool(words) and _say(db, submission, words)
    fresh = _unused(db, batch)
    seen = submission.observation
    if fresh:
        seen = _further(db, submission)
        service.attach(db, seen, fresh)
    if not said and not fresh:
        return False
    action = "answered" if said and asked else "added"
    history.add(db, submission.site, action, _owner(submission), observation=seen)
    if said and not fresh and seen.state != "new":
        _ask_to_look(db, submission)
    return True


def correct(db: Session, submission: Submission, correction: Correction) -> bool:
    """Changes a report that nobody decided on yet; of another one, asks the moderators to. False if nothing differs."""
    _require_open(db, submission)
    site, seen = submission.site, submission.observation
    if seen.state != "new" or (submission.kind == "update" and (correction.kind or correction.place)):
        return _ask_to_correct(db, submission, correction)
    earlier = history.snapshots(site, seen)
    if correction.words is not None:
        seen.words = {language(): correction.words} if correction.words else {}
    if submission.kind == "report":
        _correct_site(site, seen, correction)
    db.flush()
    before, after = history.changes(earlier, site, seen)
    if not after:
        return False
    history.add(db, site, "corrected", _owner(submission), observation=seen, before=before, after=after)
    return True


def withdraw(db: Session, submission: Submission) -> None:
    """Takes a report back: nothing of it is public any more, its photos and its sender's address are gone at once.

    The site itself goes too, if this report made it and nobody else was found to have seen it.
    """
    _renew(db, submission)
    if submission.withdrawn_at is not None:
        return
    site, told = submission.site, queries.own_observations(db, submission)
    was_seen = any(one.state == "published" for one in told)
    earlier = history.snapshots(site, *told)
    submission.withdrawn_at = datetime.now(UTC)
    for one in told:
        one.state = "rejected"
    if submission.kind == "report" and not queries.is_seen_by_others(db, site.id, told):
        site.visibility = "hidden"
    for photo in photos.batch(db, submission.uuid):
        photos.remove(db, photo)
    contacts.forget(submission)
    db.flush()
    before, after = history.changes(earlier, site, *told)
    history.add(db, site, "withdrawn", _owner(submission), observation=told[0], before=before, after=after)
    if was_seen:
        changes.touch(db, "reports")


def want_news(submission: Submission, wanted: bool) -> None:
    """Letters about changes, or none."""
    kept = [want for want in submission.wants if want != "news"]
    submission.wants = [*kept, "news"] if wanted and submission.sealed_contact is not None else kept


def is_asked(submission: Submission) -> bool:
    """Whether a moderator's question waits for an answer."""
    return bool(submission.messages) and not submission.messages[-1].from_reporter


def _require_open(db: Session, submission: Submission) -> None:
    _renew(db, submission)
    if submission.withdrawn_at is not None:
        raise Conflict(_("You withdrew this report."), _("To report the place again, send a new report."))


def _renew(db: Session, submission: Submission) -> None:
    """Waits for others who handle this submission, and reads it again: a button is pressed twice easily."""
    queries.lock(db, submission.uuid)
    db.refresh(submission)


def _say(db: Session, submission: Submission, words: str) -> bool:
    """Adds a message, but not the same twice in a row."""
    last = submission.messages[-1] if submission.messages else None
    if last is not None and last.from_reporter and last.text == words:
        return False
    submission.messages.append(Message(from_reporter=True, person_id=None, text=words))
    db.flush()
    return True


def _unused(db: Session, batch: Sequence[Photo]) -> list[Photo]:
    used = queries.used_photos(db, [photo.id for photo in batch])
    return [photo for photo in batch if photo.id not in used]


def _further(db: Session, submission: Submission) -> Observation:
    """The observation for photos that came after the decision: one that waits already, or a new one of today."""
    told = queries.own_observations(db, submission)
    waiting = next((one for one in told if one.state == "new"), None)
    if waiting is not None:
        return waiting
    today = fields.today().isoformat()
    made = Observation(
        site_id=submission.site_id,
        dataset_id=told[0].dataset_id,
        external_id=str(uuid4()),
        version=0,
        state="new",
        seen="still_there",
        observed_on=today[:7] if submission.site.protected else today,
        observer_kind=told[0].observer_kind,
    )
    db.add(made)
    db.flush()
    return made


def _correct_site(site: Site, seen: Observation, correction: Correction) -> None:
    if correction.kind:
        site.kind = correction.kind
    if correction.waste is not None:
        site.waste_types = list(correction.waste)
    if correction.place is not None:
        place = correction.place
        seen.geom_told = from_shape(place.shape, srid=4326)
        service.locate(site, place)
        site.area_m2 = service.measured(place, site.area_m2)
        if site.protected:
            service.protect(site, place)


def _ask_to_correct(db: Session, submission: Submission, correction: Correction) -> bool:
    """The correction in words, for the moderators: what is public is theirs to change."""
    lines = []
    if correction.kind and correction.kind != submission.site.kind:
        lines.append(f"kind: {correction.kind}")
    if correction.waste is not None and set(correction.waste) != set(submission.site.waste_types):
        lines.append(f"waste: {', '.join(correction.waste)}")
    if correction.place is not None:
        middle = correction.place.shape.centroid
        lines.append(f"place: {middle.y:.6f}, {middle.x:.6f} {correction.place.name}".strip())
    if correction.words is not None and correction.words not in submission.observation.words.values():
        lines.append(correction.words)
    if not lines or not _say(db, submission, "\n".join(lines)):
        return False
    history.add(db, submission.site, "added", _owner(submission), observation=submission.observation)
    _ask_to_look(db, submission)
    return True


def _ask_to_look(db: Session, submission: Submission) -> None:
    """Brings a decided report before the moderators again; what was written stays between them and the reporter."""
    if not queries.is_flagged(db, submission.observation_id):
        db.add(Flag(site_id=submission.site_id, observation_id=submission.observation_id, reason="other"))
        db.flush()


def _owner(submission: Submission) -> Viewer:
    return Viewer(Role.OWNER, submission.person_id, own=(submission.site.key,))
