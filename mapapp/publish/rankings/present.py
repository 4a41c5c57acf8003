"""The ranked sites in words: what each score is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

import numpy as np
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.analysis.findings import Worst, worst_of
from mapapp.analysis.ranking import CRITERIA, SURENESS, Scores, order, scores
from mapapp.analysis.sites import SAMPLES, Sites
from mapapp.analysis.water import ROUGH_M
from mapapp.analysis.whereabouts import Whereabouts, span, whereabouts
from mapapp.analysis.words import distance
from mapapp.core import figures
from mapapp.core.i18n import Words, language, localize
from mapapp.layers import Feature, Filter, Layer, Viewer, features
from mapapp.publish import summary
from mapapp.publish.rankings import words
from mapapp.publish.rankings.kept import kept
from mapapp.publish.rankings.rule import Asked

_MOST_OF_ACT = 90  # characters; the page of the record names the act in full


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion of one site: ``part`` (0 to 1) and ``raw`` are None where it is not known, ``said`` is in words."""

    name: str
    label: Words
    said: Words
    raw: float | None
    part: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """One site of the ranking; ``score``, ``mean``, ``sureness`` and ``known`` are between 0 and 1."""

    rank: int
    layer: Layer
    feature: Feature
    kind: Words
    href: str
    score: float
    mean: float
    sureness: float
    known: float
    parts: Sequence[Part]
    sure: Mapping[str, float]
    worst: Words
    points: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking as anybody may see it: ``total`` sites were looked at, ``scored`` of them have a score."""

    ranked: Sequence[Ranked]
    total: int
    scored: int


def ranking(db: Session, layers: Mapping[str, Layer], asked: Asked, today: date) -> Ranking:
    """The worst sites by the rule asked for.

    Sites that were withdrawn since the raw values were read are left out, and the next ones stand in their places.
    """
    sites = kept().sites(db, asked.wanted, today)
    made = scores(sites.raw, sites.sure, asked.rule)
    first = order(made.score, sites.keys, asked.many + 10)
    shown = _features(db, layers, sites, first)
    chosen = [at for at in map(int, first) if (str(sites.layers[at]), str(sites.keys[at])) in shown][: asked.many]
    points = tuple({key for at in chosen for key in sites.points[at]})
    worst = worst_of(db, layers[SAMPLES], points, asked.wanted.norms) if points else {}
    found = []
    for rank, at in enumerate(chosen, 1):
        layer, feature = layers[str(sites.layers[at])], shown[str(sites.layers[at]), str(sites.keys[at])]
        found.append(_ranked(rank, (layer, feature), (sites, made, at), worst, asked))
    return Ranking(found, len(sites.keys), int(np.count_nonzero(~np.isnan(made.score))))


def _features(
    db: Session, layers: Mapping[str, Layer], sites: Sites, chosen: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> dict[tuple[str, str], Feature]:
    found = {}
    for name in np.unique(sites.layers[chosen]):
        keys = tuple(str(key) for key in sites.keys[chosen][sites.layers[chosen] == name])
        for one in features(db, layers[str(name)], Filter(keys=keys), Viewer(), language()):
            found[str(name), one.key] = one
    return found


def _ranked(
    rank: int,
    shown: tuple[Layer, Feature],
    reckoned: tuple[Sites, Scores, int],
    worst: Mapping[str, Worst],
    asked: Asked,
) -> Ranked:
    (layer, feature), (sites, made, at) = shown, reckoned
    here = whereabouts(feature.geometry, feature.properties)
    tops = sorted((worst[key] for key in sites.points[at] if key in worst), key=lambda one: -one.times)
    return Ranked(
        rank=rank,
        layer=layer,
        feature=feature,
        kind=layer.noun(feature.properties),
        href=url_for("records.record", layer_id=layer.id, key=feature.key),
        score=float(made.score[at]),
        mean=float(made.mean[at]),
        sureness=float(made.sureness[at]),
        known=float(made.known[at]),
        parts=[_part(name, (sites, made, at), here, asked) for name in CRITERIA],
        sure={name: float(sites.sure[name][at]) for name in SURENESS},
        worst=_worst(tops[0]) if tops else "",
        points=len(sites.points[at]) if layer.id != SAMPLES else 0,
    )


def _part(name: str, reckoned: tuple[Sites, Scores, int], here: Whereabouts | None, asked: Asked) -> Part:
    sites, made, at = reckoned
    raw, part, weight = float(sites.raw[name][at]), float(made.parts[name][at]), asked.rule.weights[name]
    if np.isnan(raw):
        return Part(name, words.CRITERION[name], _("not known"), None, None, weight)
    return Part(name, words.CRITERION[name], _said(name, raw, here), raw, part, weight)


def _said(name: str, raw: float, here: Whereabouts | None) -> Words:
    if name == "exceedance":
        return _("%(n)s times the norm", n=figures.short_number(raw)) if raw > 1 else _("within the norms")
    if name == "area":
        return figures.area(raw)
    if name == "growth":
        return _("%(n)s times as large", n=figures.short_number(raw)) if raw > 1 else _("none seen")
    if name in ("water", "protected"):
        if name == "protected" and raw == 0:
            return _("inside")
        rough = ROUGH_M if name == "water" else 0.0
        return distance(span(raw, *([here] if here else []), rough_m=rough))
    return figures.number(int(raw))


def _worst(one: Worst) -> Words:
    name = localize(one.substance, language()).value
    times = figures.short_number(one.times)
    if one.act:
        act = shorten(one.act, _MOST_OF_ACT, placeholder=" …")
        return _("%(substance)s: %(times)s times the norm (%(act)s)", substance=name, times=times, act=act)
    return _("%(substance)s: %(times)s times the norm", substance=name, times=times)


def region_of(one: Ranked, oblasts: Mapping[str, Words]) -> Words:
    """The oblast in words, if it is known."""
    return oblasts.get(str(one.feature.properties.get("oblast") or ""), "")


def precision_of(one: Ranked) -> Words:
    """How well the place is known, or why it is not on the map."""
    return summary.why_not_drawn(one.feature) or summary.precision_of(one.feature)
