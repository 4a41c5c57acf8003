"""What a moderator sees of a report: all that there is to know, on one page, before any markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from geoalchemy2.shape import to_shape
from shapely import to_geojson
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from mapapp.core import figures, provenance
from mapapp.core.i18n import Text, Words, language
from mapapp.core.presentation import Badge, Fact, Picture
from mapapp.core.viewer import Viewer
from mapapp.core.words import PRECISION
from mapapp.domains.reports import states, words
from mapapp.domains.reports.intake.gazetteer import region_name
from mapapp.domains.reports.intake.models import Message, Submission
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import personal, pictures, queries
from mapapp.domains.reports.moderation import words as deciding_words
from mapapp.domains.reports.moderation.models import Flag
from mapapp.photos import service as photos
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures as picture_of
from mapapp.spatial.geodesic import distance_m
from mapapp.spatial.shapes import point_of

_NEAR_M, _MOST_NEAR, _MOST_OTHERS = 3000.0, 8, 8
_FAR_M = 300  # a photo taken farther than this from the told place is worth a look


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo with what the camera wrote; ``picture`` is missing while it is being made, or was refused."""

    photo: Photo
    picture: Picture | None
    hidden: bool
    captured: str
    away: str
    far: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation: what was told, with its photos, its words cut where they may be personal, its reporter."""

    row: Observation
    submission: Submission | None
    label: Words
    state: Badge
    facts: Sequence[Fact]
    words: Sequence[tuple[str, Sequence[personal.Part]]]
    shots: Sequence[Shot]
    messages: Sequence[Message]
    reporter: Words
    age: Words

    @property
    def personal(self) -> bool:
        """Whether its words seem to hold personal data."""
        return any(part.kind for _language, parts in self.words for part in parts)

    @property
    def waits(self) -> bool:
        """Whether nobody decided about it."""
        return self.row.state == "new"


@dataclass(frozen=True, slots=True)
class Beside:
    """Another site: near by, joined, or from the same reporter; ``away`` is a distance in words."""

    key: str
    title: Text
    badge: Badge
    away: str = ""
    at: tuple[float, float] | None = None
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The page of one site for moderators."""

    site: Site
    title: Text
    kind: Words
    badge: Badge
    region: str
    place: BaseGeometry | None
    seen: Sequence[Seen]
    near: Sequence[Beside]
    joined: Sequence[Beside]
    others: Sequence[Beside]
    flags: Sequence[tuple[Flag, Words]]
    following: Sequence[str]
    chart: Mapping[str, Any]

    @property
    def waiting(self) -> Seen | None:
        """What the keys decide about: the first observation that waits."""
        return next((one for one in self.seen if one.waits), None)


def review(db: Session, site: Site, who: Viewer) -> Review:
    """All that there is to know of a site that this moderator decides about."""
    place = exact(site)
    shots = _shots(db, site, place)
    seen = [_seen(row, submission, shots.get(row.id, ())) for row, submission in queries.observations(db, site)]
    near = [_neighbour(other, away) for other, away in queries.neighbours(db, site, who, _NEAR_M, _MOST_NEAR)]
    return Review(
        site=site,
        title=title(site),
        kind=words.KIND[site.kind],
        badge=badge(site),
        region=region_name(db, site.oblast),
        place=place,
        seen=seen,
        near=near,
        joined=[_beside(other) for other in queries.merged_into(db, site)],
        others=[
            _beside(other, note=words.SEEN[observation.seen])
            for _submission, other, observation in queries.others_of(db, site, who, _MOST_OTHERS)
        ],
        flags=[(flag, age(flag.created_at)) for flag in queries.flags(db, site)],
        following=states.following(who.role, site.status),
        chart=_chart(site, seen, near),
    )


def _neighbour(other: Site, away: float) -> Beside:
    """A site with its distance; of one that is placed by its settlement only how well its place is known."""
    if other.precision in ("village", "district"):
        return _beside(other, note=PRECISION[other.precision])
    return _beside(other, away=figures.metres(round(away)))


def exact(site: Site) -> BaseGeometry | None:
    """The exact place, for those who may see it."""
    kept = site.geom_exact if site.geom_exact is not None else site.geom
    return to_shape(kept) if kept is not None else None


def title(site: Site) -> Text:
    """What the record is called in public."""
    shape = provenance.published_geometry(site)
    return provenance.title(site.names, words.KIND[site.kind], shape, site.key, language())


def badge(site: Site) -> Badge:
    """The status; what is hidden or joined says so instead."""
    if site.merged_into_id is not None:
        return Badge(_("Joined with another report"))
    if site.visibility != "public":
        return Badge(_("Hidden"), "bad")
    return Badge(words.STATUS[site.status], words.STATUS_TONE.get(site.status, "neutral"))


def age(at: datetime) -> Words:
    """How long ago that was, in words."""
    past = datetime.now(UTC) - (at if at.tzinfo else at.replace(tzinfo=UTC))
    minutes = max(0, int(past.total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", minutes // 60)
    return ngettext("%(num)s day ago", "%(num)s days ago", minutes // (24 * 60))


def _shots(db: Session, site: Site, place: BaseGeometry | None) -> dict[int, list[Shot]]:
    found: dict[int, list[Shot]] = {}
    for link, photo in pictures.of_site(db, site):
        camera = photos.hints(photo)
        away = None
        if camera.lonlat is not None and place is not None:
            told = point_of(place)
            away = distance_m(camera.lonlat, (told.x, told.y))
        shown = picture_of([photo], signed=True)
        captured = camera.captured_at.replace("T", " ")
        words_away = figures.metres(round(away)) if away is not None else ""
        far = away is not None and away > _FAR_M
        shot = Shot(photo, shown[0] if shown else None, link.hidden, captured, words_away, far)
        found.setdefault(link.observation_id, []).append(shot)
    return found


def _seen(row: Observation, submission: Submission | None, shots: Sequence[Shot]) -> Seen:
    tone = {"new": "warn", "rejected": "bad"}.get(row.state, "good")
    told = [(code, personal.parts(text)) for code, text in row.words.items() if text]
    return Seen(
        row=row,
        submission=submission,
        label=_("%(what)s, told by %(who)s", what=words.SEEN[row.seen], who=words.OBSERVER[row.observer_kind]),
        state=Badge(deciding_words.STATE[row.state], tone),
        facts=_facts(row),
        words=told,
        shots=shots,
        messages=submission.messages if submission is not None else (),
        reporter=_reporter(submission),
        age=age(row.created_at),
    )


def _facts(row: Observation) -> Sequence[Fact]:
    found = [
        Fact(_("Observed"), figures.day(row.observed_on) if row.observed_on else ""),
        Fact(_("Size"), words.SIZE[row.size_class] if row.size_class else ""),
        Fact(_("Area"), figures.area(row.area_m2) if row.area_m2 is not None else ""),
        Fact(_("Volume"), figures.cubic_metres(row.volume_m3) if row.volume_m3 is not None else ""),
        Fact(_("Signs"), ", ".join(str(words.SIGN[code]) for code in row.signs)),
    ]
    return [one for one in found if one.value]


def _reporter(submission: Submission | None) -> Words:
    """Whether the reporter can be reached; never who it is."""
    if submission is None:
        return ""
    if submission.withdrawn_at is not None:
        return _("The reporter took this back.")
    wish = f" {_('Asks for the place to be protected.')}" if "protect" in submission.wants else ""
    if submission.confirmed_at is not None and submission.sealed_contact is not None:
        return _("The reporter can be asked by e-mail.") + wish
    return _("The reporter can be asked on the private page only.") + wish


def _beside(site: Site, *, away: str = "", note: Words = "") -> Beside:
    shape = provenance.published_geometry(site)
    point = point_of(shape) if shape is not None else None
    return Beside(site.key, title(site), badge(site), away, (point.x, point.y) if point else None, note)


def _chart(site: Site, seen: Sequence[Seen], near: Sequence[Beside]) -> Mapping[str, Any]:
    """What the script draws: places as GeoJSON and longitude-latitude pairs."""
    place, published = exact(site), provenance.published_geometry(site)
    told = [to_shape(one.row.geom_told) for one in seen if one.row.geom_told is not None]
    cameras = [photos.hints(shot.photo).lonlat for one in seen for shot in one.shots]
    return {
        "place": _geojson(place),
        "published": _geojson(published) if site.protected else None,
        "around": site.precision_m if site.protected else None,
        "told": [_geojson(one) for one in told if one != place],
        "cameras": [list(one) for one in cameras if one is not None],
        "near": [{"key": one.key, "title": one.title.value, "at": one.at, "away": one.away} for one in near if one.at],
        "words": {
            "place": _("The place of this report"),
            "published": _("What everybody sees"),
            "camera": _("Where the camera was"),
            "told": _("As it was told"),
        },
    }


def _geojson(shape: BaseGeometry | None) -> str | None:
    return str(to_geojson(shape)) if shape is not None else None
