"""The form: shown, sent, shown again with what is wrong; the same for a report and for an update of a known site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mapapp.core import outbox, provenance, trap
from mapapp.core.bodies import takes
from mapapp.core.database import session
from mapapp.core.i18n import Words, language
from mapapp.core.throttle import limited
from mapapp.core.viewer import viewer
from mapapp.domains.reports import queries as reports
from mapapp.domains.reports import words
from mapapp.domains.reports.intake import fields, forms, gazetteer, nearby, places, received, service
from mapapp.domains.reports.intake.fields import FieldError
from mapapp.domains.reports.intake.forms import Form, ReportForm
from mapapp.domains.reports.intake.gazetteer import Settlement
from mapapp.domains.reports.intake.nearby import KnownSite
from mapapp.domains.reports.intake.places import FoundPlace, Unplaced
from mapapp.domains.reports.intake.routes import blueprint, wants_json
from mapapp.domains.reports.models import KINDS, SIGNS, SIZES, WASTE_TYPES, Site
from mapapp.errors import BadInput, NotFound, Unprocessable
from mapapp.photos import service as photos
from mapapp.photos.headers import MAX_BYTES

_WHOLE_FORM = photos.MAX_PHOTOS * MAX_BYTES + (2 << 20)
_OFTEN = "60 per hour; 300 per day"  # many people share one address of a mobile operator
# What residents choose from: the kinds and wastes that need a laboratory or a map of mines come from other sources.
_WASTE = ("household", "construction", "industrial", "medical", "tyres", "animal", "hazardous", "oil", "unknown")


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes and their words, in the order in which they are offered."""

    kinds: Sequence[tuple[str, Words]]
    waste: Sequence[tuple[str, Words]]
    sizes: Sequence[tuple[str, Words]]
    signs: Sequence[tuple[str, Words]]


@dataclass
class Asked:
    """What came with a form and what became clear of it so far."""

    form: Form
    site: Site | None
    places: Sequence[Settlement] = ()
    known: Sequence[KnownSite] = field(default_factory=tuple)


@blueprint.get("/report")
def new() -> Response:
    """The empty form, with the place and kind that the address asks for."""
    form = forms.blank(uuid4(), **_of_address(request.args))
    form.ticket = trap.ticket()
    return _page(Asked(form, None), 200)


@blueprint.post("/report", endpoint="send")
@takes(_WHOLE_FORM)
@limited(_OFTEN, scope="report")
def send() -> Response:
    """A new report, or an update of the site that it turned out to be about."""
    return _receive(None)


@blueprint.get("/reports/<key>/update")
def update(key: str) -> Response:
    """The form for how a known site is now."""
    form = forms.blank(uuid4(), seen=request.args.get("seen", ""))  # letters ask and link each answer
    form.ticket = trap.ticket()
    return _page(Asked(form, _site(key)), 200)


@blueprint.post("/reports/<key>/update", endpoint="send_update")
@takes(_WHOLE_FORM)
@limited(_OFTEN, scope="report")
def send_update(key: str) -> Response:
    """How a known site is now."""
    return _receive(_site(key))


def choices() -> Choices:
    """What the form offers."""
    return Choices(
        [(code, words.KIND[code]) for code in KINDS],
        [(code, words.WASTE[code]) for code in WASTE_TYPES if code in _WASTE],
        [(code, words.SIZE[code]) for code in SIZES],
        [(code, words.SIGN[code]) for code in SIGNS],
    )


def _receive(site: Site | None) -> Response:
    db, asked = session(), Asked(forms.typed(request.form), site)
    report, errors = forms.read(request.form, update=site is not None, can_mail=outbox.can_send())
    uuid = fields.identity(asked.form.uuid)
    if uuid is None:
        raise BadInput(errors["uuid"])
    known = service.earlier(db, report) if report is not None else None
    if known is not None:
        return _sent(known)
    if asked.form.values["website"]:
        trap.check(asked.form.ticket, str(asked.form.values["website"]))
    errors |= _take_photos(uuid)
    errors |= _judge_ticket(asked.form)
    place, wrong = _find_place(asked, uuid)
    errors = {**wrong, **errors}
    if report is None or errors:
        asked.form.errors = errors
        return _page(asked, 422)
    return _write(asked, report, place)


def _write(asked: Asked, report: ReportForm, place: FoundPlace | None) -> Response:
    """Writes what is complete; asks first whether it is one of the sites nearby."""
    db = session()
    about = asked.site
    if about is None and report.known not in ("", "new"):
        about = reports.find_site(db, report.known, viewer())
        if about is None:
            asked.form.errors = {"known": _("This record is not there any more. Choose another, or none of these.")}
            return _page(asked, 422)
    if about is not None:
        return _sent(service.update(db, report, about, place, viewer()))
    if place is None:
        raise BadInput(_("Say where it is: in the map, or by a place name or coordinates."))
    if not report.known:
        asked.known = nearby.near(db, place.shape, report.kind, _accuracy(place))
        if asked.known:
            return _page(asked, 200)
    return _sent(service.submit(db, report, place, viewer()))


def _sent(sent: service.Sent) -> Response:
    address = url_for("report.mine", token=sent.token)
    if wants_json():
        return make_response(jsonify(state="received", track=address), 201)
    return make_response(redirect(url_for("report.mine", token=sent.token, sent=1), 303))


def _page(asked: Asked, status: int) -> Response:
    """The form as a page, or for a script what is to be done about it."""
    if wants_json() and asked.form.errors:
        message = next(
            (words for name, words in asked.form.errors.items() if not name), _("Some answers need a change.")
        )
        raise Unprocessable(message, fields=asked.form.errors)
    if wants_json() and asked.known:
        return make_response(jsonify(state="known", sites=nearby.as_json(asked.known)), status)
    asked.form.ticket = asked.form.ticket or trap.ticket()
    uuid = fields.identity(asked.form.uuid)
    page = render_template(
        "reports/report.html",
        form=asked.form,
        photos=received.shown(photos.batch(session(), uuid)) if uuid and request.method == "POST" else [],
        known=asked.known,
        places=asked.places or _chosen_settlement(asked.form),
        choices=choices(),
        can_mail=outbox.can_send(),
        max_photos=photos.MAX_PHOTOS,
        update_of=_title(asked.site) if asked.site is not None else None,
    )
    return make_response(page, status)


def _chosen_settlement(form: Form) -> Sequence[Settlement]:
    """The settlement that was chosen before: the choice must come with the form again, whatever else is asked."""
    key = str(form.values["place_key"])
    chosen = gazetteer.settlement(session(), key) if key else None
    return (chosen,) if chosen is not None else ()


def _take_photos(uuid: UUID) -> dict[str, Words]:
    """Keeps the photos of a form sent without scripts, takes away those that its sender does not want any more."""
    db, wanted = session(), request.form.getlist("remove_photo")
    received.remove(db, uuid, wanted)
    wrong = received.receive_files(db, request.files.getlist("photos"), uuid)
    return {"photos": " ".join(wrong)} if wrong else {}


def _judge_ticket(form: Form) -> dict[str, Words]:
    """What is wrong with when and how the form came; it gets another ticket then."""
    try:
        trap.check(form.ticket, "")
    except BadInput as error:
        form.ticket = trap.ticket()
        return {"": " ".join(str(part) for part in (error.message, error.hint) if part)}
    return {}


def _find_place(asked: Asked, uuid: UUID) -> tuple[FoundPlace | None, dict[str, Words]]:
    """The place, or what is wrong with it, whatever else is wrong with the form.

    Of a site that is known already it is only a hint for moderators.
    """
    db = session()
    told, _wrong = forms.read_place(request.form)  # what is wrong with single fields was found before
    try:
        return places.find_place(db, told, photos.batch(db, uuid)), {}
    except Unplaced as unplaced:
        if asked.site is not None or asked.form.values["known"] not in ("", "new"):
            return None, {}
        asked.places = unplaced.choices
        return None, {unplaced.field: unplaced.message}


def _accuracy(place: FoundPlace) -> float:
    return place.precision_m or (2000.0 if place.precision == "village" else 0.0)


def _site(key: str) -> Site:
    found = reports.find_site(session(), key, viewer())
    if found is None:
        raise NotFound(_("There is no such record."), _("It may have been taken off the map."))
    return found


def _title(site: Site) -> str:
    shape = provenance.published_geometry(site)
    return provenance.title(site.names, words.KIND[site.kind], shape, site.key, language()).value


def _of_address(asked: Mapping[str, str]) -> dict[str, str]:
    """What the map says when it leads here: lon, lat and kind, as far as they can be used."""
    found: dict[str, str] = {}
    try:
        lon, lat = fields.coordinate(asked.get("lon", ""), 180), fields.coordinate(asked.get("lat", ""), 90)
        if lon is not None and lat is not None:
            found = {"lon": str(lon), "lat": str(lat), "place_from": "map"}
    except FieldError:
        found = {}
    if asked.get("kind") in KINDS:
        found["kind"] = asked["kind"]
    return found
