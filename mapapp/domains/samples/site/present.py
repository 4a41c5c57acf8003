"""What only the page of a sampling point shows, read when that page is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.core.i18n import Words, localize
from mapapp.core.presentation import Record, Related, Table
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.limits import WaterClass
from mapapp.domains.samples.models import ABOUT_THE_PLACE, Result, Sample
from mapapp.domains.samples.norms.queries import summation_groups, water_classes
from mapapp.domains.samples.present import listed
from mapapp.domains.samples.quality.queries import names_of
from mapapp.domains.samples.queries import Site
from mapapp.domains.samples.site.added import added_effect
from mapapp.domains.samples.site.classes import by_substance, class_table
from mapapp.domains.samples.tables import TONE
from mapapp.layers import Filter, Layer, features, registry

_SPOTS = "reports"  # the layer that ``SamplingPoint.site_key`` is a key of
_FEWEST = 2  # substances; one alone adds nothing


def complete(db: Session, record: Record, site: Site, viewer: Viewer, language: str) -> Record:
    """The record of the point with its water classes, its sums of shares, and the spot where it lies, if seen."""
    samples = listed(site)
    tables, of_classes = _with_classes(db, record.tables, samples, language)
    added, of_groups = _added(db, site, samples, language)
    spot = _spot(db, site, viewer, language)
    used: list[int] = [*record.more_datasets, *of_classes, *of_groups, *([spot[1]] if spot else [])]
    return replace(
        record,
        hints=[*record.hints, *_hints(added)],
        tables=(*([added] if added else []), *tables),
        related=(spot[0],) if spot else (),
        more_datasets=[one for one in dict.fromkeys(used) if one != record.dataset_id],
    )


def _with_classes(
    db: Session, tables: Sequence[Table], samples: Sequence[Sample], language: str
) -> tuple[list[Table], set[int]]:
    """The tables of the samples, those of water each followed by its classes, and the datasets of the classes."""
    rows: list[WaterClass] = water_classes(db) if _standing(samples, "water") else []
    indicators = by_substance(rows)
    found, shown = list[Table](), False
    for sample, table in zip(samples, tables, strict=True):
        found.append(table)
        classes = class_table(sample, _standing([sample], "water"), indicators, language)
        if classes:
            found.append(classes)
            shown = True
    return found, {row.dataset_id for row in rows} if shown else set()


def _added(db: Session, site: Site, samples: Sequence[Sample], language: str) -> tuple[Table | None, set[int]]:
    """The sums of shares in air, and the datasets of the groups."""
    results = _standing(samples, "air")
    if len({one.substance_code for one in results}) < _FEWEST:
        return None, set()
    groups = summation_groups(db)
    named = names_of(db, (code for one in groups for code in one.substances))
    names = {code: localize(found, language).value or code for code, found in named.items()}
    table = added_effect(results, groups, site.limits, names)
    return table, {one.dataset_id for one in groups} if table else set()


def _hints(added: Table | None) -> list[Words]:
    """What the badge does not say, because it is about each substance by itself."""
    above = added is not None and any(row[-1].tone == TONE["exceeds"] for row in added.rows)
    return (
        [_("Some pollutants of the air are above the limit when they are added up: see “Added effect”.")]
        if above
        else []
    )


def _standing(samples: Iterable[Sample], medium: str) -> list[Result]:
    """The results of the medium that say something of the place."""
    about = [one for one in samples if one.medium == medium and one.purpose in ABOUT_THE_PLACE]
    return [result for sample in about for result in sample.results if result.state != "withdrawn"]


def _spot(db: Session, site: Site, viewer: Viewer, language: str) -> tuple[Related, int] | None:
    """The dump or other spot at which the samples are taken, as this viewer may see it, and its dataset."""
    layer = registry().get(_SPOTS)
    if layer is None or not site.point.site_key:
        return None
    spot = layer.record(db, site.point.site_key, viewer, language)
    if spot is None or _tells_more(db, site, layer, spot.key, viewer):
        return None
    return Related(_("Taken at"), spot.title, f"{_SPOTS}/{spot.key}", spot.pictures), spot.dataset_id


def _tells_more(db: Session, site: Site, layer: Layer, key: str, viewer: Viewer) -> bool:
    """Whether the point would give away where the spot is that is shown only roughly, as protected ones are."""
    rough = next((one.properties for one in features(db, layer, Filter(keys=(key,)), viewer, "en")), None)
    if rough is None:
        return True
    if rough["precision"] != "approximate" or rough["precision_m"] is None or site.point.geom is None:
        return False
    known = site.point.precision_m if site.point.precision in ("approximate", "within") else 0
    return (known or 0) < rough["precision_m"]
