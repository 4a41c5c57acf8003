"""What happened to records that anybody may see: what feeds and alerts are made of.

A row keeps only that something happened, to which record and when. Where that is, what it is called and whether it may
be told at all is asked of the record itself whenever a row is read (``published``): a record that is hidden, or made
coarser, afterwards leaves nothing behind here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import DateTime, Index, Select, Subquery, func
from sqlalchemy.orm import Mapped, Session, mapped_column

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.core.i18n import Words

WHAT: Mapping[str, Words] = {
    "published": _l("New on the map"),
    "seen": _l("Seen again"),
    "cleaned": _l("Cleaned"),
    "came_back": _l("Came back"),
    "status": _l("New status"),
}
RADIUS_KM = (0.5, 100)  # from and to: how much around a point can be asked for
_KEY = "mapapp.news"


class News(Base):
    """``what`` happened to the record ``key`` of a layer; ``at`` is when it was decided, not when it was reported."""

    __tablename__ = "news"
    __table_args__ = (
        code_check("what", tuple(WHAT)),
        Index("ix_news_at", "at"),
        Index("ix_news_record", "layer", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    layer: Mapped[str]
    key: Mapped[str]
    what: Mapped[str]
    status: Mapped[str] = mapped_column(default="")


def tell(db: Session, layer: str, key: str, what: str, status: str = "") -> News:
    """Adds a row in this transaction, whose time it bears."""
    row = News(layer=layer, key=key, what=what, status=status)
    db.add(row)
    db.flush()
    return row


def provide(app: Flask, published: Callable[[str], Select[Any]]) -> None:
    """Names what selects the rows of a layer that anybody may see (columns ``key``, ``geom``, ``names`` and more)."""
    app.extensions[_KEY] = published


def published(layer: str) -> Subquery:
    """The rows of a layer that anybody may see now, to be joined with News by key; their place is the published one."""
    select: Callable[[str], Select[Any]] = current_app.extensions[_KEY]
    return select(layer).order_by(None).subquery("published")
