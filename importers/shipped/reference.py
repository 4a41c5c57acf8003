"""Loads the lists that records refer to: substances, norms, PRTR annexes, statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from geoalchemy2.shape import from_shape
from shapely import from_wkt
from sqlalchemy.orm import Session

from importers.shipped.files import number, rows, source, texts
from mapapp.core.datasets import Dataset
from mapapp.core.drafts import SourceDraft
from mapapp.core.upsert import Outcome
from mapapp.domains.areas.service import StatisticDraft, write_statistics
from mapapp.domains.facilities.models import Activity, Pollutant
from mapapp.domains.samples.limits import Limit, SummationGroup, WaterClass
from mapapp.domains.samples.models import Substance, Waterway
from mapapp.domains.samples.norms import service as norms

Row = dict[str, str]


def load_statistics(db: Session, dataset: Dataset, path: Path) -> list[Outcome]:
    """Writes published figures about regions."""
    return write_statistics(db, dataset, (_statistic(row) for row in rows(path)))


def _statistic(row: Row) -> StatisticDraft:
    return StatisticDraft(
        source=source(row, row["id"]),
        region=row["region"],
        metric=row["metric"],
        metric_texts=texts(row, "metric_text"),
        value=number(row["value"]),
        unit=row["unit"],
        year=int(row["year"]) if row["year"] else None,
        pcode=row["pcode"].lower(),
        place=row.get("place", ""),
    )


def _substance(row: Row) -> dict[str, Any]:
    synonyms = [one for one in row["synonyms"].split("|") if one]
    return {"code": row["code"], "cas": row["cas"], "names": texts(row, "name"), "synonyms": synonyms}


def _limit(row: Row) -> dict[str, Any]:
    plain = ("cas", "substance", "id", "value", "allowed_exceedances")
    columns: dict[str, Any] = {name: value for name, value in row.items() if name not in plain}
    columns["external_id"], columns["substance_code"] = row["id"], row["substance"]
    columns["value"] = number(row["value"])
    columns["allowed_exceedances"] = int(row["allowed_exceedances"]) if row["allowed_exceedances"] else None
    return {**columns, "citation": f"{row['act']}; {row['seen_in']}"}


def _water_class(row: Row) -> dict[str, Any]:
    return {
        "external_id": row["id"],
        "substance_code": row["substance"] or None,
        "names": texts(row, "name"),
        "unit": row["unit_as_printed"],
        "bounds": [row[f"class{number}"] for number in range(1, 7)],
        "note": row["note"],
        "citation": f"row {row['row_in_act']} of the table",
    }


def _group(row: Row) -> dict[str, Any]:
    return {
        "external_id": row["group_no_in_act"],
        "group_no": int(row["group_no_in_act"]),
        "substances": row["substances"].split("|"),
        "mode": row["mode"],
        "rule": row["rule"],
        "act": row["act"],
        "note": row["note"],
        "citation": row["seen_in"],
    }


def _pollutant(row: Row) -> dict[str, Any]:
    media = ("air", "water", "land", "offsite", "mpu")
    return {
        "external_id": row["number"],
        "number": int(row["number"]),
        "cas": row["cas"],
        "names": texts(row, "name"),
        **{f"{medium}_kg": number(row[f"{medium}_kg"]) for medium in media},
        "printed": {medium: row[f"{medium}_raw"] for medium in media},
        "citation": f"Annex II, No. {row['number']}",
    }


def _activity(row: Row) -> dict[str, Any]:
    return {
        "external_id": row["code"],
        "code": row["code"],
        "section": int(row["section"]),
        "parent": row["parent"] or None,
        "names": texts(row, "name"),
        "capacity_threshold": row["capacity_threshold"],
        "employee_threshold": row["employee_threshold"],
        "citation": f"Annex I, {row['code']}",
    }


def _waterway(row: Row) -> dict[str, Any]:
    return {
        "external_id": row["id"],
        "key": row["id"],
        "names": texts(row, "name"),
        "spellings": row["spellings"].split("|"),
        "geom": from_shape(from_wkt(row["wkt"]), srid=4326, extended=True),
        "zero_km": number(row["zero_km"]),
        **{name: row[name] for name in ("source_title", "source_url", "citation", "note")},
    }


# kind of file -> model, columns of a row, the attribute that identifies a row
_LISTS: dict[str, tuple[type[Any], Callable[[Row], dict[str, Any]], str]] = {
    "substances": (Substance, _substance, "code"),
    "limits": (Limit, _limit, "external_id"),
    "surface_water_classes": (WaterClass, _water_class, "external_id"),
    "summation_groups": (SummationGroup, _group, "external_id"),
    "pollutants": (Pollutant, _pollutant, "number"),
    "activities": (Activity, _activity, "code"),
    "waterways": (Waterway, _waterway, "external_id"),
}
KINDS = tuple(_LISTS)


def load_list(db: Session, dataset: Dataset, path: Path, kind: str) -> list[Outcome]:
    """Writes a list of ``kind`` and says for each row whether it was new, changed or already so."""
    model, columns, identity = _LISTS[kind]
    known = {getattr(row, identity): row for row in db.query(model)}
    return [
        _write(db, model, known.get(values[identity]), values)
        for values in _placed(dataset, model, [columns(row) for row in rows(path)])
    ]


def _placed(dataset: Dataset, model: type[Any], values: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(values):
        placed = {"position": position} if hasattr(model, "position") else {}
        if hasattr(model, "dataset_id"):
            placed |= SourceDraft(one["external_id"]).values() | {"dataset_id": dataset.id}
        yield placed | one


def _write(db: Session, model: type[Any], found: Any, values: dict[str, Any]) -> Outcome:
    if found is None:
        db.add(model(**values))
        return Outcome.NEW
    changed = {name: value for name, value in values.items() if getattr(found, name) != value}
    if changed and isinstance(found, Limit):
        if norms.corrected_by_a_person(db, found.id):
            return Outcome.UNCHANGED
        before = {name: getattr(found, name) for name in changed}
        norms.note_version(db, found, norms.plain(before), norms.plain(changed), None, "")
    for name, value in changed.items():
        setattr(found, name, value)
    return Outcome.CHANGED if changed else Outcome.UNCHANGED


# kind of file -> what its rows are notes on, and the column that names it
_NOTES: dict[str, tuple[type[Any], str, Callable[[str], Any]]] = {
    "substance_notes": (Substance, "substance", str),
    "pollutant_notes": (Pollutant, "number", int),
}
NOTES = tuple(_NOTES)
_NOT_REREAD = "(not re-read for this note)"


def load_notes(db: Session, path: Path, kind: str) -> list[Outcome]:
    """Writes plain-language notes to the substances or pollutants of a file, which must be loaded before.

    A pollutant's row may name a substance instead: then it has that one's note. Raises ValueError for an unknown one.
    """
    model, column, identity = _NOTES[kind]
    outcomes = []
    for row in rows(path):
        found = db.get(model, identity(row[column]))
        same = db.get(Substance, row["substance"]) if row["substance"] else None
        if found is None or (row["substance"] and same is None):
            raise ValueError(f"{path.name}: there is nothing called {row[column]} or {row['substance']}")
        told = {"about": same.about, "about_source": same.about_source} if same and same is not found else _note(row)
        outcomes.append(_write(db, model, found, told))
    return outcomes


def _note(row: Row) -> dict[str, Any]:
    checked = row["verification"] == "checked"
    source_ = row["about_source"] if checked else f"{row['about_source']} {_NOT_REREAD}"
    return {"about": texts(row, "about"), "about_source": source_}
