"""Downloads in general: what there is, under which headers, and that every file has the rows of the list."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from mapapp import create_app
from mapapp.config import Config
from mapapp.layers import Filter, Viewer, count, registry
from mapapp.publish.exports.columns import columns
from mapapp.publish.exports.rows import sources
from tests.factories.areas import area, school, settlement, unit
from tests.factories.facilities import facility
from tests.factories.reports import site
from tests.factories.samples import limit, point

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
LAYERS = ("reports", "samples", "facilities", "areas", "regions", "places", "schools")


@pytest.fixture
def records(db: Session) -> None:
    """A few records of every layer, one of them hidden, one only listed."""
    site(db, "s-1")
    site(db, "s-2", kind="landfill", not_drawn="doubtful_coordinates")
    site(db, "s-3").visibility = "hidden"
    limit(db)
    point(db)
    facility(db)
    area(db)
    unit(db)
    settlement(db)
    school(db)
    db.flush()


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """The rows of a CSV download."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("ending", TYPES)
def test_every_layer_in_every_format(client: FlaskClient, name: str, ending: str) -> None:
    answer = client.get(f"/exports/{name}.{ending}")
    today = datetime.now(UTC).date().isoformat()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == TYPES[ending]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="mapapp-{name}-{today}.{ending}"'
    assert answer.headers["Cache-Control"] == "no-cache"
    assert len(answer.data) > 100


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("query", ["", "?kind=landfill", "?drawn=1", "?drawn=0", "?q=nothing", "?bbox=73,49,74,50"])
def test_a_file_has_the_rows_of_the_list(client: FlaskClient, app: Flask, db: Session, query: str) -> None:
    listed = int(re.findall(r"(\d+)", client.get(f"/exports/reports.geojson{query}").text.rpartition("Returned")[2])[0])
    assert listed == len(rows_of(client, f"/exports/reports.csv{query}"))
    assert listed == {"": 2, "?kind=landfill": 1, "?drawn=1": 1, "?drawn=0": 1, "?q=nothing": 0}.get(query, 2)
    with app.test_request_context():
        assert not query or listed <= count(db, registry()["reports"], Filter(), Viewer())


@pytest.mark.usefixtures("records")
def test_child_tables_show_the_rows_of_visible_records_only(client: FlaskClient) -> None:
    keys = {row["key"] for row in rows_of(client, "/exports/reports-observations.csv")}
    assert keys == {"s-1", "s-2"}
    assert {row["key"] for row in rows_of(client, "/exports/reports-observations.csv?kind=landfill")} == {"s-2"}


@pytest.mark.usefixtures("records")
def test_results_name_norm_method_and_source(client: FlaskClient) -> None:
    (row,) = rows_of(client, "/exports/samples-results.csv")
    assert (row["key"], row["substance"], row["cas"], row["medium"]) == ("p-1", "mercury", "7439-97-6", "soil")
    assert (row["value"], row["unit"], row["qualifier"], row["times"]) == ("21", "mg/kg", "", "10")
    assert (row["limit_value"], row["limit_act"], row["method"]) == ("2.1", "Order No. 1", "AAS")
    assert (row["dataset"], row["licence"], row["sampled_on"]) == ("test-data", "CC BY 4.0", "2014")


@pytest.mark.usefixtures("records")
def test_releases_and_statistics_are_tables(client: FlaskClient) -> None:
    (row,) = rows_of(client, "/exports/facilities-releases.csv")
    assert (row["key"], row["year"], row["quantity"], row["unit"]) == ("f-1", "2019", "12.5", "thousand t/year")
    assert rows_of(client, "/exports/regions-statistics.csv") == []


@pytest.mark.parametrize("name", ["nothing.csv", "nothing.geojson", "samples-results.geojson", "samples-results.gpkg"])
def test_what_there_is_not(client: FlaskClient, name: str) -> None:
    assert client.get(f"/exports/{name}").status_code == 404


@pytest.mark.parametrize("query", ["kind=castle", "bbox=1,2,3", "kind=dump%00"])
def test_a_filter_that_cannot_be_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/exports/reports.geojson?{query}").status_code == 400


def test_column_names_are_unique_and_fit_every_format(app: Flask) -> None:
    with app.test_request_context():
        for source in sources().values():
            names = [column.name for column in columns(source.rows)]
            assert len(names) == len(set(names)), source.name
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
            assert not {"fid", "geom", "geometry", "longitude", "latitude", "ogc_fid"} & set(names)


@pytest.mark.usefixtures("records")
def test_datasets_and_codes_are_explained(client: FlaskClient) -> None:
    (dataset,) = rows_of(client, "/exports/datasets.csv")
    assert (dataset["dataset"], dataset["licence"]) == ("test-data", "CC BY 4.0")
    codes = rows_of(client, "/exports/code-book.csv?lang=en")
    kinds = {row["code"]: row["meaning"] for row in codes if (row["table"], row["column"]) == ("reports", "kind")}
    assert kinds["dump"] == "Illegal dump"
    assert {row["table"] for row in codes} >= {"samples", "samples_results", "facilities_releases"}


@pytest.mark.parametrize("waited_for", [True, False])
def test_a_stream_gives_its_connection_back(engine: Engine, waited_for: bool) -> None:
    bind = create_engine(engine.url)
    app = create_app(Config(database_url="postgresql+psycopg://", secret_key="only-for-tests-0123456789"), bind)
    answer = app.test_client().get("/exports/reports.geojson", buffered=False)
    pieces = answer.iter_encoded()
    assert next(pieces)
    if waited_for:
        assert list(pieces)
    answer.close()
    assert isinstance(bind.pool, QueuePool)
    assert bind.pool.checkedout() == 0
    bind.dispose()
