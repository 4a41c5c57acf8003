"""What the form's script asks for: a token, photos one by one, sites nearby, a place in words."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import UUID

from flask import Response, jsonify, make_response, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from shapely.geometry import Point

from mapapp.core import trap
from mapapp.core.bodies import takes
from mapapp.core.database import session
from mapapp.core.throttle import limited
from mapapp.domains.reports.intake import fields, gazetteer, nearby, places, received
from mapapp.domains.reports.intake.fields import FieldError
from mapapp.domains.reports.intake.routes import blueprint
from mapapp.domains.reports.models import KINDS
from mapapp.errors import BadInput, NotFound
from mapapp.photos import service as photos
from mapapp.photos.headers import MAX_BYTES
from mapapp.spatial.shapes import point_of

_A_LITTLE_MORE = 1 << 20  # so that a photo just over the limit is told so in words of its own
_LONGEST_TEXT = 2000


@blueprint.get("/report/token.json")
def token() -> Response:
    """What a form that lay on a phone needs before it can be sent."""
    ticket = trap.ticket()
    return jsonify(csrf=generate_csrf(), ticket=ticket, challenge=trap.challenge(ticket))


@blueprint.put("/report/<uuid:uuid>/photos/<uuid:upload_id>")
@takes(MAX_BYTES + _A_LITTLE_MORE)
@limited("600 per hour", scope="photos")
def put_photo(uuid: UUID, upload_id: UUID) -> Response:
    """Receives the body as a photo; the same identity again is the same photo."""
    position = request.args.get("position", default=0, type=int)
    stream = cast("BinaryIO", request.stream)
    photo = received.receive_one(session(), stream, uuid, upload_id, min(max(position, 0), 1000))
    return make_response(jsonify(received.shown([photo])[0].as_json()), 201)


@blueprint.delete("/report/<uuid:uuid>/photos/<uuid:upload_id>")
@limited("600 per hour", scope="photos")
def delete_photo(uuid: UUID, upload_id: UUID) -> Response:
    """Takes a photo away before the report is sent; one that is not there is gone already."""
    received.remove(session(), uuid, [str(upload_id)])
    return make_response("", 204)


@blueprint.get("/report/<uuid:uuid>/photos.json", endpoint="photos")
def photos_of(uuid: UUID) -> Response:
    """The photos that came for this report: only its sender knows this address."""
    return jsonify(photos=[one.as_json() for one in received.shown(photos.batch(session(), uuid))])


@blueprint.get("/report/nearby.json", endpoint="nearby")
@limited("1200 per hour", scope="lookup")
def known_nearby() -> Response:
    """Public sites of a like kind near a place."""
    try:
        lon = fields.coordinate(request.args.get("lon", ""), 180)
        lat = fields.coordinate(request.args.get("lat", ""), 90)
        accuracy = fields.accuracy(request.args.get("accuracy", "")) or 0.0
        kind = fields.one_of(request.args.get("kind", ""), KINDS)
    except FieldError as error:
        raise BadInput(str(error)) from None
    if lon is None or lat is None:
        raise BadInput(_("Say where: lon and lat are missing."))
    return jsonify(sites=nearby.as_json(nearby.near(session(), Point(lon, lat), kind, accuracy)))


@blueprint.get("/report/place.json", endpoint="place")
@limited("1200 per hour", scope="lookup")
def place_of() -> Response:
    """The place that a text writes: coordinates in any notation, a Plus code, a link of a map, a settlement."""
    db = session()
    try:
        text = fields.text(request.args.get("text", "")[: _LONGEST_TEXT + 1], _LONGEST_TEXT)
        found, choices = places.look_up(db, text)
    except FieldError as error:
        raise BadInput(str(error)) from None
    except places.Unplaced as unplaced:
        raise BadInput(unplaced.message) from None
    if found is None:
        if not choices:
            raise NotFound(_("Write a settlement, coordinates or a Plus code."))
        return jsonify(lonlat=None, choices=[_choice(one) for one in choices])
    middle = point_of(found.shape)
    return jsonify(
        lonlat=[middle.x, middle.y],
        accuracy_m=found.precision_m,
        precision=found.precision,
        place=found.name or gazetteer.nearest_settlement(db, middle.x, middle.y),
        region=gazetteer.region_name(db, found.oblast),
    )


def _choice(one: gazetteer.Settlement) -> dict[str, object]:
    return {"key": one.key, "name": one.name, "region": one.region, "lonlat": [one.point.x, one.point.y]}
