"""``mapapp users`` on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from mapapp.cli.users import users
from mapapp.config import sqlalchemy_url
from tests.conftest import SECRET

GOOD = "a river runs behind the garages"


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Runs ``mapapp users`` with words for its questions; the people it made are gone afterwards."""
    monkeypatch.setenv("MAPAPP_DATABASE_URL", database_url)
    monkeypatch.setenv("MAPAPP_SECRET_KEY", SECRET)

    def invoke(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(users, list(arguments), input=typed)

    yield invoke
    engine = create_engine(sqlalchemy_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER only_added"))
        connection.execute(text("DELETE FROM audit_entry"))
        connection.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER only_added"))
        connection.execute(text("DELETE FROM user_account"))
    engine.dispose()


def test_the_first_administrator_is_made_and_helped(run) -> None:  # type: ignore[no-untyped-def] # see the fixture
    who = ("--email", "Aigul@Example.org", "--name", "Aigul")
    made = run("create-admin", *who, typed="short\nshort\naigul@example.org\naigul@example.org\n" + f"{GOOD}\n{GOOD}\n")
    assert made.exit_code == 0, made.output
    assert "Use at least 12 characters" in made.output
    assert "Do not use your name or your address" in made.output
    assert GOOD not in made.output
    listed = run("list").output
    assert "aigul@example.org  Aigul  administrator  no second factor" in listed
    again = run("create-admin", *who, typed=f"{GOOD}\n{GOOD}\n")
    assert (again.exit_code, again.output) == (1, "Error: aigul@example.org is an administrator already.\n")
    last = run("deactivate", "aigul@example.org")
    assert last.exit_code == 1
    assert "last administrator" in last.output
    assert run("reset-password", "aigul@example.org", typed=f"{GOOD}!\n{GOOD}!\n").exit_code == 0
    assert run("reset-second-factor", "aigul@example.org").exit_code == 0
    assert run("create-admin", "--email", "b@example.org", "--name", "B", typed=f"{GOOD}\n{GOOD}\n").exit_code == 0
    assert run("deactivate", "aigul@example.org").exit_code == 0
    assert "deactivated" in run("list").output


def test_who_is_not_known_is_named_in_one_line(run) -> None:  # type: ignore[no-untyped-def] # see the fixture
    assert run("deactivate", "x@example.org").output == "Error: Nobody has the address x@example.org.\n"
    assert run("create-admin", "--email", "nonsense", "--name", "N").output.startswith("Error: nonsense is not")
