"""Undoing and publishing a load as one: all of it or, with the reason, nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from psycopg import sql
from sqlalchemy import func, text
from sqlalchemy.orm import Session

from mapapp.core import audit, changes
from mapapp.core.datasets import Dataset
from mapapp.core.loads import Load
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.loading.staging import psycopg_connection
from mapapp.domains.samples.loading.tables import POINTS, RESULTS, SAMPLES, Table
from mapapp.domains.samples.loading.writer import alone
from mapapp.domains.samples.norms.assess import assess
from mapapp.errors import Conflict

_TABLES = (RESULTS, SAMPLES, POINTS)  # children first
_CHILD = {"sample": ("result", "sample_id"), "sampling_point": ("sample", "point_id")}
# What a row gets back; comparisons are computed anew, because norms may have changed since.
_MORE = {
    "result": ("state", "state_reason", "flags", "entered_by_id", "checked_by_id", "updated_at"),
    "sample": ("visibility", "organisation_id", "updated_at"),
    "sampling_point": ("visibility", "organisation_id", "geom_exact", "site_key", "updated_at"),
}
_ABOUT = ("titles", "publisher", "licence", "licence_url", "citation", "url", "visibility")
_DATASET = (*_ABOUT, "file_name", "sha256", "row_count", "loaded_at")


def undo(db: Session, load: Load, viewer: Viewer) -> dict[str, int]:
    """How many rows were taken out and how many are again as they were ("deleted", "restored").

    Whether the viewer may do so is the caller's to ask. What a later load put below a point or sample of this one
    stays, with the point or sample. The dataset goes too when this load made it and nothing is left in it. Raises
    Conflict when the load is not there to be undone, or when somebody changed its rows since.
    """
    _hold(db, load, ("loaded", "published"))
    _refuse_later(db, load)
    db.flush()
    counts = {"deleted": 0, "restored": 0}
    for table in _TABLES:
        if table.name in _CHILD:
            _hand_on(db, load, table)
        counts["deleted"] += _run(db, f"DELETE FROM {table.name} WHERE load_id = :load", load=load.id)  # noqa: S608 -- our names
    for table in reversed(_TABLES):
        counts["restored"] += _restore(db, load, table)
    db.expire_all()
    if counts["restored"]:
        assess(db, load.dataset_id)
    load.state, load.undone_at = "undone", func.now()
    _dataset_as_before(db, load)
    _said(db, load, viewer, "load_undone", counts)
    return counts


def publish(db: Session, load: Load, viewer: Viewer) -> dict[str, int]:
    """How many points and samples everybody sees from now on ("points", "samples").

    Whether the viewer may do so is the caller's to ask. Raises Conflict when the load cannot be published, or when its
    results belong to samples of another load that is not public yet.
    """
    _hold(db, load, ("loaded",))
    waiting = _run(db, _WAITING, load=load.id)
    if waiting:
        raise Conflict(
            _("Some of these results belong to samples of an earlier file that is not public yet."),
            _("Publish the earlier file first."),
        )
    counts = {"points": _run(db, _POINTS_SHOWN, load=load.id), "samples": _run(db, _SAMPLES_SHOWN, load=load.id)}
    _run(db, "UPDATE dataset SET visibility = 'public' WHERE id = :dataset", dataset=load.dataset_id)
    db.expire_all()
    load.state, load.published_at = "published", func.now()
    _said(db, load, viewer, "load_published", counts)
    return counts


# Samples that hold results of this load, were not made by it, and were not public before it either.
_WAITING = """SELECT FROM sample s WHERE s.visibility = 'organisation' AND s.load_id IS DISTINCT FROM :load
    AND EXISTS (SELECT FROM result r WHERE r.sample_id = s.id AND r.load_id = :load)
    AND NOT EXISTS (SELECT FROM load_before b WHERE b.load_id = :load AND b.table_name = 'sample' AND b.row_id = s.id
        AND b.before->>'visibility' = 'public')"""
_WAS_PUBLIC = """{old}.id IN (SELECT row_id FROM load_before WHERE load_id = :load AND table_name = '{table}'
    AND before->>'visibility' = 'public')"""
_SAMPLES_SHOWN = f"""UPDATE sample s SET visibility = 'public', updated_at = now() WHERE s.visibility = 'organisation'
    AND (s.load_id = :load OR {_WAS_PUBLIC.format(old="s", table="sample")})"""  # noqa: S608 -- our names
_POINTS_SHOWN = f"""UPDATE sampling_point p SET visibility = 'public', updated_at = now()
    WHERE p.visibility = 'organisation' AND (p.load_id = :load
    OR EXISTS (SELECT FROM sample s WHERE s.point_id = p.id AND s.load_id = :load)
    OR {_WAS_PUBLIC.format(old="p", table="sampling_point")})"""  # noqa: S608 -- our names


def _hold(db: Session, load: Load, states: Sequence[str]) -> None:
    """Makes two people who decide about one load, or another load of its dataset, wait for each other."""
    dataset = db.get(Dataset, load.dataset_id) if load.dataset_id is not None else None
    if dataset is not None:
        alone(db, dataset.slug)
    db.refresh(load, with_for_update={"of": Load})
    if load.state not in states or dataset is None:
        raise Conflict(_("This file is not in the records, or somebody else has just decided about it."))


def _refuse_later(db: Session, load: Load) -> None:
    if later := db.scalar(text(_LATER), {"load": load.id}):
        raise Conflict(
            _("A later file, “%(name)s”, changed rows of this one.", name=later), _("Undo the later file first.")
        )
    if db.scalar(text(_CORRECTED), {"load": load.id}):
        raise Conflict(
            _("Somebody corrected results since this file changed them."),
            _("Withdraw single results with a reason, instead of undoing the file."),
        )


_MADE = " OR ".join(
    f"(b.table_name = '{one.name}' AND EXISTS (SELECT FROM {one.name} r WHERE r.id = b.row_id AND r.load_id = :load))"
    for one in _TABLES
)
# Rows of the load that a later one changed: those it made, and those it changed itself.
_LATER = f"""SELECT later.file_name FROM load_before b JOIN load later ON later.id = b.load_id
    WHERE b.load_id > :load AND later.state <> 'undone' AND (
        EXISTS (SELECT FROM load_before mine WHERE mine.load_id = :load AND mine.table_name = b.table_name
            AND mine.row_id = b.row_id)
        OR {_MADE}
    ) ORDER BY later.id DESC LIMIT 1"""  # noqa: S608 -- our names
_CORRECTED = """SELECT true FROM load_before b JOIN load ON load.id = b.load_id
    JOIN result_event e ON e.result_id = b.row_id
    WHERE b.load_id = :load AND b.table_name = 'result' AND e.at > load.loaded_at LIMIT 1"""


def _hand_on(db: Session, load: Load, table: Table) -> None:
    """Rows that others' rows still need go to the load that needs them, and will be undone with that one."""
    child, column = _CHILD[table.name]
    _run(
        db,
        f"""UPDATE {table.name} t SET load_id = needed.by FROM (
            SELECT c.{column} AS id, min(c.load_id) AS by FROM {child} c JOIN {table.name} p ON p.id = c.{column}
            WHERE p.load_id = :load AND c.load_id IS DISTINCT FROM :load GROUP BY c.{column}
        ) needed WHERE t.id = needed.id""",  # noqa: S608 -- our names
        load=load.id,
    )


def _restore(db: Session, load: Load, table: Table) -> int:
    raw, columns = psycopg_connection(db), (*table.given[1:], "row_hash", *table.parents, *_MORE[table.name])
    sets = sql.SQL(", ").join(sql.SQL("{0} = was.{0}").format(sql.Identifier(one)) for one in columns)
    statement = sql.SQL(
        "UPDATE {table} t SET {sets} FROM load_before b, jsonb_populate_record(NULL::{table}, b.before) was "
        "WHERE b.load_id = %(load)s AND b.table_name = {name} AND t.id = b.row_id"
    )
    parts = {"table": sql.Identifier(table.name), "name": sql.Literal(table.name), "sets": sets}
    return raw.execute(statement.format(**parts), {"load": load.id}).rowcount


def _dataset_as_before(db: Session, load: Load) -> None:
    """What the dataset was called before, else (the load made it) nothing when nothing is left."""
    names = ", ".join(f"{one} = was.{one}" for one in _DATASET)
    restored = _run(
        db,
        f"""UPDATE dataset t SET {names} FROM load_before b, jsonb_populate_record(NULL::dataset, b.before) was
            WHERE b.load_id = :load AND b.table_name = 'dataset' AND t.id = b.row_id""",  # noqa: S608 -- our names
        load=load.id,
    )
    left = " OR ".join(f"EXISTS (SELECT FROM {one.name} WHERE dataset_id = :dataset)" for one in _TABLES)
    if restored or db.scalar(text(f"SELECT {left}"), {"dataset": load.dataset_id}):
        return
    gone = load.dataset_id
    db.flush()
    _run(db, "UPDATE load SET dataset_id = NULL WHERE dataset_id = :dataset", dataset=gone)
    _run(db, "DELETE FROM dataset WHERE id = :dataset", dataset=gone)
    db.expire_all()


def _said(db: Session, load: Load, viewer: Viewer, action: str, counts: dict[str, int]) -> None:
    audit.record(db, viewer, action, f"load:{load.key}", **counts)
    changes.touch(db, "samples")
    db.refresh(load)


def _run(db: Session, statement: str, **values: Any) -> int:
    return db.connection().execute(text(statement), values).rowcount
