"""Raw values of all sites, kept for a minute: whoever only moves the weights need not wait for the database again."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock
from time import monotonic

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.analysis.sites import REPORTS, Sites, Wanted, gather
from mapapp.core.changes import versions
from mapapp.errors import TooLarge
from mapapp.layers import Condition, Filter, Viewer, count, registry

_KEY = "mapapp.rankings"
_SECONDS = 60.0
_MOST = 8
MOST_SITES = 200_000
_Key = tuple[Wanted, date, tuple[tuple[str, int], ...]]


class Kept:
    """The latest answers of one process, each for a minute and only as long as no layer says that it changed."""

    def __init__(self) -> None:
        self._found: OrderedDict[_Key, tuple[float, Sites]] = OrderedDict()
        self._lock = Lock()

    def sites(self, db: Session, wanted: Wanted, today: date) -> Sites:
        """The sites, at most a minute old."""
        key = (wanted, today, tuple(sorted(versions(db).items())))
        with self._lock:
            made, found = self._found.get(key, (float("-inf"), None))
        if found is None or monotonic() - made > _SECONDS:
            _bearable(db, wanted)
            found = gather(db, registry(), wanted, today)
            with self._lock:
                self._found[key] = (monotonic(), found)
                while len(self._found) > _MOST:
                    self._found.popitem(last=False)
        return found


def _bearable(db: Session, wanted: Wanted) -> None:
    """Raises TooLarge when there are more reports than one process can weigh while somebody waits."""
    where = (Condition("oblast", (wanted.oblast,)),) if wanted.oblast else ()
    if count(db, registry()[REPORTS], Filter(conditions=where), Viewer()) > MOST_SITES:
        hint = _("Choose a region, and rank its sites.")
        raise TooLarge(_("There are too many sites to rank them all at once."), hint)


def kept() -> Kept:
    """What this application keeps."""
    found: Kept = current_app.extensions.setdefault(_KEY, Kept())
    return found
