"""Writes of subscriptions. What is answered never tells whether an address was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from geoalchemy2.shape import from_shape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core import outbox, tokens
from mapapp.core.addresses import absolute
from mapapp.core.outbox import Letter
from mapapp.core.seal import blind, seal
from mapapp.notify.areas import Area
from mapapp.notify.models import Silence, Subscription
from mapapp.notify.present import area_words

TOKEN = "alert"  # noqa: S105 -- the purpose of a token, not one
MOST = 10  # subscriptions of one address
MOST_WAITING = 3  # letters that ask for a confirmation, in a day: nobody can fill somebody else's box
BLIND = "alert-address"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for; ``uuid`` was given out with the form, so that sending it twice is asking once."""

    uuid: UUID
    address: str
    language: str
    area: Area


def subscribe(db: Session, wanted: Wanted) -> None:
    """Keeps the subscription and writes the letter that asks for a confirmation.

    Does nothing when it is known already, or when the address has as many as it may have.
    """
    address_blind = blind(BLIND, wanted.address)
    db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(address_blind, 0))))
    known = db.scalar(select(Subscription.id).where(Subscription.uuid == wanted.uuid))
    if known is not None or not _has_room(db, address_blind):
        return
    row = Subscription(
        uuid=wanted.uuid,
        sealed_address=seal(wanted.address),
        address_blind=address_blind,
        language=wanted.language,
        **_columns(wanted.area),
    )
    db.add(row)
    db.flush()
    with force_locale(row.language):
        letter = _confirm(db, row)
    outbox.write(db, "alert_confirm", wanted.address, row.language, letter)


def find(db: Session, token: str) -> Subscription | None:
    """The subscription that a private link stands for; None when the link is not ours or the subscription is over."""
    identity = tokens.read(TOKEN, token)
    return db.scalar(select(Subscription).where(Subscription.uuid == UUID(identity))) if identity else None


def confirm(db: Session, row: Subscription) -> None:
    """From now on letters are sent; a second time changes nothing."""
    if row.confirmed_at is None:
        row.confirmed_at = datetime.now(UTC)
        db.flush()


def change(db: Session, row: Subscription, area: Area | None, language: str) -> None:
    """Another area, if there is one, and the language of the letters."""
    row.language = language
    for name, value in (_columns(area) if area else {}).items():
        setattr(row, name, value)
    db.flush()


def end(db: Session, row: Subscription) -> None:
    """Forgets the subscription with its address."""
    db.delete(row)
    db.flush()


def silence(db: Session, submission: UUID, silent: bool) -> None:
    """No letters about this submission from now on, or letters again."""
    row = db.get(Silence, submission)
    if silent and row is None:
        db.add(Silence(submission=submission))
    elif not silent and row is not None:
        db.delete(row)
    db.flush()


def token_of(row: Subscription) -> str:
    """The private link's token."""
    return tokens.make(TOKEN, str(row.uuid))


def _columns(area: Area) -> dict[str, object]:
    return {
        "area": area.kind,
        "unit_key": area.unit_key,
        "radius_km": area.radius_km,
        "title": area.title,
        "geom": from_shape(area.shape, srid=4326),
    }


def _has_room(db: Session, address_blind: str) -> bool:
    mine = Subscription.address_blind == address_blind
    waiting = Subscription.confirmed_at.is_(None) & (Subscription.created_at > datetime.now(UTC) - _DAY)
    counted = select(func.count().filter(Subscription.confirmed_at.is_not(None)), func.count().filter(waiting)).where(
        mine
    )
    confirmed, asked = db.execute(counted).one()
    return bool(confirmed + asked < MOST and asked < MOST_WAITING)


def _confirm(db: Session, row: Subscription) -> Letter:
    token = token_of(row)
    page = absolute("alerts.mine", token=token, lang=row.language)
    return Letter(
        subject=_("Please confirm: letters about places near you"),
        paragraphs=[
            _("Hello."),
            _(
                "Somebody, most likely you, asked for a letter when a dump or another hot spot becomes public here: "
                "%(area)s.",
                area=area_words(db, row, row.language),
            ),
            _("Press the button to say that you want this. Nothing else is sent here before that."),
        ],
        link=(page, _("Yes, send me letters")),
        ending=[_("If it was not you, do nothing: you get no more letters, and your address is erased after 14 days.")],
        ending_link=(page, _("See, change or end this alert")),
        unsubscribe=absolute("alerts.end", token=token),
    )
