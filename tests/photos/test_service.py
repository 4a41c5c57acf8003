"""Photos are taken in once, shown only when stripped, and gone when they are removed."""

from __future__ import annotations

import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mapapp.errors import BadInput, Conflict, MapappError, TooLarge
from mapapp.photos import decoder, jobs, keeping, service
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures
from mapapp.photos.store import ORIGINALS, PUBLIC, LocalStore, digest_of
from tests.factories import photos
from tests.photos import hostile


def send(app: Flask, db: Session, data: bytes, batch: UUID, upload_id: UUID, position: int = 0) -> Photo:
    with app.app_context():
        return service.receive(db, io.BytesIO(data), batch=batch, upload_id=upload_id, position=position)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Photo)) or 0


def test_a_photo_is_kept_as_it_came_and_not_shown_before_it_is_stripped(
    app: Flask, db: Session, photo_folder: Path
) -> None:
    data = photos.jpeg()
    photo = photos.photo(app, db, data=data, ready=False, public=True)
    assert (photo.state, photo.media_type, photo.byte_count) == ("received", "image/jpeg", len(data))
    assert files(photo_folder) == {digest_of(data)}
    assert LocalStore(photo_folder).get(ORIGINALS, digest_of(data)) == data
    with app.test_request_context():
        assert pictures([photo], signed=True) == ()
    photos.do_jobs(app, db)
    assert photo.state == "ready"
    assert files(photo_folder) == {digest_of(data)} | {str(size["digest"]) for size in photo.sizes.values()}
    with app.test_request_context():
        assert len(pictures([photo], signed=True)) == 1


@pytest.mark.parametrize("make", [photos.png, photos.webp, photos.heic])
def test_every_format_becomes_ready(app: Flask, db: Session, make: object) -> None:
    assert callable(make)
    photo = photos.photo(app, db, data=make())
    assert (photo.state, sorted(photo.sizes)) == ("ready", ["large", "small"])


def test_what_the_camera_wrote_is_known_at_once(app: Flask, db: Session) -> None:
    hints = service.hints(photos.photo(app, db, ready=False))
    assert hints.captured_at == "2024-05-03T14:20:05+05:00"
    assert hints.lonlat == pytest.approx(photos.PLACE, abs=1e-6)


def test_hostile_text_is_not_kept_in_the_row(app: Flask, db: Session) -> None:
    photo = photos.photo(app, db, data=hostile.hostile_text())
    assert service.hints(photo) == service.PhotoHints("", None)
    row = json.dumps([photo.captured_at, photo.sizes, photo.problem, photo.media_type])
    assert "DROP" not in row
    assert photo.state == "ready"


def test_the_same_upload_again_is_the_same_photo(app: Flask, db: Session, photo_folder: Path) -> None:
    batch, upload = uuid4(), uuid4()
    first = send(app, db, photos.jpeg(), batch, upload)
    again = [send(app, db, photos.jpeg(), batch, upload) for _time in range(4)]
    other_bytes = send(app, db, photos.png(), batch, upload)
    assert {one.id for one in (first, *again, other_bytes)} == {first.id}
    assert count(db) == 1
    assert files(photo_folder) == {digest_of(photos.jpeg())}


def test_another_report_cannot_take_a_photo_by_its_identity(app: Flask, db: Session) -> None:
    upload = uuid4()
    send(app, db, photos.jpeg(), uuid4(), upload)
    with pytest.raises(Conflict):
        send(app, db, photos.jpeg(), uuid4(), upload)


def test_a_removed_photo_does_not_come_back_when_it_is_sent_again(app: Flask, db: Session) -> None:
    batch, upload = uuid4(), uuid4()
    photo = send(app, db, photos.jpeg(), batch, upload)
    with app.app_context():
        service.remove(db, photo)
    assert send(app, db, photos.jpeg(), batch, upload).state == "removed"


def test_an_eleventh_photo_is_too_many_until_one_is_removed(app: Flask, db: Session, photo_folder: Path) -> None:
    batch = uuid4()
    photos.photo(app, db, ready=False)  # noise: of another report
    sent = [send(app, db, photos.jpeg(64, 64 + number), batch, uuid4(), number) for number in range(10)]
    before = files(photo_folder)
    with pytest.raises(TooLarge):
        send(app, db, photos.jpeg(64, 99), batch, uuid4())
    assert files(photo_folder) == before
    with app.app_context():
        service.remove(db, sent[3])
    assert send(app, db, photos.jpeg(64, 99), batch, uuid4(), 99).state == "received"
    assert [one.position for one in service.batch(db, batch)] == [0, 1, 2, 4, 5, 6, 7, 8, 9, 99]


@pytest.mark.parametrize("name", hostile.REFUSED_AT_ONCE)
def test_nothing_is_kept_of_what_is_refused(app: Flask, db: Session, photo_folder: Path, name: str) -> None:
    make, code = hostile.REFUSED_AT_ONCE[name]
    with pytest.raises(TooLarge if code.startswith("too_many") else BadInput) as refused:
        photos.photo(app, db, data=make())
    assert isinstance(refused.value, MapappError)
    assert str(refused.value.message)
    assert str(refused.value.hint)
    assert files(photo_folder) == set()
    assert count(db) == 0


def test_nothing_is_kept_of_what_turns_out_to_be_damaged(app: Flask, db: Session, photo_folder: Path) -> None:
    batch = uuid4()
    photo = photos.photo(app, db, data=hostile.damaged_within(), batch=batch, public=True)
    assert (photo.state, photo.problem, photo.original, photo.public) == ("refused", "damaged", None, False)
    assert files(photo_folder) == set()
    assert service.batch(db, batch) == []


def test_removed_bytes_are_gone(app: Flask, db: Session, photo_folder: Path) -> None:
    other = photos.photo(app, db, data=photos.jpeg(300, 300))
    photo = photos.photo(app, db, public=True)
    with app.app_context():
        service.remove(db, photo)
    photos.do_jobs(app, db)
    assert (photo.state, photo.original, photo.public, photo.sizes) == ("removed", None, False, {})
    assert service.hints(photo) == service.PhotoHints("", None)
    assert files(photo_folder) == {other.original} | {size["digest"] for size in other.sizes.values()}


def test_two_photos_of_the_same_bytes_do_not_lose_them_when_one_is_removed(
    app: Flask, db: Session, photo_folder: Path
) -> None:
    one, other = (photos.photo(app, db) for _number in range(2))
    assert one.original == other.original
    assert one.id != other.id
    before = files(photo_folder)
    with app.app_context():
        service.remove(db, one)
    photos.do_jobs(app, db)
    assert files(photo_folder) == before
    with app.app_context():
        service.remove(db, other)
    photos.do_jobs(app, db)
    assert files(photo_folder) == set()


def test_publishing_is_for_photos_that_are_there(app: Flask, db: Session) -> None:
    photo, gone = photos.photo(app, db), photos.photo(app, db)
    with app.app_context():
        service.remove(db, gone)
    service.publish(db, [photo, gone], True)
    assert (photo.public, gone.public) == (True, False)
    service.publish(db, [photo], False)
    assert not photo.public


def test_blurring_makes_new_copies_and_takes_the_old_ones_away(app: Flask, db: Session, photo_folder: Path) -> None:
    photo = photos.photo(app, db, public=True)
    before = {str(size["digest"]) for size in photo.sizes.values()}
    with app.app_context():
        service.blur(db, photo, [(0.0, 0.0, 0.5, 0.5)])
    after = {str(size["digest"]) for size in photo.sizes.values()}
    assert photo.state == "ready"
    assert not before & after
    photos.do_jobs(app, db)
    assert files(photo_folder) == {photo.original} | after
    with app.app_context():
        service.blur(db, photo, [])
    assert {str(size["digest"]) for size in photo.sizes.values()} == before


def test_a_photo_blurred_before_its_copies_are_made_is_never_shown_without(app: Flask, db: Session) -> None:
    plain, hidden = photos.photo(app, db), photos.photo(app, db, ready=False)
    with app.app_context():
        service.blur(db, hidden, [(0.1, 0.1, 0.3, 0.3)])
    photos.do_jobs(app, db)
    assert hidden.state == "ready"
    assert hidden.sizes["large"]["digest"] != plain.sizes["large"]["digest"]


@pytest.mark.parametrize("area", [(-0.1, 0, 0.5, 0.5), (0, 0, 0, 0.5), (1, 0, 0.5, 0.5), (0, float("nan"), 0.1, 0.1)])
def test_an_area_outside_the_photo_is_refused(app: Flask, db: Session, area: tuple[float, float, float, float]) -> None:
    photo = photos.photo(app, db)
    with app.app_context(), pytest.raises(BadInput):
        service.blur(db, photo, [area])


def test_the_job_may_come_twice(app: Flask, db: Session) -> None:
    photo = photos.photo(app, db)
    before = dict(photo.sizes)
    with app.app_context():
        jobs.make_copies(db, photo.id)
        jobs.make_copies(db, 987_654)
    assert photo.sizes == before


def test_a_decoder_out_of_order_leaves_the_photo_for_later(
    app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = photos.photo(app, db, ready=False)

    def broken() -> None:
        raise decoder.DecoderFailed

    monkeypatch.setattr(decoder, "_take", broken)
    with app.app_context(), pytest.raises(decoder.DecoderFailed):
        jobs.make_copies(db, photo.id)
    assert photo.state == "received"


def test_copies_that_were_given_up_are_promised_again(app: Flask, db: Session) -> None:
    late, fresh = photos.photo(app, db, ready=False), photos.photo(app, db, ready=False)
    late.received_at = datetime.now(UTC) - timedelta(hours=3)
    db.execute(text("DELETE FROM procrastinate_jobs"))
    with app.app_context():
        jobs.catch_up(db)
    photos.do_jobs(app, db)
    assert (late.state, fresh.state) == ("ready", "received")


def test_what_cut_off_requests_left_is_swept_after_a_day(app: Flask, db: Session, photo_folder: Path) -> None:
    photo = photos.photo(app, db)
    needed = files(photo_folder)
    kept = LocalStore(photo_folder)
    for data in (b"new orphan", b"old orphan"):
        for tree in (ORIGINALS, PUBLIC):
            kept.put(tree, digest_of(data), data)
    day_before = (datetime.now(UTC) - timedelta(hours=25)).timestamp()
    for path in photo_folder.rglob("*"):
        if path.is_file() and path.name != digest_of(b"new orphan"):
            os.utime(path, (day_before, day_before))
    with app.app_context():
        jobs.sweep(db)
    assert files(photo_folder) == needed | {digest_of(b"new orphan")}
    assert photo.state == "ready"


def test_bytes_that_a_photo_needs_are_never_taken_away(app: Flask, db: Session, photo_folder: Path) -> None:
    photo = photos.photo(app, db)
    before = files(photo_folder)
    with app.app_context():
        keeping.discard(db, ORIGINALS, str(photo.original))
        keeping.discard(db, PUBLIC, str(photo.sizes["small"]["digest"]))
    assert files(photo_folder) == before
