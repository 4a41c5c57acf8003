"""Writes the points, samples and results of one dataset; the one way by which they come in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from psycopg import sql
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Keys, Outcome
from mapapp.domains.samples.loading.lines import Copying, line
from mapapp.domains.samples.loading.rows import PointDraft, ResultRow, SampleDraft
from mapapp.domains.samples.loading.staging import LoadOptions, Staged, constants, keep, psycopg_connection
from mapapp.domains.samples.loading.tables import POINTS, RESULTS, SAMPLES
from mapapp.domains.samples.models import Result, Sample, SamplingPoint
from mapapp.domains.samples.norms.assess import comparer, measured

_TOLD_EVERY = 500
_MOST_KNOWN = 50_000  # comparisons remembered; laboratories write the same few numbers again and again


class Writer:
    """Points first, then their samples, then their results; ``close`` says that all came. The caller commits.

    One dataset is written by one transaction at a time: another waits in ``__init__``. Rows are found again by their
    external id; one that says the same as before is not touched. Addresses given out once stay.
    """

    def __init__(self, db: Session, dataset: Dataset, options: LoadOptions | None = None) -> None:
        self._db, self._dataset, self._options = db, dataset, options or LoadOptions()
        db.flush()
        alone(db, dataset.slug)
        self._points, self._samples, self._results = (
            Staged(db, table, dataset, self._options) for table in (POINTS, SAMPLES, RESULTS)
        )
        self._about = self._known_samples()
        self._before = set(self._samples.ids)
        self._hidden: set[str] = set()
        self._comparer = comparer(db)
        self._groups: dict[tuple[object, ...], int] = {}
        self._compared: dict[tuple[object, ...], str] = {}
        self._keys = Keys(db, SamplingPoint, dataset.slug)

    @property
    def point_ids(self) -> set[str]:
        """The external ids of the points there are."""
        return set(self._points.ids)

    @property
    def sample_ids(self) -> set[str]:
        """The external ids of the samples there are."""
        return set(self._samples.ids)

    def points(self, drafts: Sequence[PointDraft]) -> dict[str, Outcome]:
        """What became of each, by external id."""
        judged = [(one, *self._points.judge(one.source.external_id, one.given())) for one in drafts]
        self._points.number(one.source.external_id for one, outcome, _said in judged if outcome is Outcome.NEW)
        whose = constants(self._whose())
        for one, outcome, said in judged:
            identity = one.source.external_id
            if outcome is Outcome.NEW:
                key = self._keys.take(one.name.key or identity)
                self._points.add(outcome, identity, f"{said}\t{whose}", (self._points.ids[identity], key))
            elif outcome is Outcome.CHANGED:
                self._points.add(outcome, identity, said, ())
        self._write(self._points)
        return {one.source.external_id: outcome for one, outcome, _said in judged}

    def samples(self, drafts: Sequence[SampleDraft]) -> dict[str, Outcome]:
        """What became of each, by external id. Raises LookupError when a point or repeated sample is not there."""
        judged = [
            (one, *self._samples.judge(one.source.external_id, one.given(), f"{one.point_id}\t{one.repeats}"))
            for one in drafts
        ]
        self._samples.number(one.source.external_id for one, outcome, _said in judged if outcome is Outcome.NEW)
        for one, outcome, said in judged:
            self._about[one.source.external_id] = (one.medium, one.sampled_on)
            if outcome is Outcome.UNCHANGED:
                continue
            identity = one.source.external_id
            parents = (_found(self._points.ids, one.point_id), _found(self._samples.ids, one.repeats))
            self._samples.add(outcome, identity, said, (*parents, *self._whose(), self._samples.ids[identity]))
        self._write(self._samples)
        self._hidden.update(self._samples.changed_ids)
        return {one.source.external_id: outcome for one, outcome, _said in judged}

    def results(self, rows: Iterable[ResultRow], progress: Callable[[int], object] = int) -> list[Outcome]:
        """What became of each, in order; ``progress`` is told how many more are done, now and then.

        Raises LookupError when a sample is not there.
        """
        options, outcomes = self._options, list[Outcome]()
        whose = constants((self._dataset.id, options.load_id, options.state, options.person_id))
        with Copying(psycopg_connection(self._db)) as copying:
            for row in rows:
                sample = _found(self._samples.ids, row.sample_id)
                outcome, said = self._results.judge(row.external_id, row[:-1], row.sample_id)
                if said:
                    if row.sample_id in self._before:
                        self._hidden.add(row.sample_id)
                    whole = f"{said}\t{sample}\t{self._comparison(row)}\t{whose}"
                    self._results.add(outcome, row.external_id, whole, ())
                outcomes.append(outcome)
                if len(outcomes) % _TOLD_EVERY == 0:
                    self._results.send(copying, all_of_it=False)
                    progress(_TOLD_EVERY)
            self._results.send(copying)
        progress(len(outcomes) % _TOLD_EVERY)
        self._results.finish()
        return outcomes

    def close(self) -> int:
        """How many samples and points that everybody saw are the organisation's own again until the load is published.

        Nothing that was not published may show, and a row that is already public shows what is changed below it.
        """
        hidden = 0
        if self._options.visibility == "organisation":
            hidden += self._hide(SAMPLES.name, [self._samples.ids[one] for one in self._hidden])
            hidden += self._hide(POINTS.name, [self._points.ids[one] for one in self._points.changed_ids])
        for one in self._db.identity_map.values():
            if isinstance(one, SamplingPoint | Sample | Result):
                self._db.expire(one)
        return hidden

    def _write(self, staged: Staged) -> None:
        with Copying(psycopg_connection(self._db)) as copying:
            staged.send(copying)
        staged.finish()

    def _whose(self) -> tuple[object, ...]:
        options = self._options
        return (self._dataset.id, options.load_id, options.visibility, options.organisation_id)

    def _comparison(self, row: ResultRow) -> str:
        """The columns ``tables.RESULTS.made`` of a result as a part of its line."""
        about = self._about[row.sample_id]
        kind = (row.substance_code, about, row.unit, row[15:20])
        group = self._groups.get(kind)
        if group is None:
            group = self._groups[kind] = self._comparer.group(row.substance_code, measured(row, *about))
        key = (group, row[9:16])
        said = self._compared.get(key)
        if said is None:
            if len(self._compared) >= _MOST_KNOWN:
                self._compared.clear()
            found = self._comparer.columns(row.substance_code, measured(row, *about))
            found["compared"] = json.dumps(found["compared"])
            said = self._compared[key] = line([found[name] for name in RESULTS.made])
        return said

    def _known_samples(self) -> dict[str, tuple[str, str]]:
        known = select(Sample.external_id, Sample.medium, Sample.sampled_on)
        mine = known.where(Sample.dataset_id == self._dataset.id)
        return {row[0]: (row[1], row[2]) for row in self._db.execute(mine)}

    def _hide(self, table: str, ids: Sequence[int]) -> int:
        raw, options = psycopg_connection(self._db), self._options
        which = sql.SQL("WHERE old.id = ANY(%(ids)s) AND old.visibility = 'public'")
        values: dict[str, Any] = {"ids": list(ids), "load": options.load_id, "whose": options.organisation_id}
        if options.load_id is not None:
            keep(raw, table, which, values)
        hide = "SET visibility = 'organisation', organisation_id = coalesce(old.organisation_id, %(whose)s)"
        statement = sql.SQL("UPDATE {} old {} {}").format(sql.Identifier(table), sql.SQL(hide), which)
        return raw.execute(statement, values).rowcount


def alone(db: Session, slug: str) -> None:
    """Waits until no other transaction writes the dataset of that name; others wait for this one."""
    db.execute(text("SELECT pg_advisory_xact_lock(:loads, hashtext(:slug))"), {"loads": _LOADS, "slug": slug})


_LOADS = 0x64617461  # the first number of the advisory locks of datasets


def _found(ids: dict[str, int], identity: str) -> int | None:
    if not identity:
        return None
    if identity not in ids:
        raise LookupError(identity)
    return ids[identity]
