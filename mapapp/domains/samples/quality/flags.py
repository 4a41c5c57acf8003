"""The flags that the rules put on results, kept with them so that every list and file says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mapapp.domains.samples.models import FLAGS, Result, ResultEvent, Sample
from mapapp.domains.samples.quality.judge import Finding
from mapapp.domains.samples.quality.queries import found_in_dataset

_UNSEEN = {"synchronize_session": False}  # all is read again afterwards
_BY_RULES = ("blank_contaminated", "replicates_differ", "holding_time_exceeded", "not_accredited")


def renew(db: Session, dataset_id: int, point_ids: Sequence[int] = ()) -> int:
    """How many results got or lost flags: judges those of a dataset again (or of some of its sampling points).

    What a person last said about a flag of a result stands, whatever the rules find. Call it after rows came in.
    """
    db.flush()
    said = _said_by_people(db, dataset_id)
    changed: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for now, found in found_in_dataset(db, dataset_id, point_ids):
        for identity, flags in _changes(now, _by_result(found), said):
            changed[flags].append(identity)
    for flags, ids in changed.items():
        db.execute(update(Result).where(Result.id.in_(ids)).values(flags=list(flags)), execution_options=_UNSEEN)
    if changed:
        db.expire_all()
    return sum(map(len, changed.values()))


def _by_result(found: Iterable[Finding]) -> dict[int, set[str]]:
    flags: dict[int, set[str]] = defaultdict(set)
    for one in found:
        if one.outcome == "failed":
            for result in one.results:
                flags[result].add(one.flag)
    return flags


def _changes(
    now: Mapping[int, Sequence[str]], found: Mapping[int, set[str]], said: Mapping[int, Mapping[str, bool]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The results whose flags are others now: those of the rules and of people, but for what people lifted."""
    for identity, flags in now.items():
        wanted = found.get(identity, set()) | {flag for flag in flags if flag not in _BY_RULES}
        for flag, stands in said.get(identity, {}).items():
            wanted = wanted | {flag} if stands else wanted - {flag}
        if wanted != set(flags):
            yield identity, tuple(flag for flag in FLAGS if flag in wanted)


def _said_by_people(db: Session, dataset_id: int) -> dict[int, dict[str, bool]]:
    """Per result and flag whether the last person who decided about it wanted it to stand."""
    events = (
        select(ResultEvent.result_id, ResultEvent.flag, ResultEvent.action)
        .join(Result, Result.id == ResultEvent.result_id)
        .join(Sample, Sample.id == Result.sample_id)
        .where(Sample.dataset_id == dataset_id, ResultEvent.action.in_(("flagged", "flag_lifted")))
    )
    said: dict[int, dict[str, bool]] = defaultdict(dict)
    for identity, flag, action in db.execute(events.order_by(ResultEvent.id)):
        said[identity][flag] = action == "flagged"
    return said
