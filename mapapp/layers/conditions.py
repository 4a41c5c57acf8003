"""Who may see a row, and what a filter means in SQL: written once, used by the select of every domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, cast, func, select, true
from sqlalchemy import Text as SqlText

from mapapp.core.datasets import Dataset
from mapapp.core.viewer import Viewer
from mapapp.layers.contract import Filter


def seen_by(viewer: Viewer, row: Any, standing: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """The condition that a viewer may know of a row of the model ``row``; every domain's select starts from this.

    Everybody: what is public; members: what their organisation keeps for itself; owners: what is their own; moderators:
    everything where they are trusted. ``standing`` must hold besides, but for owners and moderators (for reports: that
    they were accepted).
    """
    holds = standing if standing is not None else true()
    allowed: ColumnElement[bool] = (row.visibility == "public") & holds
    if viewer.organisation_ids and hasattr(row, "organisation_id"):
        allowed |= (row.visibility == "organisation") & row.organisation_id.in_(viewer.organisation_ids) & holds
    if viewer.own:
        allowed |= row.key.in_(viewer.own)
    if viewer.moderates:
        allowed = allowed | row.oblast.in_(viewer.oblasts) if viewer.oblasts else true()
    return allowed


def _within(dates: Any, filter: Filter) -> Iterator[ColumnElement[bool]]:
    """Conditions that an EDTF date or interval may lie in the span; rows without a date do not.

    "~" sorts behind every digit and hyphen in the collation C, so "2015~" stands for the end of 2015.
    """
    yield dates != ""
    if filter.since is not None:
        last = func.regexp_replace(dates, "^.*/", "") + "~"
        yield last.collate("C") >= filter.since.isoformat()
    if filter.until is not None:
        first = func.regexp_replace(dates, "/.*$", "")
        yield first.collate("C") <= filter.until.isoformat() + "~"


def apply(statement: Select[Any], filter: Filter, columns: Mapping[str, Any]) -> Select[Any]:
    """``statement`` restricted by the parts of ``filter`` that every layer understands.

    ``columns`` has ``key``, ``geom``, ``not_drawn``, ``search`` (text that is searched), ``date`` (EDTF text) and the
    filterable fields by name. Values are always bound. Raises KeyError for a field that is not filterable.
    """
    for condition in filter.conditions:
        column = columns[condition.field]
        several = isinstance(column.type, ARRAY)
        chosen = cast(list(condition.values), ARRAY(SqlText)) if several else condition.values
        statement = statement.where(column.bool_op("&&")(chosen) if several else column.in_(chosen))
    if filter.keys is not None:
        statement = statement.where(columns["key"].in_(filter.keys))
    if filter.datasets:
        wanted = select(Dataset.id).where(Dataset.slug.in_(filter.datasets))
        statement = statement.where(statement.selected_columns.dataset_id.in_(wanted))
    if filter.bbox is not None:
        statement = statement.where(func.ST_Intersects(columns["geom"], func.ST_MakeEnvelope(*filter.bbox, 4326)))
    if filter.text:
        statement = statement.where(columns["search"].icontains(filter.text, autoescape=True))
    if filter.since is not None or filter.until is not None:
        statement = statement.where(*_within(columns["date"], filter))
    if filter.drawn is not None:
        drawn = columns["geom"].is_not(None) & columns["not_drawn"].is_(None)
        statement = statement.where(drawn if filter.drawn else ~drawn)
    return statement.offset(filter.offset or None).limit(filter.limit)
