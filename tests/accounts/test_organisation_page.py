"""The public page of an organisation: what it published, nobody's name, and nothing that is not public."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from tests.factories import accounts, laboratory


def own_dataset(db: Session, organisation_id: int, slug: str, visibility: str) -> Dataset:
    made = Dataset(
        slug=slug,
        titles={"en": f"Results {slug}"},
        licence="CC BY 4.0",
        kind="samples",
        organisation_id=organisation_id,
        visibility=visibility,
    )
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def scene(db: Session) -> dict[str, object]:
    """An organisation with a public and a quiet dataset, a sample of each kind, and a member; another beside it."""
    ours, theirs = accounts.organisation(db, "ours", en="Green Hands"), accounts.organisation(db, "theirs")
    own_dataset(db, ours.id, "open-set", "public")
    own_dataset(db, ours.id, "quiet-set", "organisation")
    own_dataset(db, theirs.id, "other-set", "public")
    laboratory.result(db, laboratory.sample(db, laboratory.place(db, "open-place"), ours))
    quiet = laboratory.place(db, "quiet-place")
    laboratory.result(db, laboratory.sample(db, quiet, ours, visibility="organisation"), "99")
    laboratory.result(db, laboratory.sample(db, laboratory.place(db, "noise"), theirs))
    member = accounts.person(db, "member", organisation=ours)
    member.name = "Aigerim Member"
    stranger = accounts.person(db, "member", organisation=theirs)
    db.commit()
    return {"member": member, "stranger": stranger}


@pytest.mark.parametrize(("who", "sees"), [("nobody", False), ("stranger", False), ("member", True)])
def test_it_shows_what_is_public_and_to_members_the_rest(
    db: Session, client: FlaskClient, scene: dict[str, object], who: str, sees: bool
) -> None:
    if who in scene:
        accounts.log_in(client, scene[who])  # type: ignore[arg-type] # a person of the scene
        db.commit()
    page = client.get("/organisations/ours").text
    assert "Green Hands" in page
    assert "Results open-set" in page
    assert "/samples/open-place" in page
    assert "/exports/samples-results.csv?dataset=open-set" in page
    assert "Aigerim" not in page
    assert "other-set" not in page
    assert ("quiet-set" in page) is sees
    assert ("quiet-place" in page) is sees
    assert ("2 samples · 2 results" if sees else "1 sample · 1 result") in page


def test_an_organisation_without_anything_says_so_and_an_unknown_one_is_not_there(
    db: Session, client: FlaskClient
) -> None:
    accounts.organisation(db, "empty", kk="Бос ұйым")
    db.commit()
    assert "has not published anything" in client.get("/organisations/empty").text
    for key in ("nobody", "%00", "a" * 300):
        assert client.get(f"/organisations/{key}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/datasets",
        "/exports",
        "/exports/datasets.csv",
        "/exports/samples.csv",
        "/exports/samples-results.csv",
        "/exports/samples-results.csv?dataset=quiet-set",
        "/exports/samples.geojson",
        "/exports/samples.gpkg",
        "/exports/map.html",
        "/samples",
        "/samples?dataset=quiet-set",
        "/limits",
        "/feeds/reports.atom",
        "/",
    ],
)
def test_a_dataset_that_is_not_public_is_named_nowhere(
    db: Session, client: FlaskClient, scene: dict[str, object], path: str
) -> None:
    # A row of it that is public by mistake would bring its name along; rows that are not must not.
    quiet = db.query(Dataset).filter_by(slug="quiet-set").one()
    hidden = laboratory.place(db, "quiet-inner", visibility="organisation")
    hidden.dataset_id = quiet.id
    laboratory.result(db, laboratory.sample(db, hidden, visibility="organisation"))
    db.commit()
    accounts.log_in(client, scene["member"])  # type: ignore[arg-type] # files are what anybody gets, whoever asks
    db.commit()
    answer = client.get(path, buffered=True)
    assert answer.status_code == 200
    assert b"quiet-set" not in answer.data.replace(b"?dataset=quiet-set", b"").replace(b"&amp;dataset=quiet-set", b"")
    assert b"quiet-inner" not in answer.data


def test_a_download_holds_the_rows_of_the_dataset_that_was_asked_for(
    db: Session, client: FlaskClient, scene: dict[str, object]
) -> None:
    del scene
    wanted = db.query(Dataset).filter_by(slug="open-set").one()
    place = laboratory.place(db, "in-open-set")
    place.dataset_id = wanted.id
    laboratory.result(db, laboratory.sample(db, place), "5")
    db.commit()
    for path in ("/exports/samples.csv", "/exports/samples-results.csv", "/samples"):
        every, some = client.get(path).text, client.get(f"{path}?dataset=open-set").text
        assert "open-place" in every
        assert "in-open-set" in some
        assert "open-place" not in some
