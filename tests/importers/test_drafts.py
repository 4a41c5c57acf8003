"""What a row becomes on its way to the services."""

from __future__ import annotations

import pytest

from importers.drafts import sampling_point
from importers.records import SampleRow


@pytest.mark.parametrize(
    ("point_id", "name_en", "expected"),
    [
        ("Точка 1", "", {"ru": "Точка 1"}),
        ("Қызыл Жартас", "", {"kk": "Қызыл Жартас"}),
        ("USGS-03575100", "", {"en": "USGS-03575100"}),
        ("12", "", {}),
        ("point-0f3a9c1b2d4e", "", {}),
        ("Точка 1", "The bend", {"en": "The bend"}),
    ],
)
def test_a_place_without_a_name_is_called_as_the_laboratory_calls_it(
    point_id: str, name_en: str, expected: dict[str, str]
) -> None:
    row = SampleRow(row=2, id="r", point_id=point_id, sample_id="s", medium="soil", name_en=name_en)
    draft = sampling_point(row)
    assert dict(draft.name.names) == expected
    assert draft.name.key == point_id
