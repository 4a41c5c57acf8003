"""What surrounds a record, in words, for its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mapapp.analysis.near import Near
from mapapp.analysis.surroundings import AREAS, SCHOOLS, SETTLEMENTS, Surroundings, WaterNear
from mapapp.analysis.water import ROUGH_M
from mapapp.analysis.whereabouts import Whereabouts, span
from mapapp.analysis.words import distance
from mapapp.core import figures
from mapapp.core import words as core_words
from mapapp.core.i18n import Text, Words, language, localize
from mapapp.layers import Feature, Layer
from mapapp.publish import summary
from mapapp.publish.nearby import words


@dataclass(frozen=True, slots=True)
class Line:
    """One neighbour: ``said`` is how far or how it lies, ``name`` may be empty, ``note`` is a reservation."""

    said: Words
    name: Text = field(default_factory=lambda: Text("", ""))
    href: str = ""
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What is nearest of one kind."""

    label: Words
    lines: Sequence[Line]
    note: Words = ""


def groups(found: Surroundings, here: Whereabouts, layers: Mapping[str, Layer]) -> tuple[Group, ...]:
    """Protected areas, water, settlement, school."""
    return (
        _areas(found, here, layers[AREAS]),
        Group(
            _("River or lake"),
            (_water(found.water, here),),
            _("On a map at 1:10 million; nearer waters may be missing from it."),
        ),
        _one(_("Settlement"), found.settlement, here, layers[SETTLEMENTS]),
        _one(_("School"), found.school, here, layers.get(SCHOOLS)),
    )


def _areas(found: Surroundings, here: Whereabouts, layer: Layer) -> Group:
    lines = [_area(near, here, layer) for near in (*found.bordered, *found.centred)]
    if not found.bordered:
        said = _("not known: no border of a protected area is loaded") if lines else _("none is loaded")
        lines.insert(0, Line(said))
    unplaced = ngettext(
        "%(num)s area has no published place to measure to.",
        "%(num)s areas have no published place to measure to.",
        found.unplaced,
    )
    return Group(_("Protected areas"), lines, unplaced if found.unplaced else "")


def _area(near: Near, here: Whereabouts, layer: Layer) -> Line:
    said = words.relation(near, here)
    proposed = near.feature.properties.get("status") == "proposed"
    note = summary.state_of(layer, near.feature) if proposed else ""
    return Line(said, near.feature.title, _page(layer, near.feature), note)


def _water(near: WaterNear, here: Whereabouts) -> Line:
    kinds = {"river": _("a river"), "lake": _("a lake")}
    name = localize(near.water.names, language())
    said = distance(span(near.metres, here, rough_m=ROUGH_M))
    return Line(said, name if name.value else Text(str(kinds[near.water.kind]), language()))


def _one(label: Words, near: Near | None, here: Whereabouts, layer: Layer | None) -> Group:
    if near is None or layer is None:
        return Group(label, (Line(_("not loaded")),))
    if near.relation in ("holds", "inside") and not here.slack_m and here.shape.geom_type != "Point":
        said: Words = _("inside")
    else:
        said = distance(span(near.metres, here, near.place))
    note = _("To its middle point.") if near.place.shape.geom_type == "Point" else _("To its outline.")
    return Group(label, (Line(said, near.feature.title, _page(layer, near.feature)),), note)


def _page(layer: Layer, feature: Feature) -> str:
    return url_for("records.record", layer_id=layer.id, key=feature.key)


def reservations(here: Whereabouts, precision: str) -> Iterator[Words]:
    """What must be said of the record's own place before any distance."""
    if here.border == "circle":
        yield _("Only centre and size of this area are published: distances are from a circle, not from its border.")
    elif here.border == "point":
        yield _("Only the centre of this area is published: distances are from that point.")
    elif here.vague:
        yield _("%(known)s: the distances are rough.", known=core_words.PRECISION[precision])
    elif here.slack_m:
        yield _(
            "The place is known within %(distance)s: the distances are ranges.", distance=figures.metres(here.slack_m)
        )
