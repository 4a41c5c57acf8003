"""Reading and writing files of people in the worker: both may be long, and both bear being done twice."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from importers.bulk.perform import perform
from importers.errors import ImportProblem
from importers.web.checking import check
from importers.web.said import renamed
from mapapp.core.database import bound, open_session
from mapapp.core.jobs import job
from mapapp.core.loads import Load

_ONE_AT_A_TIME = 0x6C6F6164  # the advisory lock of the loads, with the load's id
_STEPS = 100  # how often the progress is written down at most


@job(attempts=4)
def check_file(db: Session, load_id: int) -> None:
    """Reads a file and notes what would become of its rows."""
    load = _mine(db, load_id, "checking")
    if load is not None:
        check(db, load, _progress(load))


@job(attempts=4)
def load_file(db: Session, load_id: int) -> None:
    """Writes the rows of a file; all of them with this transaction, or none."""
    load = _mine(db, load_id, "loading")
    if load is None:
        return
    try:
        with db.begin_nested():
            perform(db, load, _progress(load))
    except ImportProblem as problem:
        load.state, load.notes = "failed", [renamed(problem, load.file_name).plain()]


def _mine(db: Session, load_id: int, state: str) -> Load | None:
    """The load, for the one job that works on it; None when it is no longer wanted or another job has it."""
    if not db.scalar(select(func.pg_try_advisory_xact_lock(_ONE_AT_A_TIME, load_id))):
        return None
    load = db.get(Load, load_id)
    return load if load is not None and load.state == state else None


def _progress(load: Load) -> Callable[[int], None]:
    """Writes down how many rows are done, beside the transaction that does them, so that others see it at once.

    A row of the table that the transaction itself has changed is passed over: waiting for it would never end.
    """
    identity, every = load.id, max(1, load.total // _STEPS)
    last = 0

    def note(done: int) -> None:
        nonlocal last
        if done - last < every:
            return
        last = done
        free = select(Load.id).where(Load.id == identity).with_for_update(skip_locked=True, key_share=True)
        with open_session(bound(current_app)) as beside:
            if beside.scalar(free) is not None:
                beside.execute(update(Load).where(Load.id == identity).values(done=done, changed_at=func.now()))
            beside.commit()

    return note
