from decimal import Decimal

import pytest

from mapapp.core.drafts import SourceDraft
from mapapp.domains.facilities.service import ReleaseDraft, yearly_tonnes


def draft(unit: str, year: int | None = None, figure: str = "release") -> ReleaseDraft:
    return ReleaseDraft(SourceDraft("r"), "f", figure, year, quantity=Decimal("2.5"), unit=unit)


@pytest.mark.parametrize(
    ("given", "tonnes"),
    [
        (draft("thousand t/year"), "2500"),
        (draft("t/year"), "2.5"),
        (draft("million t/year", 2019), "2500000"),
        (draft("kg/year", 2019), "0.0025"),
        (draft("t"), None),
        (draft("t", 2019), None),
        (draft("million tenge", 2019), None),
        (draft("percent", 2019), None),
        (draft("thousand t/year", figure="limit"), None),
        (draft("million m3", 2019), None),
    ],
)
def test_only_a_yearly_release_by_mass_is_tonnes_a_year(given: ReleaseDraft, tonnes: str | None) -> None:
    assert yearly_tonnes(given) == (None if tonnes is None else Decimal(tonnes))
