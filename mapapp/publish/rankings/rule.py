"""The rule that an address asks for, and the address that says a rule in full, so that it can be cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from mapapp.analysis.ranking import CRITERIA, DEFAULT_DOUBT, DEFAULT_WEIGHTS, Rule
from mapapp.analysis.sites import ALONE, JOIN_M, REPORTS, SAMPLES, Wanted
from mapapp.core.i18n import Words
from mapapp.errors import BadInput
from mapapp.layers import Field, Layer
from mapapp.publish.rankings import words

USUAL_MANY, MOST_MANY = 10, 50
MOST_WEIGHT, MOST_JOIN_M = 10.0, 5000.0
DEFAULT_NORMS = "KZ"
_WEIGHT = "w_"


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: codes and words of norm sets, oblasts (P-codes in capitals) and kinds of sites."""

    norms: Mapping[str, Words]
    oblasts: Mapping[str, Words]
    kinds: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sites, by which rule, how many; ``norms`` always has a code."""

    norms: str = DEFAULT_NORMS
    oblast: str = ""
    kinds: tuple[str, ...] = ()
    join_m: float = JOIN_M
    many: int = USUAL_MANY
    rule: Rule = field(default_factory=Rule)

    @property
    def wanted(self) -> Wanted:
        """The part that says which sites are looked at."""
        return Wanted("" if self.norms == DEFAULT_NORMS else self.norms, self.oblast, self.kinds, self.join_m)

    @property
    def changed(self) -> bool:
        """Whether anything differs from the default rule."""
        return self != Asked()

    def address(self) -> dict[str, Any]:
        """All parameters, also those that are as usual: the address means the same when the usual ones change."""
        found: dict[str, Any] = {_WEIGHT + name: f"{self.rule.weights[name]:g}" for name in CRITERIA}
        found |= {"doubt": f"{self.rule.doubt * 100:g}", "norms": self.norms, "n": str(self.many)}
        found |= {"join": f"{self.join_m:g}"}
        if self.oblast:
            found["oblast"] = self.oblast
        if self.kinds:
            found["kind"] = list(self.kinds)
        return found


def choices(layers: Mapping[str, Layer]) -> Choices:
    """What there is to choose from, by what the layers say of themselves."""
    units = _codes(layers["regions"], "parent")
    kinds = {**_codes(layers[REPORTS], "kind"), ALONE: layers[SAMPLES].noun({})}
    return Choices(
        norms=_codes(layers[SAMPLES], "norms"),
        oblasts={code.upper(): name for code, name in units.items() if len(code) > 2},
        kinds=kinds,
    )


def _codes(layer: Layer, name: str) -> dict[str, Words]:
    found: Field | None = next((one for one in layer.fields if one.name == name), None)
    return dict(found.codes) if found else {}


def asked(args: MultiDict[str, str], known: Choices) -> Asked:
    """What the request asks for. Raises BadInput for numbers out of bounds and codes that do not exist."""
    weights = {
        name: _number(args, _WEIGHT + name, DEFAULT_WEIGHTS[name], MOST_WEIGHT, words.CRITERION[name])
        for name in CRITERIA
    }
    doubt = _number(args, "doubt", DEFAULT_DOUBT * 100, 100.0, words.DOUBT) / 100
    many = _number(args, "n", USUAL_MANY, MOST_MANY, words.MANY)
    return Asked(
        norms=_one(args, "norms", known.norms, words.NORMS) or DEFAULT_NORMS,
        oblast=_one(args, "oblast", known.oblasts, words.OBLAST),
        kinds=_several(args, "kind", known.kinds, words.KINDS),
        join_m=_number(args, "join", JOIN_M, MOST_JOIN_M, words.JOIN),
        many=max(1, int(many)),
        rule=Rule(weights, doubt),
    )


def _number(args: MultiDict[str, str], name: str, usual: float, most: float, label: Words) -> float:
    text = args.get(name, "").strip().replace(",", ".")
    if not text:
        return float(usual)
    try:
        value = float(text[:20])
    except ValueError:
        value = float("nan")
    if not isfinite(value) or not 0 <= value <= most:
        hint = _("A number from 0 to %(most)s is wanted.", most=f"{most:g}")
        raise BadInput(_("“%(field)s” cannot be used as it is.", field=label), hint)
    return value


def _one(args: MultiDict[str, str], name: str, known: Mapping[str, Words], label: Words) -> str:
    value = args.get(name, "")
    _check((value,) if value else (), known, label)
    return value


def _several(args: MultiDict[str, str], name: str, known: Mapping[str, Words], label: Words) -> tuple[str, ...]:
    values = tuple(sorted({value for value in args.getlist(name) if value}))
    _check(values, known, label)
    return () if set(values) == set(known) else values


def _check(values: tuple[str, ...], known: Mapping[str, Words], label: Words) -> None:
    if not set(values) <= set(known):
        raise BadInput(_("%(field)s has no such value.", field=label), _("Known: %(all)s.", all=", ".join(known)))
