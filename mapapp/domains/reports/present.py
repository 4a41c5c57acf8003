"""A site in words, for its page and its popup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core import figures, provenance
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.links import safe_links
from mapapp.core.presentation import Action, Badge, Entry, Fact, Picture, Record
from mapapp.domains.reports import queries, states, words
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.layers import Viewer
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures
from mapapp.spatial.shapes import point_of

_KAZAKHSTAN = timezone(timedelta(hours=5))  # one time for the whole country since March 2024
_MOST_PICTURES = 10
_Dated = tuple[str, int, int, Entry]


def present(db: Session, site: Site, viewer: Viewer, language: str) -> Record:
    """All that may be said of a site that the viewer was found to be allowed to see."""
    shape = provenance.published_geometry(site)
    seen = queries.observations_of(db, site)
    photos = queries.photos_of(db, [one for one, _protected in seen])
    return Record(
        layer="reports",
        key=site.key,
        title=provenance.title(site.names, words.KIND[site.kind], shape, site.key, language),
        kind=words.KIND[site.kind],
        dataset_id=site.dataset_id,
        citation=provenance.citation(site),
        badge=Badge(words.STATUS[site.status], words.STATUS_TONE.get(site.status, "neutral")),
        where=provenance.where(site),
        why_not_drawn=provenance.why_not_drawn(site),
        facts=_facts(site, language),
        timeline=_timeline(db, site, seen, photos, language),
        note=Text(site.note, "en") if site.note else None,
        geometry=shape,
        drawn=site.geom is not None and site.not_drawn is None,
        hints=_hints(site),
        pictures=_newest(seen, photos),
        actions=tuple(_actions(site, viewer)),
    )


def day_of(at: datetime) -> str:
    """The day in Kazakhstan at that time, as an ISO date."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(_KAZAKHSTAN).date().isoformat()


def as_told(dates: str, protected: bool) -> str:
    """EDTF dates as they may be told: of a protected place only year and month."""
    return "/".join(part[:7] for part in dates.split("/")) if protected else dates


def _facts(site: Site, language: str) -> tuple[Fact, ...]:
    found = []
    status = localize(site.status_texts, language)
    if status.value:
        found.append(Fact(_("State as reported"), status.value, status.language))
    if site.first_reported:
        found.append(Fact(_("First reported"), figures.day(as_told(site.first_reported, site.protected))))
    if site.waste_types:
        found.append(Fact(_("Waste"), ", ".join(str(words.WASTE[code]) for code in site.waste_types)))
    if site.size_class:
        found.append(Fact(_("Size"), words.SIZE[site.size_class]))
    sizes = (
        (_("Area"), site.area_m2, figures.area),
        (_("Length"), site.length_m, figures.metres),
        (_("Volume"), site.volume_m3, figures.cubic_metres),
        (_("Mass"), site.mass_t, figures.tonnes),
    )
    found.extend(Fact(label, written(value)) for label, value, written in sizes if value is not None)
    if site.signs:
        found.append(Fact(_("Signs"), ", ".join(str(words.SIGN[code]) for code in site.signs)))
    return tuple(found)


def _timeline(
    db: Session,
    site: Site,
    seen: Sequence[tuple[Observation, bool]],
    photos: dict[int, list[Photo]],
    language: str,
) -> tuple[Entry, ...]:
    """What was seen and what was decided, by day; on the same day what was seen comes first."""
    entries: list[_Dated] = []
    for one, protected in seen:
        told = as_told(one.observed_on, protected)
        entries.append((told, 0, one.id, _observation(one, told, photos.get(one.id, []), language)))
    for event in db.scalars(select(SiteEvent).where(SiteEvent.site_id == site.id).order_by(SiteEvent.id)):
        label, tone = _event(event, site.protected)
        if label:
            told = as_told(day_of(event.at), site.protected)
            note = Text(event.public_note, "und")
            entries.append((told, 1, event.id, Entry(figures.day(told), label, note, tone=tone)))
    return tuple(entry for *_order, entry in sorted(entries, key=lambda one: one[:3]))


def _observation(seen: Observation, told: str, photos: Sequence[Photo], language: str) -> Entry:
    label = _("%(what)s, told by %(who)s", what=words.SEEN[seen.seen], who=words.OBSERVER[seen.observer_kind])
    if seen.mass_t is not None:
        label = f"{label} · {figures.tonnes(seen.mass_t)}"
    if seen.size_class and seen.seen != "gone":
        label = f"{label} · {words.SIZE[seen.size_class]}"
    sizes = ((seen.area_m2, figures.area), (seen.volume_m3, figures.cubic_metres))
    label = " · ".join([label, *(written(size) for size, written in sizes if size is not None)])
    if seen.composition:
        shares = (f"{words.WASTE[code]} {share} %" for code, share in seen.composition.items())
        label = f"{label} · {', '.join(shares)}"
    return Entry(
        date=figures.day(told) if told else "",
        label=label,
        words=localize(seen.words, language),
        photos=tuple(link for url in seen.photo_urls for link in safe_links(url)),
        citation=provenance.citation(seen),
        pictures=pictures(photos),
        tone="good" if seen.seen == "gone" else "neutral",
    )


def _event(event: SiteEvent, protected: bool) -> tuple[Words, str]:
    """What the public hears of an event, and its tone; no words when it is nobody's business."""
    status = event.after.get("status", "")
    if event.action == "accepted" and status and event.observation_id is None:
        return _("Looked at and published by a moderator"), "neutral"
    if event.action in ("status", "reverted") and status in states.PUBLIC:
        tone = words.STATUS_TONE.get(status, "neutral")
        letter = (event.after.get("letter_number", ""), as_told(event.after.get("letter_date", ""), protected))
        return (_letter(*letter) if any(letter) else words.STATUS[status]), tone
    if event.action == "merged" and event.after.get("merged"):
        return _("Joined with another report of the same place"), "neutral"
    return "", "neutral"


def _letter(number: str, sent_on: str) -> Words:
    if number and sent_on:
        return _("Sent to the authority: letter no. %(number)s of %(date)s", number=number, date=figures.day(sent_on))
    if number:
        return _("Sent to the authority: letter no. %(number)s", number=number)
    return _("Sent to the authority: letter of %(date)s", date=figures.day(sent_on))


def _newest(seen: Sequence[tuple[Observation, bool]], photos: dict[int, list[Photo]]) -> tuple[Picture, ...]:
    newest_first = [photo for one, _protected in reversed(seen) for photo in photos.get(one.id, [])]
    return pictures(newest_first[:_MOST_PICTURES])


def _hints(site: Site) -> tuple[Words, ...]:
    """What must be said before anything else; the first ones only ever reach moderators and owners."""
    found: list[Words] = []
    if site.visibility == "organisation":
        found.append(_("Only members of the organisation and moderators see this page."))
    elif site.visibility != "public":
        found.append(_("Only moderators see this page: the record is hidden."))
    elif site.status == "new":
        found.append(_("Only moderators see this page: the report waits for a decision."))
    elif site.status == "rejected":
        found.append(_("Only moderators see this page: the report was rejected."))
    if site.protected:
        found.append(_("The exact place is kept back, to protect people or the place itself."))
    return tuple(found)


def _actions(site: Site, viewer: Viewer) -> Iterator[Action]:
    if queries.is_public(site):
        shape = provenance.published_geometry(site)
        yield from _offer("report.update", _("Still there? Gone?"), primary=True, key=site.key)
        if shape is not None:
            point = point_of(shape)
            near: dict[str, Any] = {"lat": f"{point.y:.5f}", "lon": f"{point.x:.5f}"}
            yield from _offer("alerts.new", _("Get news of this place"), **near)
        yield from _offer("moderation.flag", _("Something wrong here?"), key=site.key)
    if viewer.organisation_ids and queries.is_public(site):
        yield from _offer("visits.new", _("Record a visit"), site=site.key)
    if queries.may_decide(viewer, site):
        yield from _offer("moderation.review", _("Moderate"), key=site.key)


def _offer(endpoint: str, said: Words, *, primary: bool = False, **values: Any) -> Iterator[Action]:
    """The action, where this installation has the page for it."""
    if endpoint in current_app.view_functions:
        yield Action(url_for(endpoint, **values), said, primary)
