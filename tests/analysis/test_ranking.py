"""The rule of the ranking: each part within bounds, more never lowers a score, what is not known follows the rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.analysis.ranking import CRITERIA, DEFAULT_WEIGHTS, OWN, SURENESS, Rule, Scores, order, parts, scores

# By which raw values each criterion gets worse.
WORSE = {name: -1 if name in ("water", "protected") else 1 for name in CRITERIA}
RAW = st.fixed_dictionaries({name: st.one_of(st.just(float("nan")), st.floats(0, 1e7)) for name in CRITERIA})
SURE = st.fixed_dictionaries({name: st.floats(0, 1) for name in SURENESS})
RULES = st.builds(
    Rule,
    st.fixed_dictionaries({name: st.sampled_from([0.0, 0.5, 1.0, 3.0, 10.0]) for name in CRITERIA}),
    st.floats(0, 1),
)
NONE = dict.fromkeys(CRITERIA, float("nan"))
FULL = dict.fromkeys(SURENESS, 1.0)


def one(raw: dict[str, float], sure: dict[str, float], rule: Rule) -> Scores:
    return scores(
        {name: np.array([value]) for name, value in raw.items()},
        {name: np.array([value]) for name, value in sure.items()},
        rule,
    )


def score(raw: dict[str, float], sure: dict[str, float], rule: Rule) -> float:
    return float(one(raw, sure, rule).score[0])


@given(RAW, SURE, RULES)
def test_scores_lie_between_nothing_and_one(raw: dict[str, float], sure: dict[str, float], rule: Rule) -> None:
    found = score(raw, sure, rule)
    ranked = any(not np.isnan(raw[name]) and rule.weights[name] > 0 for name in OWN)
    assert np.isnan(found) != ranked
    assert not ranked or -1e-12 <= found <= 1 + 1e-12


@given(RAW, SURE, RULES, st.sampled_from(CRITERIA), st.floats(1, 1000))
def test_worse_never_lowers_a_score(
    raw: dict[str, float], sure: dict[str, float], rule: Rule, name: str, times: float
) -> None:
    before, worse = score(raw, sure, rule), {**raw, name: raw[name] * times ** WORSE[name]}
    after = score(worse, sure, rule)
    assert (np.isnan(before) and np.isnan(after)) or after >= before - 1e-12


@given(RAW, SURE, RULES, st.sampled_from(CRITERIA), st.floats(0, 1e7))
def test_no_weight_takes_a_criterion_away(
    raw: dict[str, float], sure: dict[str, float], rule: Rule, name: str, other: float
) -> None:
    without = Rule({**rule.weights, name: 0.0}, rule.doubt)
    was, changed = score(raw, sure, without), score({**raw, name: other}, sure, without)
    assert was == pytest.approx(changed, nan_ok=True)


@given(RAW, SURE, RULES, st.sampled_from(CRITERIA))
def test_what_is_not_known_is_neither_nought_nor_more(
    raw: dict[str, float], sure: dict[str, float], rule: Rule, name: str
) -> None:
    """Without doubt, not knowing a criterion is the same as not asking for it."""
    unknown = {**raw, name: float("nan")}
    certain = Rule(rule.weights, 0.0)
    silent = Rule({**rule.weights, name: 0.0}, 0.0)
    assert score(unknown, sure, certain) == pytest.approx(score(unknown, sure, silent), nan_ok=True)


@given(RAW, RULES, st.sampled_from(SURENESS), SURE)
def test_being_surer_never_lowers_a_score(raw: dict[str, float], rule: Rule, name: str, sure: dict[str, float]) -> None:
    before, after = score(raw, sure, rule), score(raw, {**sure, name: 1.0}, rule)
    assert np.isnan(before) or after >= before - 1e-12


def test_the_formulas_at_their_ends() -> None:
    raw = {
        "exceedance": np.array([1.0, 10.0, 100.0, 1e6]),
        "substances": np.array([0.0, 1.0, 5.0, 50.0]),
        "area": np.array([0.0, 10_000.0, 1e6, 1e9]),
        "growth": np.array([0.5, 1.0, 2.0, 4.0]),
        "people_1km": np.array([0.0, 99_999.0, 1e5, 1e7]),
        "people_5km": np.array([0.0, 0.0, 1e6, 1e7]),
        "water": np.array([0.0, 1_000.0, 10_000.0, 1e6]),
        "protected": np.array([0.0, 500.0, 50_000.0, 1e6]),
    }
    found = parts(raw)
    assert list(found["exceedance"]) == pytest.approx([0, 0.5, 1, 1])
    assert list(found["substances"]) == pytest.approx([0, 0.2, 1, 1])
    assert list(found["area"]) == pytest.approx([0, 0.5, 1, 1])
    assert list(found["growth"]) == pytest.approx([0, 0, 0.5, 1])
    assert list(found["people_1km"]) == pytest.approx([0, 1, 1, 1], abs=1e-5)
    assert list(found["people_5km"]) == pytest.approx([0, 0, 1, 1])
    assert list(found["water"]) == pytest.approx([1, 1, 0, 0])
    assert list(found["protected"]) == pytest.approx([1, 1, 0, 0])


def test_a_score_by_hand() -> None:
    """Ten times the norm (0.5, weight 3), 1 ha (0.5, weight 2), 1 of 5 substances (0.2, weight 1): 2.7 / 6 = 0.45."""
    raw = {**NONE, "exceedance": 10.0, "area": 10_000.0, "substances": 1.0}
    found = one(raw, FULL, Rule(DEFAULT_WEIGHTS, 0.7))
    assert found.mean[0] == pytest.approx(0.45)
    assert found.known[0] == pytest.approx(6 / 12)
    assert found.sureness[0] == pytest.approx(0.75)
    assert found.score[0] == pytest.approx(0.45 * (1 - 0.7 * 0.25))


def test_a_site_of_which_only_the_neighbours_are_known_is_not_ranked() -> None:
    assert np.isnan(score({**NONE, "people_1km": 1e6, "water": 0.0}, FULL, Rule()))


@given(st.lists(st.sampled_from([0.1, 0.1 + 1e-15, 0.2, float("nan")]), max_size=12), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_rows(values: list[float], random: object) -> None:
    keys = [f"k{number:02d}" for number in range(len(values))]
    pairs = list(zip(values, keys, strict=True))
    random.shuffle(pairs)  # type: ignore[attr-defined] # Hypothesis gives a random.Random
    plain = [keys[at] for at in order(np.array(values), np.array(keys, dtype=np.str_), 5)]
    mixed_keys = np.array([key for _value, key in pairs], dtype=np.str_)
    mixed = [str(mixed_keys[at]) for at in order(np.array([value for value, _key in pairs]), mixed_keys, 5)]
    assert plain == mixed
    assert len(plain) == min(5, sum(not np.isnan(value) for value in values))
    best = [value for value in values if not np.isnan(value)]
    assert not plain or values[keys.index(plain[0])] == pytest.approx(max(best))
