"""Reads of protected areas, administrative units, places, schools and statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import g
from sqlalchemy import Select, Text, cast, func, literal, null, select
from sqlalchemy.orm import Session

from mapapp.core.database import session
from mapapp.core.folding import folded
from mapapp.core.i18n import language, localize
from mapapp.domains.areas.models import AdminUnit, Place, ProtectedArea, School, Statistic
from mapapp.layers import CHILD_SOURCE, STANDARD, Filter, Viewer, apply, seen_by

# Word similarity (pg_trgm) from which a name counts as a misspelling of what was typed; found by trying.
_ALIKE = 0.45


def select_areas(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The protected and proposed areas this viewer may see."""
    area = ProtectedArea
    statement = select(
        *(getattr(area, name) for name in STANDARD),
        area.category,
        area.designation,
        area.iucn,
        area.established,
        area.area_ha,
        area.status,
        area.outline,
        area.centre_is,
        area.part_of,
    ).where(seen_by(viewer, ProtectedArea))
    columns = {
        "key": area.key,
        "geom": area.geom,
        "not_drawn": area.not_drawn,
        "search": cast(area.names, Text) + " " + area.place,
        "date": area.established,
        "category": area.category,
        "status": area.status,
        "oblast": area.oblast,
    }
    return apply(statement, filter, columns).order_by(area.area_ha.desc().nulls_last(), area.id)


def select_units(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The administrative units; they are public for everybody."""
    del viewer  # there is nothing to hide in a border
    own = {name: getattr(AdminUnit, name) for name in STANDARD if hasattr(AdminUnit, name)}
    missing = [null().label(name) for name in STANDARD if name not in own]
    statement = select(
        *own.values(), *missing, AdminUnit.level, AdminUnit.parent, AdminUnit.kato, AdminUnit.iso, _figure_count()
    )
    columns = {
        "key": AdminUnit.key,
        "geom": AdminUnit.geom,
        "not_drawn": null(),
        "search": cast(AdminUnit.names, Text),
        "date": literal(""),
        "level": cast(AdminUnit.level, Text),
        "parent": AdminUnit.parent,
    }
    return apply(statement, filter, columns).order_by(AdminUnit.level, AdminUnit.key)


def select_statistics(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The figures about the administrative units that ``select_units`` gives to this viewer."""
    units = select_units(filter, viewer).subquery()
    return (
        select(
            units.c.key,
            units.c.names,
            *(getattr(Statistic, name) for name in CHILD_SOURCE),
            Statistic.external_id.label("row_id"),
            Statistic.region,
            Statistic.place,
            Statistic.metric,
            Statistic.metric_texts.label("metric_text"),
            Statistic.year,
            Statistic.value,
            Statistic.unit,
        )
        .join(units, units.c.key == Statistic.pcode)
        .order_by(Statistic.pcode, Statistic.metric, Statistic.year.desc().nulls_last(), Statistic.id)
    )


class UnitNames(Mapping[str, str]):
    """The names of the country and its oblasts by P-code, in the reader's language; read once a request."""

    def __getitem__(self, pcode: str) -> str:
        return self._names()[pcode]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> dict[str, str]:
        if "unit_names" not in g:
            upper = select(AdminUnit.key, AdminUnit.names).where(AdminUnit.level < 2).order_by(AdminUnit.key)
            g.unit_names = {key: localize(names, language()).value for key, names in session().execute(upper)}
        found: dict[str, str] = g.unit_names
        return found


def select_places(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The settlements of the gazetteer; public for everybody."""
    del viewer  # there is nothing to hide in a place name
    own = {name: getattr(Place, name) for name in STANDARD if hasattr(Place, name)}
    missing = [null().label(name) for name in STANDARD if name not in own]
    statement = select(*own.values(), *missing, Place.feature_code, Place.population, Place.rayon)
    columns = {
        "key": Place.key,
        "geom": Place.geom,
        "not_drawn": null(),
        "search": cast(Place.names, Text) + Place.spellings,
        "date": literal(""),
        "oblast": Place.oblast,
    }
    return apply(statement, filter, columns).order_by(Place.population.desc().nulls_last(), Place.id)


def select_schools(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The schools and kindergartens that were loaded; public for everybody."""
    del viewer  # there is nothing to hide in a school's place
    statement = select(*(getattr(School, name) for name in STANDARD), School.kind)
    columns = {
        "key": School.key,
        "geom": School.geom,
        "not_drawn": School.not_drawn,
        "search": cast(School.names, Text) + " " + School.place,
        "date": literal(""),
        "kind": School.kind,
        "oblast": School.oblast,
    }
    return apply(statement, filter, columns).order_by(School.id)


def find_area(db: Session, key: str, viewer: Viewer) -> ProtectedArea | None:
    """The area, or None when this viewer may not see it."""
    return db.scalar(select(ProtectedArea).where(ProtectedArea.key == key, seen_by(viewer, ProtectedArea)))


def find_unit(db: Session, key: str) -> AdminUnit | None:
    """The administrative unit of that P-code."""
    return db.scalar(select(AdminUnit).where(AdminUnit.key == key))


def units(db: Session, keys: set[str]) -> list[AdminUnit]:
    """The administrative units of these P-codes (lower case, as in their addresses)."""
    return list(db.scalars(select(AdminUnit).where(AdminUnit.key.in_(keys))))


def find_place(db: Session, key: str) -> Place | None:
    """The settlement of that key."""
    return db.scalar(select(Place).where(Place.key == key))


def find_school(db: Session, key: str) -> School | None:
    """The school of that key."""
    return db.scalar(select(School).where(School.key == key))


def statistics_of(db: Session, pcode: str) -> list[Statistic]:
    """The figures of one unit, newest first."""
    statement = select(Statistic).where(Statistic.pcode == pcode)
    return list(db.scalars(statement.order_by(Statistic.metric, Statistic.year.desc().nulls_last(), Statistic.id)))


def statistics(db: Session) -> list[Statistic]:
    """All figures by region and metric, newest first."""
    order = (Statistic.region, Statistic.metric, Statistic.year.desc().nulls_last(), Statistic.id)
    return list(db.scalars(select(Statistic).order_by(*order)))


def search_places(db: Session, text: str, most: int = 8) -> list[Place]:
    """Settlements whose name in any language is like ``text``: exact beginnings first, then by likeness and size."""
    wanted = folded(text)
    starts = Place.spellings.bool_op("~")(func.concat(r"(^|\|)", func.regexp_replace(wanted, r"(\W)", r"\\\1", "g")))
    alike = func.word_similarity(wanted, Place.spellings)
    statement = (
        select(Place)
        .where(starts | (alike > _ALIKE))
        .order_by(starts.desc(), alike.desc(), Place.population.desc().nulls_last())
    )
    return list(db.scalars(statement.limit(most)))


def _figure_count() -> Any:
    counted = select(func.count(Statistic.id)).where(Statistic.pcode == AdminUnit.key)
    return counted.scalar_subquery().label("figure_count")
