"""The ranking as a table for a spreadsheet: every raw value, every part and the rule itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask import url_for

from mapapp.analysis.ranking import CRITERIA, SURENESS
from mapapp.analysis.water import ROUGH_M
from mapapp.analysis.whereabouts import whereabouts
from mapapp.core.datasets import DatasetCard
from mapapp.core.spreadsheets import guarded, written
from mapapp.publish.rankings.present import Part, Ranked
from mapapp.publish.rankings.rule import Asked
from mapapp.spatial.shapes import point_of

_SITE = ("rank", "score", "mean", "sureness", "known_share", "layer", "key", "name", "kind", "oblast", "place")
_PLACE = ("precision", "longitude", "latitude", "sampling_points", "worst_result")
_SOURCE = ("dataset", "licence", "attribution", "url")
_RULE = ("rule_doubt", "rule_norms", "rule_oblast", "rule_kinds", "rule_join_m", "rule_address", "made_on")


def csv_pieces(
    ranked: Sequence[Ranked], asked: Asked, cards: Mapping[int, DatasetCard], made_on: date
) -> Iterator[str]:
    """The file piece by piece; numbers have a point, words are guarded against being taken for formulas."""
    criteria = [f"{name}_{what}" for name in CRITERIA for what in ("raw", "said", "part", "weight")]
    header = [*_SITE, *_PLACE, *criteria, *(f"sure_{name}" for name in SURENESS), *_SOURCE, *_RULE]
    rule = _rule(asked, made_on)
    return written(header, ([*_site(one), *_parts(one), *_source(one, cards), *rule] for one in ranked))


def _site(one: Ranked) -> list[str]:
    properties, shape = one.feature.properties, one.feature.geometry
    point = point_of(shape) if shape is not None and not properties.get("not_drawn") else None
    texts = (one.layer.id, one.feature.key, one.feature.title.value, one.kind, properties.get("oblast"))
    numbers = (one.score, one.mean, one.sureness, one.known)
    return [
        str(one.rank),
        *(f"{value:.4f}" for value in numbers),
        *(guarded(str(text or "")) for text in (*texts, properties.get("place"), properties.get("precision"))),
        *((f"{point.x:.6f}", f"{point.y:.6f}") if point else ("", "")),
        str(one.points),
        guarded(str(one.worst)),
    ]


def _parts(one: Ranked) -> list[str]:
    cells = []
    for part in one.parts:
        known = "" if part.part is None else f"{part.part:.4f}"
        cells += [_raw(part, one), guarded(str(part.said)), known, f"{part.weight:g}"]
    return [*cells, *(f"{value:.2f}" for value in one.sure.values())]


def _raw(part: Part, one: Ranked) -> str:
    """The raw value; distances without digits that the place or the map does not bear."""
    if part.raw is None:
        return ""
    if part.name not in ("water", "protected"):
        return f"{part.raw:.6g}"
    here = whereabouts(one.feature.geometry, one.feature.properties)
    step = max(1.0, here.slack_m if here else 0.0, ROUGH_M if part.name == "water" else 0.0)
    return f"{round(part.raw / step) * step:.0f}"


def _source(one: Ranked, cards: Mapping[int, DatasetCard]) -> list[str]:
    card = cards[one.feature.dataset_id]
    address = url_for("records.record", layer_id=one.layer.id, key=one.feature.key, lang=None, _external=True)
    return [guarded(card.slug), guarded(card.licence), guarded(card.attribution or card.publisher), address]


def _rule(asked: Asked, made_on: date) -> list[str]:
    address = url_for("rankings.index", lang=None, _external=True, **asked.address())
    kinds = guarded("|".join(asked.kinds))
    values = (f"{asked.rule.doubt:g}", asked.norms, asked.oblast, kinds, f"{asked.join_m:g}", address)
    return [*values, made_on.isoformat()]
