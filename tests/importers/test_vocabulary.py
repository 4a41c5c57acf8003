from __future__ import annotations

import csv
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from importers.errors import BadValue, NotKnown
from importers.substances import Substances, vocabulary_of
from importers.values.texts import cas
from importers.vocabulary import Known, Meaning, Vocabulary, shipped
from mapapp.config import ROOT
from tests.factories.samples import substance

FILE = ROOT / "data/reference/limits/substances.csv"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Pb", Meaning("lead")),
        ("СВИНЕЦ", Meaning("lead")),
        ("қорғасын", Meaning("lead")),
        ("Свинец (Pb)", Meaning("lead")),
        ("Pb (свинец)", Meaning("lead")),
        ("Cadmium (7440-43-9)", Meaning("cadmium")),
        ("Сu", Meaning("copper")),  # the first letter is Cyrillic
        ("Со", Meaning("cobalt")),  # both letters are
        ("Hg общ.", Meaning("mercury", "total")),
        ("ртуть общая", Meaning("mercury", "total")),
        ("Сынап жалпы", Meaning("mercury", "total")),
        ("метилртуть", Meaning("methylmercury")),
        ("MeHg", Meaning("methylmercury")),
        ("Хром (VI)", Meaning("chromium_vi")),
        ("Cr6+", Meaning("chromium_vi")),
        ("хром шестивалентный", Meaning("chromium_vi")),
        ("Хром", Meaning("chromium")),
        ("Медь, подвижная форма", Meaning("copper", "mobile")),
        ("Нитраты", Meaning("nitrate")),
        ("нитраты по N", Meaning("nitrate", "", "N")),
        ("NO3-N", Meaning("nitrate", "", "N")),
        ("азот аммонийный", Meaning("ammonium", "", "N")),
        ("PO4-P", Meaning("phosphate", "", "P")),
        ("нефтепродукты", Meaning("petroleum_products")),
        ("БПК5", Meaning("bod5")),
        ("ХПК", Meaning("cod")),
        ("pH", Meaning("ph")),
        ("жёсткость", Meaning("hardness")),
        ("137Cs", Meaning("caesium_137")),
        ("ПХБ-153", Meaning("pcb_153")),
    ],
)
def test_names_in_three_languages_and_symbols(name: str, expected: Meaning) -> None:
    assert shipped().meaning(name) == expected


@pytest.mark.parametrize(
    "name",
    ["No", "№", "as", "in", "Свинец и цинк", "Хром (Pb)", "свинецц", "Хром (летучий)", "ртуть метил", "", "()", "Cl"],
)
def test_what_is_not_certain_is_not_guessed(name: str) -> None:
    assert shipped().meaning(name) is None


def test_the_nearest_are_only_shown() -> None:
    assert shipped().nearest("свинецц")[0] == "lead"
    assert "methylmercury" in shipped().nearest("methyl mercury chloride")


def test_a_cas_number_and_a_name_must_not_contradict_each_other() -> None:
    known = shipped()
    assert known.which("anything", "7439-92-1") == Meaning("lead")
    assert known.which("ПХБ 28", "7012-37-5") == Meaning("pcb_28")
    assert known.which("4,4'-DDT", "50-29-3").code == "pp_ddt"
    with pytest.raises(BadValue, match="is not that of"):
        known.which("метилртуть", "7439-97-6")
    with pytest.raises(NotKnown):
        known.which("", "50-29-3")  # two substances have this number
    with pytest.raises(BadValue, match="names no substance"):
        known.which("", "")


def test_a_name_that_two_substances_have_means_neither() -> None:
    known = Vocabulary([Known("one", names={"en": "Twin"}), Known("two", names={"en": "twin"}, synonyms=["Second"])])
    assert known.meaning("twin") is None
    assert known.meaning("second") == Meaning("two")


def test_the_shipped_substances_say_one_thing_each() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert max(Counter(row["code"] for row in rows).values()) == 1
    known = shipped()
    for row in rows:
        assert not row["cas"] or cas(row["cas"]) == row["cas"]
        for name in (row["name_kk"], row["name_ru"], row["name_en"]):
            assert getattr(known.meaning(name), "code", "") == row["code"], name


def test_a_new_substance_is_added_once_and_only_when_a_person_says_so(db: Session) -> None:
    substance(db, "lead", "Lead").cas = "7439-92-1"
    db.flush()
    substances = Substances(db)
    assert substances.code("Pb", "7439-92-1") == substances.code("lead", "") == "lead"
    with pytest.raises(NotKnown):
        substances.code("Unobtainium", "")
    code = substances.code("new: Unobtainium", "")
    assert substances.code("new: Unobtainium", "") == code == "unobtainium"
    assert substances.code("new: Lead", "") == "lead"
    assert substances.added == ["Unobtainium"]
    assert vocabulary_of(db).meaning("UNOBTAINIUM") == Meaning("unobtainium")
