"""Who may see a sample, and who may work on it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from mapapp.core.viewer import Role, Viewer
from mapapp.domains.samples.models import Result, Sample, SamplingPoint


def sample_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a viewer may know of a row of ``Sample``; the row of its point must be joined, and asked too.

    Everybody: what is public; members: what their organisation keeps; moderators: everything where they are trusted.
    """
    allowed: ColumnElement[bool] = Sample.visibility == "public"
    if viewer.organisation_ids:
        allowed |= (Sample.visibility == "organisation") & Sample.organisation_id.in_(viewer.organisation_ids)
    if viewer.moderates:
        allowed = allowed | SamplingPoint.oblast.in_(viewer.oblasts) if viewer.oblasts else true()
    return allowed


def works_on(who: Viewer, sample: Sample) -> bool:
    """Whether somebody may correct, withdraw and flag the results of a sample: its organisation, and administrators."""
    own = sample.organisation_id is not None and sample.organisation_id in who.organisation_ids
    return who.person_id is not None and (own or (who.role is Role.ADMINISTRATOR and _trusted_there(who, sample)))


def may_check(who: Viewer, sample: Sample) -> bool:
    """Whether somebody may check the results of a sample that others entered: also moderators of its oblast."""
    return works_on(who, sample) or (who.person_id is not None and who.moderates and _trusted_there(who, sample))


def entered(who: Viewer, result: Result) -> bool:
    """Whether the value that stands now was entered or corrected by this person, who therefore cannot check it."""
    return who.person_id is not None and result.entered_by_id == who.person_id


def _trusted_there(who: Viewer, sample: Sample) -> bool:
    return not who.oblasts or sample.point.oblast in who.oblasts
