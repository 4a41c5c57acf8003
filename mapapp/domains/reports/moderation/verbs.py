"""What a moderator's button does: the form's fields handed to the deed of that name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, BinaryIO, cast
from uuid import uuid4

from sqlalchemy.orm import Session

from mapapp.core import datasets
from mapapp.core.viewer import Viewer
from mapapp.domains.reports.intake import fields
from mapapp.domains.reports.models import Observation, ObservationPhoto
from mapapp.domains.reports.moderation import editing, forms, merging, service
from mapapp.domains.reports.moderation.deciding import Decision, begin
from mapapp.photos import service as photos

_PEOPLE = "people"  # the dataset of what was sent in or seen by those who look after this map


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision as it was sent; ``photo`` is a file that came with it."""

    db: Session
    who: Viewer
    key: str
    form: forms.Form
    photo: IO[bytes] | None = None

    def decision(self) -> Decision:
        """The right to decide; see ``deciding.begin``."""
        return begin(self.db, self.who, forms.sheet(self.key, self.form))


def _accept(sent: Sent) -> None:
    decision = sent.decision()
    service.accept(decision, forms.observation_id(sent.form), sure=bool(sent.form.get("sure")))
    if sent.form.get("then"):  # "gone" was accepted: the status may follow at once
        service.set_status(decision, sent.form["then"])


def _reject(sent: Sent) -> None:
    reason = forms.reason(sent.form)
    service.reject(sent.decision(), reason, forms.observation_id(sent.form))


def _ask(sent: Sent) -> None:
    question = forms.question(sent.form)
    service.ask(sent.decision(), forms.observation_id(sent.form) or 0, question)


def _status(sent: Sent) -> None:
    letter = forms.letter(sent.form)
    decision = sent.decision()
    attached = _attach(decision, sent.photo) if sent.photo is not None else None
    service.set_status(decision, sent.form.get("status", ""), letter, attached)


def _change(sent: Sent) -> None:
    decision = sent.decision()
    editing.change(decision, forms.change(sent.form, decision.site))


def _merge(sent: Sent) -> None:
    sheet = forms.sheet(sent.key, sent.form)
    publish = bool(sent.form.get("publish"))
    into = sent.form.get("into_key", "").strip() or sent.form.get("into", "")
    merging.merge(sent.db, sent.who, sheet, into, publish=publish)


VERBS: Mapping[str, Callable[[Sent], object]] = {
    "accept": _accept,
    "reject": _reject,
    "ask": _ask,
    "status": _status,
    "change": _change,
    "merge": _merge,
    "unmerge": lambda sent: merging.unmerge(sent.db, sent.who, forms.sheet(sent.key, sent.form)),
    "protect": lambda sent: editing.protect(sent.decision(), forms.cell_m(sent.form)),
    "unprotect": lambda sent: editing.unprotect(sent.decision()),
    "hide": lambda sent: editing.hide(sent.decision()),
    "show": lambda sent: editing.show(sent.decision()),
    "revert": lambda sent: editing.revert(sent.decision(), forms.version(sent.form)),
    "blur": lambda sent: editing.blur(sent.decision(), forms.upload_id(sent.form), forms.rectangles(sent.form)),
    "hide-photo": lambda sent: editing.hide_photo(sent.decision(), forms.upload_id(sent.form), hidden=True),
    "show-photo": lambda sent: editing.hide_photo(sent.decision(), forms.upload_id(sent.form), hidden=False),
    "check": lambda sent: service.leave(sent.decision()),
}
FINISHING = ("accept", "reject", "ask", "merge", "hide", "check")  # after these the next report is looked at


def _attach(decision: Decision, stream: IO[bytes]) -> Observation:
    """An observation "gone" by the moderator, with one photo."""
    db, site, identity = decision.db, decision.site, uuid4()
    people = datasets.find(db, _PEOPLE)
    seen = Observation(
        site_id=site.id,
        dataset_id=people.id if people is not None else site.dataset_id,
        external_id=str(uuid4()),
        version=0,
        state="published",
        seen="gone",
        observed_on=fields.today().isoformat(),
        observer_kind="unknown",
    )
    db.add(seen)
    db.flush()
    photo = photos.receive(db, cast("BinaryIO", stream), batch=identity, upload_id=uuid4())
    db.add(ObservationPhoto(observation_id=seen.id, photo_id=photo.id))
    db.flush()
    return seen
