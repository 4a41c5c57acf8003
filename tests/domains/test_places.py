import pytest
from shapely.geometry import Point
from sqlalchemy.orm import Session

from mapapp.domains.areas.queries import search_places
from tests.factories.areas import settlement


@pytest.fixture
def gazetteer(db: Session) -> Session:
    settlement(db)
    settlement(
        db,
        "aktau",
        names={"kk": "Ақтау", "ru": "Актау", "en": "Aktau"},
        variants=("Shevchenko", "Шевченко"),
        point=Point(51.2, 43.65),
    )
    settlement(db, "aktau-2", names={"ru": "Актау", "en": "Aktau"}, population=9000, point=Point(73.1, 50.2))
    settlement(db, "noise", names={"en": "Balkhash"})
    return db


@pytest.mark.parametrize("text", ["Теміртау", "темирт", "TEMIRTAU", "Темиртау", "Temirtaw", "Temitau"])
def test_any_language_and_a_slip_of_the_pen(gazetteer: Session, text: str) -> None:
    assert next(place.key for place in search_places(gazetteer, text)) == "temirtau"


def test_the_larger_of_two_equal_names_comes_first(gazetteer: Session) -> None:
    assert [place.key for place in search_places(gazetteer, "Актау")][:2] == ["aktau", "aktau-2"]


def test_an_old_name_is_found(gazetteer: Session) -> None:
    assert [place.key for place in search_places(gazetteer, "шевченко")] == ["aktau"]


@pytest.mark.parametrize("text", ["(", "a|b", "\\", "%", "'; drop table place; --", "[", "*" * 60])
def test_signs_of_patterns_are_only_signs(gazetteer: Session, text: str) -> None:
    assert isinstance(search_places(gazetteer, text), list)
