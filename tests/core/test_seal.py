"""What is sealed can be read with the key, with an earlier key, and with nothing else."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mapapp import create_app
from mapapp.config import Config
from mapapp.core import seal, tokens

OLD, NEW = "the-old-key-0123456789", "the-new-key-0123456789"


def with_keys(key: str, *earlier: str) -> Flask:
    return create_app(Config("postgresql+psycopg://nowhere/x", key, secret_key_fallbacks=earlier))


@pytest.fixture(scope="module")
def before() -> Flask:
    return with_keys(OLD)


@pytest.fixture(scope="module")
def after() -> Flask:
    return with_keys(NEW, OLD)


@pytest.fixture(scope="module")
def other() -> Flask:
    return with_keys(NEW)


texts = some.text(alphabet=some.characters(exclude_categories=["Cs"]))
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@given(text=texts)
@quick
def test_what_is_sealed_comes_back(before: Flask, text: str) -> None:
    with before.app_context():
        sealed = seal.seal(text)
        assert seal.unseal(sealed) == text
        assert seal.seal(text) != sealed
        if len(text) > 3:
            assert text.encode() not in sealed


@given(text=texts)
@quick
def test_after_a_change_of_the_key_both_can_be_read(before: Flask, after: Flask, other: Flask, text: str) -> None:
    with before.app_context():
        sealed, token, timed = seal.seal(text), tokens.make("track", text), tokens.make_timed("form", text)
    with after.app_context():
        assert seal.unseal(sealed) == text
        assert tokens.read("track", token) == text
        assert (tokens.read_timed("form", timed, 60) or ("",))[0] == text
        fresh, fresh_token = seal.seal(text), tokens.make("track", text)
    with other.app_context():
        assert seal.unseal(sealed) is None
        assert tokens.read("track", token) is None
        assert (seal.unseal(fresh), tokens.read("track", fresh_token)) == (text, text)


@given(place=some.integers(0, 150), text=some.just("reader@example.kz"))
@quick
def test_a_changed_sign_is_noticed(before: Flask, place: int, text: str) -> None:
    with before.app_context():
        sealed = bytearray(seal.seal(text))
        sealed[place % len(sealed)] ^= 1
        assert seal.unseal(bytes(sealed)) is None
    assert seal.unseal(None) is None


def test_equal_texts_are_found_again_and_only_for_one_purpose(before: Flask, after: Flask) -> None:
    with before.app_context():
        one = seal.blind("contact", " Reader@Example.kz ")
        assert one == seal.blind("contact", "reader@example.kz")
        assert one != seal.blind("alerts", "reader@example.kz")
        assert "reader" not in one
    with after.app_context():
        assert seal.blind("contact", "reader@example.kz") != one
        assert one in seal.blinds("contact", "reader@example.kz")


def test_keys_for_different_purposes_differ() -> None:
    made = {seal.derived(purpose, secret) for purpose in ("seal", "blind:a", "throttle") for secret in (OLD, NEW)}
    assert len(made) == 6
    assert {len(key) for key in made} == {32}


@given(what=texts, purpose=some.sampled_from(["track", "confirm"]))
@quick
def test_a_token_serves_one_purpose(before: Flask, what: str, purpose: str) -> None:
    with before.app_context():
        token = tokens.make(purpose, what)
        assert token == tokens.make(purpose, what)
        assert tokens.read(purpose, token) == what
        assert tokens.read("other", token) is None
        assert tokens.read_timed(purpose, token, 60) is None


@given(token=some.one_of(texts, some.binary().map(lambda raw: raw.decode("latin-1"))))
@quick
def test_what_is_no_token_is_none(before: Flask, token: str) -> None:
    with before.app_context():
        assert tokens.read("track", token) is None
        assert tokens.read_timed("track", token, 60) is None
