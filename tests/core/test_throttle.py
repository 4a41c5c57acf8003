"""Limits hold for all workers together, and nobody's address is kept anywhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.config import Config
from mapapp.core import throttle
from mapapp.core.database import make_engine
from mapapp.core.throttle import limited
from mapapp.core.throttle_storage import CounterStorage
from tests.conftest import SECRET
from tests.forms import token

ADDRESS = "203.0.113.77"
JSON = {"Accept": "application/json"}


def with_views(app: Flask) -> Flask:
    @limited("3 per hour", scope="test")
    def form() -> str:
        return "taken"

    @limited("2 per minute; 5 per hour", scope="look")
    def look() -> str:
        return "seen"

    app.add_url_rule("/form", "form", form, methods=["GET", "POST"])
    app.add_url_rule("/look", "look", look)
    return app


@pytest.fixture
def limited_app(app: Flask) -> Flask:
    return with_views(app)


def made(connection: Connection, **settings: object) -> Flask:
    config = Config("postgresql+psycopg://", SECRET, default_language="en", **settings)  # type: ignore[arg-type] # few
    return with_views(create_app(config, connection))


def send(app: Flask, address: str = ADDRESS, **headers: str) -> int:
    client = app.test_client()
    data = {"csrf_token": token(client)}
    return client.post("/form", data=data, headers=headers, environ_base={"REMOTE_ADDR": address}).status_code


def test_one_more_than_the_limit_is_refused_with_when_to_try_again(limited_app: Flask) -> None:
    assert [send(limited_app) for _ in range(4)] == [200, 200, 200, 429]
    answer = limited_app.test_client().post("/form", headers=JSON, environ_base={"REMOTE_ADDR": ADDRESS})
    assert answer.status_code == 429
    assert 3500 < int(answer.headers["Retry-After"]) <= 3601
    error = answer.get_json()["error"]
    assert error["code"] == "too_many"
    assert error["hint"] == "Try again in 60 minutes."


def test_others_are_not_concerned(limited_app: Flask) -> None:
    for _ in range(4):
        send(limited_app)
    assert send(limited_app, "203.0.113.78") == 200


def test_looking_at_a_form_is_not_counted_and_asking_a_service_is(limited_app: Flask) -> None:
    client = limited_app.test_client()
    assert {client.get("/form").status_code for _ in range(9)} == {200}
    assert [client.get("/look").status_code for _ in range(3)] == [200, 200, 429]


def test_a_house_counts_as_one_however_many_addresses_it_has(limited_app: Flask) -> None:
    sent = [send(limited_app, f"2001:db8:1:2::{last}") for last in range(1, 5)]
    assert sent == [200, 200, 200, 429]
    assert send(limited_app, "2001:db8:1:3::1") == 200


def test_the_same_address_written_in_two_ways_is_one(app: Flask) -> None:
    with app.app_context():
        assert throttle.who(f"::ffff:{ADDRESS}") == throttle.who(ADDRESS)
        assert throttle.who("fe80::1%eth0") == throttle.who("fe80::2")
        assert throttle.who(None) == throttle.who("")


def test_tomorrow_nobody_is_known_again(app: Flask) -> None:
    with app.app_context(), patch("mapapp.core.throttle.datetime") as clock:
        clock.now.return_value = datetime(2026, 5, 1, 23, 59, tzinfo=UTC)
        today = throttle.who(ADDRESS)
        clock.now.return_value = datetime(2026, 5, 2, 0, 1, tzinfo=UTC)
        assert throttle.who(ADDRESS) != today
    app.config["SECRET_KEY"] = "another-key-0123456789"
    with app.app_context():
        assert throttle.who(ADDRESS) != today


def test_nobody_can_choose_their_address_unless_a_proxy_of_ours_says_it(limited_app: Flask) -> None:
    sent = [send(limited_app, **{"X-Forwarded-For": f"198.51.100.{last}"}) for last in range(4)]
    assert sent == [200, 200, 200, 429]


def test_behind_a_proxy_the_last_address_that_it_added_counts(connection: Connection) -> None:
    app = made(connection, proxies=1)
    sent = [send(app, "127.0.0.1", **{"X-Forwarded-For": f"10.9.8.{last}, {ADDRESS}"}) for last in range(4)]
    assert sent == [200, 200, 200, 429]
    assert send(app, "127.0.0.1", **{"X-Forwarded-For": "203.0.113.5"}) == 200


def test_a_refused_form_is_counted_too(limited_app: Flask) -> None:
    client = limited_app.test_client()
    answers = [client.post("/form", environ_base={"REMOTE_ADDR": ADDRESS}).status_code for _ in range(4)]
    assert answers == [400, 400, 400, 429]


def test_the_address_is_nowhere_in_the_database_or_in_the_log(
    limited_app: Flask, db: Session, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(5):
            send(limited_app)
    assert db.scalar(text("SELECT count(*) FROM request_counter")) == 1
    tables = db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    assert "request_counter" in tables
    for table in tables:
        found = db.scalar(
            text(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE :what'), {"what": f"%{ADDRESS}%"}
        )
        assert found == 0, table
    assert ADDRESS not in caplog.text


def test_counters_whose_time_is_over_start_again_and_are_swept(app: Flask, db: Session) -> None:
    storage = CounterStorage()
    with app.app_context():
        assert [storage.incr("a", 60), storage.incr("a", 60), storage.incr("b", 60)] == [1, 2, 1]
        db.execute(text("UPDATE request_counter SET expires_at = now() - interval '1 second' WHERE key = 'a'"))
        assert storage.get("a") == 0
        assert storage.incr("a", 60) == 1
        db.execute(text("UPDATE request_counter SET expires_at = now() - interval '1 second' WHERE key = 'a'"))
    throttle.sweep(db)
    assert db.scalars(text("SELECT key FROM request_counter")).all() == ["b"]


@pytest.fixture
def committed(engine: Engine) -> Iterator[Flask]:
    """An application on the database itself; what it counts is removed again."""
    yield with_views(create_app(Config("postgresql+psycopg://", SECRET), engine))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM request_counter"))


def test_many_at_once_are_counted_one_by_one(committed: Flask) -> None:
    def count(_number: int) -> int:
        with committed.app_context():
            return CounterStorage().incr("many", 60)

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(count, range(200)))
    assert sorted(counts) == list(range(1, 201))


def test_a_request_that_fails_was_counted(committed: Flask) -> None:
    assert [send(committed) for _ in range(4)] == [200, 200, 200, 429]


def test_without_the_database_nothing_is_limited_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    nowhere = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    app = with_views(create_app(Config("postgresql+psycopg://", SECRET), nowhere))
    assert [app.test_client().get("/look").status_code for _ in range(4)] == [200] * 4
    assert "nothing is limited now" in caplog.text
