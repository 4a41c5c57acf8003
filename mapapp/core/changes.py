"""When a layer's published rows last changed: what maps in other people's browsers watch."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from mapapp.core.database import Base


class LayerChange(Base):
    """A number per layer that grows with each change of what anybody may see of it."""

    __tablename__ = "layer_change"

    layer: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


def touch(db: Session, layer: str) -> None:
    """Says that the public rows of a layer change with this transaction; call it last, it makes others wait."""
    db.flush()
    made = insert(LayerChange).values(layer=layer, version=1)
    db.execute(made.on_conflict_do_update(index_elements=["layer"], set_={"version": LayerChange.version + 1}))


def versions(db: Session) -> dict[str, int]:
    """The number of each layer that ever changed."""
    return {row.layer: row.version for row in db.execute(select(LayerChange.layer, LayerChange.version))}
