from __future__ import annotations

from pathlib import Path

import pytest

from importers.columns.guess import Plan, heading_known, make_plan
from importers.columns.headings import synonyms
from importers.columns.mapping import FileMapping, Source, parse_mapping
from importers.errors import ImportProblem
from importers.records import KINDS, ROW_TYPES
from importers.values.fields import PARSERS, known_fields
from importers.values.texts import plain
from tests.importers.conftest import Take
from tests.importers.files import write_csv

DUMP = FileMapping(constants={"kind": "dump"})


def fields(plan: Plan) -> dict[str, str]:
    return {source.heading: field for field, source in plan.mapping.columns.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_columns_need_no_mapping(kind: str) -> None:
    headings = (*PARSERS[kind], *(() if kind == "releases" else ("latitude", "longitude", "geometry")))
    plan = make_plan(headings, kind, FileMapping(), False)
    assert set(PARSERS[kind]) <= set(plan.mapping.columns)
    assert (plan.extra, plan.notes) == ((), ())
    assert set(PARSERS[kind]) <= set(ROW_TYPES[kind].__dataclass_fields__)


@pytest.mark.parametrize("kind", KINDS)
def test_every_known_heading_is_in_its_plain_form(kind: str) -> None:
    for heading, field in synonyms(kind).items():
        assert plain(heading) == heading
        assert kind == "releases" or field in known_fields(kind)


def test_headings_in_three_languages() -> None:
    kk = make_plan(("Атауы", "Түрі", "Ендік", "Бойлық", "Сипаттамасы", "Сурет"), "reports", FileMapping(), False)
    assert list(fields(kk).values()) == ["name_kk", "kind", "latitude", "longitude", "words_kk", "photo_url"]
    ru = make_plan(
        ("Наименование", "Тип", "ШИРОТА", "Долгота:", "Площадь, м²", "Объём (м3)"), "reports", FileMapping(), False
    )
    assert list(fields(ru).values()) == ["name_ru", "kind", "latitude", "longitude", "area_m2", "volume_m3"]
    en = make_plan(("Title", "Type", "Lat", "Lon", "Description"), "reports", FileMapping(), False)
    assert list(fields(en).values()) == ["name", "kind", "latitude", "longitude", "words"]


def test_another_unit_is_converted_and_none_is_not_guessed() -> None:
    plan = make_plan(("Тип", "Площадь, га", "Площадь"), "reports", FileMapping(), False)
    assert plan.mapping.columns["area_m2"] == Source("Площадь, га", plan.mapping.columns["area_m2"].times)
    assert str(plan.mapping.columns["area_m2"].times) == "10000"
    assert plan.extra == ("Площадь",)


def test_a_unit_in_the_heading_of_the_values() -> None:
    plan = make_plan(("Точка", "Среда", "Показатель", "Концентрация, мг/кг"), "samples", FileMapping(), False)
    assert plan.mapping.constants == {"unit": "mg/kg"}


def test_altitude_is_not_latitude() -> None:
    plan = make_plan(("altitude", "x", "y"), "reports", DUMP, False)
    assert fields(plan) == {"x": "longitude", "y": "latitude"}


def test_a_slip_of_the_pen_is_taken_and_told() -> None:
    plan = make_plan(("Наименованее", "lat", "lon"), "reports", DUMP, False)
    assert plan.mapping.columns["name_ru"].heading == "Наименованее"
    assert "was taken for name_ru" in str(plan.notes[0])


def test_columns_about_persons_are_left_out_unless_kept() -> None:
    headings = ("lat", "lon", "Телефон", "ФИО", "Ward")
    plan = make_plan(headings, "reports", DUMP, False)
    assert (plan.extra, plan.left_out) == (("Ward",), ("Телефон", "ФИО"))
    kept = make_plan(
        headings,
        "reports",
        parse_mapping('[constants]\nkind="dump"\n[extra]\nkeep=["ФИО"]\nignore=["Ward"]', ""),
        False,
    )
    assert (kept.extra, kept.left_out) == (("ФИО",), ("Телефон", "Ward"))


def test_what_is_declared_wins_over_what_is_guessed() -> None:
    declared = FileMapping(
        columns={"name_en": Source("Название"), "place": Source("название")}, constants={"kind": "dump"}
    )
    plan = make_plan(("Название", "Тип", "Место"), "reports", declared, False)
    assert plan.mapping.columns["name_en"].heading == plan.mapping.columns["place"].heading == "Название"
    assert plan.extra == ("Место",)


def test_guessing_can_be_switched_off() -> None:
    plan = make_plan(("id", "Source"), "reports", FileMapping(constants={"kind": "dump"}, guess=False), False)
    assert (fields(plan), plan.extra) == ({"id": "id"}, ("Source",))


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ('[columns]\nlatitude = "LATTE"', "names the column LATTE"),
        ('[columns]\nweight = "lat"', "names weight"),
        ('[constants]\nweight = "5"', "names weight"),
        ('[values.weight]\nheavy = "5"', "names weight"),
        ("[wide.columns]\nzinc = {}", "names the column zinc"),
        ("", "Nothing says the kind"),
    ],
)
def test_mappings_that_do_not_fit(toml: str, why: str) -> None:
    with pytest.raises(ImportProblem, match=why):
        make_plan(("lat", "lon"), "reports", parse_mapping(toml, "a.toml"), False)


def test_a_constant_that_cannot_be_read_is_told_once(take: Take, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="constant kind cannot be used: ship is not one of"):
        take(write_csv(tmp_path / "a.csv", [("id",), ("1",)]), toml='[constants]\nkind = "ship"')


def test_a_table_of_unknown_headings() -> None:
    with pytest.raises(ImportProblem, match="None of the headings"):
        make_plan(("foo", "bar"), "reports", DUMP, False)


def test_the_heading_row_is_known_by_its_words() -> None:
    known = heading_known("samples", FileMapping(columns={"value": Source("Чем")}))
    assert all(map(known, ("Чем", "Показатель", "CharacteristicName", "value_min", "Концентрация (мг/л)")))
    assert not known("Протоколы 2014 года")
