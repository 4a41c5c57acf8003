"""Plain-language notes: complete, in three languages, each with its source, and loaded twice without a change."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from importers.shipped.files import DATA, rows
from importers.shipped.reference import load_list, load_notes
from mapapp.core.upsert import Outcome
from mapapp.domains.facilities.models import Pollutant
from mapapp.domains.samples.models import Substance
from tests.factories import dataset

SUBSTANCES, POLLUTANTS = DATA / "reference/limits", DATA / "reference/prtr"
FILES = (SUBSTANCES / "substance_notes.csv", POLLUTANTS / "pollutant_notes.csv")


@pytest.fixture
def lists(db: Session) -> Session:
    load_list(db, dataset(db), SUBSTANCES / "substances.csv", "substances")
    load_list(db, dataset(db), POLLUTANTS / "pollutants.csv", "pollutants")
    db.flush()
    return db


def load(db: Session) -> list[Outcome]:
    found = [*load_notes(db, FILES[0], "substance_notes"), *load_notes(db, FILES[1], "pollutant_notes")]
    db.flush()
    return found


def test_notes_are_loaded_and_loading_twice_changes_nothing(lists: Session) -> None:
    assert set(load(lists)) == {Outcome.CHANGED}
    lists.expire_all()
    mercury = lists.get_one(Substance, "mercury")
    assert mercury.about.keys() == {"kk", "ru", "en"}
    assert "https://www.who.int" in mercury.about_source
    assert lists.get_one(Pollutant, 21).about == mercury.about
    assert "not re-read" in lists.get_one(Substance, "cobalt").about_source
    assert set(load(lists)) == {Outcome.UNCHANGED}
    load_list(lists, dataset(lists), SUBSTANCES / "substances.csv", "substances")
    assert set(load(lists)) == {Outcome.UNCHANGED}  # loading the list again keeps the notes


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_note_is_short_in_three_languages_and_has_its_source(path: Path) -> None:
    told = list(rows(path))
    assert len(told) >= 40
    for row in told:
        if path == FILES[1] and row["substance"]:
            continue
        texts = [row[f"about_{code}"] for code in ("kk", "ru", "en")]
        assert all(40 <= len(text) <= 400 for text in texts), row
        assert len(set(texts)) == 3
        assert row["about_source"]
        assert row["verification"] in ("checked", "not_reread")


def test_a_note_on_nothing_is_loud(lists: Session, tmp_path: Path) -> None:
    head = "number,substance,about_kk,about_ru,about_en,about_source,verification\n"
    for wrong in ("999,,a,b,c,d,checked\n", "21,no_such,,,,,\n"):
        (tmp_path / "notes.csv").write_text(head + wrong, "utf-8")
        with pytest.raises(ValueError, match="there is nothing called"):
            load_notes(lists, tmp_path / "notes.csv", "pollutant_notes")


def test_the_page_of_pollutants_tells_them(client: FlaskClient, lists: Session) -> None:
    load(lists)
    for code, said in (
        ("kk", "Сынап – ауыр металл"),
        ("ru", "Ртуть – тяжёлый металл"),
        ("en", "Mercury is a heavy metal"),
    ):
        page = client.get(f"/prtr/pollutants?lang={code}").text
        assert said in page
        assert "mercury-and-health" in page
