"""The entries of a feed: news of records that anybody may see at this moment, told as their layer tells them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.addresses import absolute
from mapapp.core.datasets import DatasetCard, cards
from mapapp.core.i18n import language
from mapapp.core.news import WHAT, News
from mapapp.layers import Feature, Filter, Layer, Viewer, features
from mapapp.publish import summary
from mapapp.publish.feeds.places import Part
from mapapp.spatial.shapes import point_of

MOST = 50
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news, ready to be written; ``point`` is (latitude, longitude) of the published place."""

    id: int
    at: datetime
    title: str
    text: str
    rights: str
    href: str
    categories: Sequence[tuple[str, str]]
    point: tuple[float, float] | None


def entries(db: Session, layer: Layer, filter: Filter, part: Part) -> list[Entry]:
    """The newest entries about records that the filter and the part of the country hold, newest first.

    Records are taken from the layer's own select as anybody gets it: what is hidden meanwhile is not told any more,
    and a place that was made coarser is told as it is published now.
    """
    rows = layer.select(filter, Viewer()).order_by(None).subquery("record")
    told = (
        select(News)
        .join(rows, rows.c.key == News.key)
        .where(News.layer == layer.id, part.holds(rows.c.geom))
        .order_by(News.at.desc(), News.id.desc())
        .limit(MOST)
    )
    news = list(db.scalars(told))
    keys = Filter(keys=tuple({row.key for row in news}))
    records = {one.key: one for one in features(db, layer, keys, Viewer(), language())} if news else {}
    known = cards(db, language())
    return [_entry(layer, row, records[row.key], known) for row in news if row.key in records]


def plain(text: str) -> str:
    """``text`` without the characters that XML cannot hold, not even escaped."""
    return _NOT_XML.sub("", text)


def _entry(layer: Layer, row: News, record: Feature, known: dict[int, DatasetCard]) -> Entry:
    status = _status(layer, row.status)
    happened = status if row.what == "status" and status else str(WHAT[row.what])
    kind, place = summary.kind_of(layer, record), str(record.properties.get("place") or "")
    point = point_of(record.geometry) if record.geometry is not None and not record.geometry.is_empty else None
    card = known[record.dataset_id]
    code = str(record.properties.get(layer.kind_field) or "")
    return Entry(
        id=row.id,
        at=row.at,
        title=plain(f"{happened}: {record.title.value}"),
        text=plain(" · ".join(part for part in (kind, status, place, summary.precision_of(record)) if part)),
        rights=plain(", ".join(part for part in (card.licence, card.publisher) if part)),
        href=absolute("records.record", layer_id=layer.id, key=record.key, lang=language()),
        categories=[(row.what, str(WHAT[row.what])), *([(code, kind)] if code else [])],
        point=(point.y, point.x) if point is not None else None,
    )


def _status(layer: Layer, code: str) -> str:
    """How the record stood when this was told, in words."""
    field = summary.field_of(layer, layer.state_field)
    return summary.shown(field, code) if field else ""
