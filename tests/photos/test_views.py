"""Who is answered a photo, and with what."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.audit import AuditEntry
from mapapp.core.presentation import Picture
from mapapp.core.viewer import Viewer
from mapapp.photos import access, service
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures
from tests.factories import photos
from tests.factories.accounts import log_in, person

ROLES = ("member", "moderator", "administrator")


def picture(app: Flask, photo: Photo, *, signed: bool = False, path: str = "/") -> Picture:
    with app.test_request_context(path):
        return pictures([photo], signed=signed)[0]


def addresses(app: Flask, photo: Photo) -> list[str]:
    """Where the copies of a photo would be, were it public."""
    public, photo.public = photo.public, True
    found = picture(app, photo)
    photo.public = public
    return [found.small, found.large]


def status(client: FlaskClient, address: str) -> int:
    return client.get(address).status_code


def test_a_public_copy_is_answered_to_everybody_and_can_do_nothing(
    app: Flask, db: Session, client: FlaskClient
) -> None:
    photo = photos.photo(app, db, public=True)
    for address in (picture(app, photo).small, picture(app, photo).large):
        answer = client.get(address)
        assert (answer.status_code, answer.data[:3]) == (200, b"\xff\xd8\xff")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers


def test_an_unchanged_copy_is_not_sent_again(app: Flask, db: Session, client: FlaskClient) -> None:
    address = picture(app, photos.photo(app, db, public=True)).small
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "no-cache"


def test_a_hidden_photo_is_gone_at_once_also_for_who_has_seen_it(app: Flask, db: Session, client: FlaskClient) -> None:
    photo = photos.photo(app, db, public=True)
    address = picture(app, photo).large
    seen = client.get(address).headers["ETag"]
    service.publish(db, [photo], False)
    answer = client.get(address, headers={"If-None-Match": seen})
    assert answer.status_code == 404
    assert b"\xff\xd8\xff" not in answer.data


@pytest.mark.parametrize("role", ROLES)
def test_a_photo_that_is_not_public_is_for_moderators(app: Flask, db: Session, client: FlaskClient, role: str) -> None:
    photo = photos.photo(app, db)
    for address in addresses(app, photo):
        assert status(client, address) == 404
    log_in(client, person(db, role))
    for address in addresses(app, photo):
        answer = client.get(address)
        assert answer.status_code == (404 if role == "member" else 200)
        if role != "member":
            assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_signed_address_opens_its_own_photo_only(app: Flask, db: Session, client: FlaskClient) -> None:
    photo, other = photos.photo(app, db), photos.photo(app, db, data=photos.jpeg(300, 200))
    signed = picture(app, photo, signed=True)
    assert status(client, signed.small) == status(client, signed.large) == 200
    key = signed.small.partition("?")[2]
    assert status(client, f"{addresses(app, other)[0]}?{key}") == 404
    assert status(client, f"{addresses(app, photo)[0]}?key=forged") == 404
    with app.app_context():
        service.remove(db, photo)
    assert status(client, signed.small) == 404


def test_pages_for_everybody_are_given_public_photos_only(app: Flask, db: Session) -> None:
    shown, hidden = photos.photo(app, db, public=True), photos.photo(app, db)
    waiting = photos.photo(app, db, ready=False, public=True)
    with app.test_request_context():
        assert len(pictures([hidden, shown, waiting])) == 1
        assert len(pictures([hidden, shown, waiting], signed=True)) == 2
        assert "key=" not in pictures([shown])[0].small


def test_an_address_has_no_language_and_says_the_size(app: Flask, db: Session) -> None:
    found = picture(app, photos.photo(app, db, data=photos.jpeg(2000, 1000), public=True), path="/?lang=kk")
    assert "lang" not in found.small
    assert (found.width, found.height) == (1600, 800)


def test_after_blurring_the_former_address_is_gone(app: Flask, db: Session, client: FlaskClient) -> None:
    photo = photos.photo(app, db, public=True)
    before = picture(app, photo)
    with app.app_context():
        service.blur(db, photo, [(0.2, 0.2, 0.3, 0.3)])
    after = picture(app, photo)
    assert status(client, before.small) == status(client, before.large) == 404
    assert status(client, after.small) == status(client, after.large) == 200


def test_addresses_that_lead_nowhere_are_not_found(app: Flask, db: Session, client: FlaskClient) -> None:
    photo = photos.photo(app, db, public=True)
    good = picture(app, photo).small
    named = good.rpartition("-")[2]
    for wrong in (
        f"/photos/{uuid4()}/small-{named}",
        f"/photos/{photo.upload_id}/large-{named}",
        f"/photos/{photo.upload_id}/original-{named}",
        f"/photos/{photo.upload_id}/small-.jpg",
        f"/photos/{photo.upload_id}/small-{'0' * 16}.jpg",
        "/photos/1/small-x.jpg",
    ):
        assert status(client, wrong) == 404
    assert client.post(good).status_code in (400, 405)


@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_original_is_for_moderators_and_each_time_is_written_down(
    app: Flask, db: Session, client: FlaskClient, role: str | None
) -> None:
    data = photos.jpeg()
    photo = photos.photo(app, db, data=data, public=True)
    user = person(db, role) if role else None
    if user:
        log_in(client, user)
    wanted = select(AuditEntry).where(AuditEntry.action == "photo_original")
    before = len(db.scalars(wanted).all())
    answers = [client.get(f"/photos/{photo.upload_id}/original") for _time in range(2)]
    db.expire_all()
    written = db.scalars(wanted.order_by(AuditEntry.id)).all()[before:]
    if user is None or role == "member":
        assert {answer.status_code for answer in answers} == {302 if user is None else 403}
        assert not written
        assert all(data[:100] not in answer.data for answer in answers)
        return
    for answer in answers:
        assert (answer.status_code, answer.data) == (200, data)
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.cache_control.no_store
        assert answer.headers["Content-Type"] == "application/octet-stream"
    assert [(one.person_id, one.subject) for one in written] == [(user.id, f"photo:{photo.upload_id}")] * 2


def test_a_moderator_of_another_area_sees_neither_original_nor_copies(
    app: Flask, db: Session, client: FlaskClient
) -> None:
    mine, other = photos.photo(app, db), photos.photo(app, db, data=photos.jpeg(200, 100))

    def rule(_db: Session, who: Viewer, photo: Photo) -> bool:
        return who.oblasts == () or photo.id == mine.id

    access.moderated_by(app, rule)
    log_in(client, person(db, "moderator", oblasts=["KZ35"]))
    assert status(client, f"/photos/{mine.upload_id}/original") == 200
    assert status(client, f"/photos/{other.upload_id}/original") == 403
    assert status(client, addresses(app, mine)[0]) == 200
    assert status(client, addresses(app, other)[0]) == 404
    assert status(client, picture(app, other, signed=True).small) == 200


def test_the_original_of_a_removed_photo_is_gone(app: Flask, db: Session, client: FlaskClient) -> None:
    photo = photos.photo(app, db)
    with app.app_context():
        service.remove(db, photo)
    log_in(client, person(db, "administrator"))
    assert status(client, f"/photos/{photo.upload_id}/original") == 404
