"""Rows of one table of one dataset: which are new, changed or unchanged, and how they get there by the set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from psycopg import Connection, sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Outcome
from mapapp.domains.samples.loading.lines import Copying, cell, line
from mapapp.domains.samples.loading.tables import POINTS, Table

_LOT = 5_000  # rows sent at once
_GEOMETRIES = ("geom", "geom_exact")


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What rows get that a load makes: whose they are, who may see them, what state results have and who entered them.

    Without ``load_id`` nothing is kept for undoing.
    """

    load_id: int | None = None
    visibility: str = "public"
    organisation_id: int | None = None
    state: str = "draft"
    person_id: int | None = None


def psycopg_connection(db: Session) -> Connection[Any]:
    """The session's own connection, for COPY in its transaction."""
    found = db.connection().connection.driver_connection
    if not isinstance(found, Connection):
        raise TypeError("rows are copied over a psycopg connection")
    return found


class Staged:
    """The rows of one table as a load finds and leaves them; ``ids`` are those known or given out, by external id."""

    def __init__(self, db: Session, table: Table, dataset: Dataset, options: LoadOptions) -> None:
        self._db, self.table, self._dataset, self._options = db, table, dataset, options
        known = text(f"SELECT external_id, id, row_hash FROM {table.name} WHERE dataset_id = :dataset")  # noqa: S608 -- our names
        rows = db.execute(known, {"dataset": dataset.id}).all()
        self.ids: dict[str, int] = {row[0]: row[1] for row in rows}
        self._hashes: dict[str, str] = {row[0]: row[2] for row in rows}
        self._new: list[str] = []
        self._changed: list[str] = []
        self.changed_ids: list[str] = []

    def judge(self, identity: str, given: Sequence[object], parent: str = "") -> tuple[Outcome, str]:
        """What becomes of a row, and its line so far (empty when nothing changed): given values and their digest."""
        said = line(given)
        digest = blake2b(f"{said}\t{parent}".encode(), digest_size=16).hexdigest()
        known = self._hashes.get(identity)
        if known == digest:
            return Outcome.UNCHANGED, ""
        self._hashes[identity] = digest
        return (Outcome.NEW if known is None else Outcome.CHANGED), f"{said}\t{digest}"

    def number(self, identities: Iterable[str]) -> None:
        """Gives out ids to new rows before they are written, so that others can name them."""
        fresh = list(identities)
        take = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :many)")
        numbers = self._db.scalars(take, {"table": self.table.name, "many": len(fresh)})
        self.ids.update(zip(fresh, numbers, strict=True))

    def add(self, outcome: Outcome, identity: str, said: str, rest: Sequence[object]) -> None:
        """Takes a line of ``judge`` with the values of the other columns; the last ones only matter for a new row."""
        whole = f"{said}\t{line(rest)}" if rest else said
        if outcome is Outcome.NEW:
            self._new.append(whole)
        else:
            self._changed.append(whole)
            self.changed_ids.append(identity)

    def send(self, copying: Copying, *, all_of_it: bool = True) -> None:
        """Sends the new rows there are; else only when there are enough for a lot."""
        if self._new and (all_of_it or len(self._new) >= _LOT):
            copying.send(self.table.name, self.table.columns, self._new)
            self._new = []

    def finish(self) -> int:
        """How many rows that were there are now as the load says, kept first as they were before."""
        if not self._changed:
            return 0
        name, columns = f"changed_{self.table.name}", (*self.table.given, "row_hash", *self.table.parents)
        columns = (*columns, *self.table.made)
        raw = psycopg_connection(self._db)
        made = sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA")
        raw.execute(made.format(sql.Identifier(name), _list(columns), sql.Identifier(self.table.name)))
        with Copying(raw) as copying:
            copying.send(name, columns, [_first(one, len(columns)) for one in self._changed])
        self._update(name, columns)
        raw.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
        done, self._changed = len(self._changed), []
        return done

    def _update(self, staged: str, columns: Sequence[str]) -> None:
        raw, names = psycopg_connection(self._db), {"table": sql.Identifier(self.table.name)}
        names["staged"] = sql.Identifier(staged)
        same = sql.SQL("old.dataset_id = %(dataset)s AND old.external_id = new.external_id")
        values = {"dataset": self._dataset.id, "load": self._options.load_id, "name": self.table.name}
        if self._options.load_id is not None:
            which = sql.SQL("JOIN {staged} new ON {same}").format(same=same, **names)
            keep(raw, self.table.name, which, values)
        sets = [sql.SQL("{0} = new.{0}").format(sql.Identifier(name)) for name in columns if name != "external_id"]
        update = sql.SQL("UPDATE {table} old SET {sets}, updated_at = now(){more} FROM {staged} new WHERE {same}")
        more = sql.SQL(_OF_RESULTS if self.table.name == "result" else "")
        values |= {"state": self._options.state, "person": self._options.person_id}
        raw.execute(update.format(sets=sql.SQL(", ").join(sets), more=more, same=same, **names), values)


# A value that changed was not checked by anybody; one that was withdrawn stays so.
_OF_RESULTS = """, checked_by_id = NULL, entered_by_id = %(person)s,
    state = CASE old.state WHEN 'withdrawn' THEN old.state ELSE %(state)s END"""


def keep(raw: Connection[Any], table: str, which: sql.Composable, values: dict[str, Any]) -> None:
    """Keeps rows as they are now, for undoing; those that the load keeps already stay as they were first kept.

    ``which`` continues ``FROM table old``; ``values`` hold at least ``load`` and what ``which`` names.
    """
    before = sql.SQL("to_jsonb(old)")
    if table == POINTS.name:  # PostGIS would round the coordinates
        exact = "jsonb_build_object('geom', old.geom::text, 'geom_exact', old.geom_exact::text)"
        before = sql.SQL(f"to_jsonb(old) || {exact}")
    statement = sql.SQL(
        "INSERT INTO load_before (load_id, table_name, row_id, before) "
        "SELECT %(load)s, {name}, old.id, {before} FROM {table} old {which} ON CONFLICT DO NOTHING"
    )
    parts = {"name": sql.Literal(table), "before": before, "table": sql.Identifier(table), "which": which}
    raw.execute(statement.format(**parts), values)


def _list(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _first(whole: str, columns: int) -> str:
    """The first columns of a line."""
    return "\t".join(whole.split("\t", columns)[:columns])


def constants(values: Sequence[object]) -> str:
    """Values that are the same in every line, with tabs between them."""
    return "\t".join(map(cell, values))
