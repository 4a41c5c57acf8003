import pytest

from mapapp.core.links import safe_links


def test_several_addresses_in_one_cell() -> None:
    assert safe_links("https://a.kz/1 | http://b.kz/?q=1") == ("https://a.kz/1", "http://b.kz/?q=1")


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.kz", "https://", "http://[", ""]
)
def test_what_is_no_web_address_is_left_out(text: str) -> None:
    assert safe_links(text) == ()


def test_the_number_of_links_is_bounded() -> None:
    assert len(safe_links(" ".join(f"https://a.kz/{n}" for n in range(100)))) == 20
