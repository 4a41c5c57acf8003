"""What surrounds every page: the menu, the languages, the version.

It asks the database for nothing but who is signed in (nobody, when it does not answer): errors use it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from mapapp.config import LANGUAGES
from mapapp.core import trap, units
from mapapp.core.charts.answer import chart_address, chart_size
from mapapp.core.i18n import Words, asked_language, language, localize
from mapapp.core.viewer import Role, viewer
from mapapp.layers import registry

_WITHOUT_ACCOUNT = (Role.ANONYMOUS, Role.OWNER)

# Each language in itself: a reader looks for the one that can be read.
_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu; ``here`` says that this is the page being shown."""

    href: str
    words: Words
    here: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Links that belong together; without a title they stand in the header itself."""

    title: Words
    links: Sequence[Link]

    @property
    def here(self) -> bool:
        """Whether the page being shown is one of them."""
        return any(link.here for link in self.links)


def init_app(app: Flask) -> None:
    """Gives every page its frame, and templates the means to make addresses."""
    app.context_processor(_frame)
    app.jinja_env.globals.update(here=here, own=own, query=query, localize=localize, challenge=trap.challenge)
    app.jinja_env.globals.update(chart_address=chart_address, chart_size=chart_size)
    app.jinja_env.filters["unit"] = units.written


def here(**changes: str | int | None) -> str:
    """The address of this page with some parameters changed; None takes one away."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in changes]
    made = [(name, str(value)) for name, value in changes.items() if value is not None]
    text = urlencode([*kept, *made])
    # One slash only: an address that begins with two would lead to another site.
    path = quote(f"{request.script_root}/{request.path.lstrip('/')}")
    return f"{path}?{text}" if text else path


def own(path: str) -> str:
    """The address of a page of ours that is known by its path only, in the language that was asked for."""
    asked = asked_language()
    address = f"{request.script_root}/{path.lstrip('/')}"
    if not asked:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'lang': asked})}"


def query(*without: str) -> str:
    """The parameters of this request but some, ready to be put after a path; empty when there are none."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in without and pair[1]]
    return f"?{urlencode(kept)}" if kept else ""


def _frame() -> dict[str, Any]:
    return {
        "language": language(),
        "languages": [Link(here(lang=code), _NAMES[code], code == language(), code) for code in LANGUAGES],
        "menus": _menus(),
        "staff": _staff(),
        "report_link": _there("report.new", _("Report a dump")),
        "log_in": _there("security.login", _("Log in")),
        "log_out": _there("security.logout", _("Log out")),
        "signed_in": viewer().role not in _WITHOUT_ACCOUNT,
        "site_name": current_app.config.get("SITE_NAME", "mapapp"),
        "version": version("mapapp"),
    }


def _menus() -> list[Menu]:
    listed = [layer for layer in registry().values() if not layer.optional]
    layers = [_link("records.listing", layer.title, layer_id=layer.id) for layer in listed]
    data = [
        _link("emissions.index", _("Who emits most")),
        _link("rankings.index", _("The dirty ten")),
        _link("campaigns.index", _("Sampling campaigns")),
        _link("areas_pages.statistics", _("Statistics by region")),
        _link("substances.index", _("Substances")),
        _link("rivers.index", _("Rivers")),
        _link("limits.index", _("Limits")),
        _link("limits.surface_water", _("Classes of surface water")),
        _link("limits.summation_groups", _("Groups of air pollutants")),
        _link("prtr.pollutants", _("Pollutants (PRTR)")),
        _link("prtr.activities", _("Activities (PRTR)")),
        _link("datasets.index", _("About the data")),
        _link("exports.index", _("Downloads")),
    ]
    people = [
        _there("report.new", _("Report a dump")),
        _there("alerts.new", _("Alerts by e-mail")),
        _there("moderation.decisions", _("Decisions about reports")),
    ]
    plain = [_link("maps.index", _("Map")), _link("cases.index", _("Cases"))]
    found = [Menu("", plain), Menu(_("Lists"), layers), Menu(_("Data"), data)]
    taking_part = [link for link in people if link]
    return [*found, Menu(_("Take part"), taking_part)] if taking_part else found


def _staff() -> list[Link]:
    """What only those who are signed in need; pages that are not there yet are left out."""
    who = viewer()
    if who.role in _WITHOUT_ACCOUNT:
        return []
    queue = _there("moderation.queue", _("Moderation")) if who.moderates else None
    visits = _there("visits.index", _("Visits")) if who.organisation_ids else None
    brings = bool(who.organisation_ids) or who.role is Role.ADMINISTRATOR
    results = _there("laboratory.index", _("Laboratory results")) if brings else None
    checking = _there("results.checking", _("Results to check")) if who.organisation_ids or who.moderates else None
    found = (queue, results, checking, visits, _there("accounts.account", _("My account")))
    return [link for link in found if link]


def _there(endpoint: str, words: Words) -> Link | None:
    return _link(endpoint, words) if endpoint in current_app.view_functions else None


def _link(endpoint: str, words: Words, **values: Any) -> Link:
    href = url_for(endpoint, **values)
    path = href.partition("?")[0]
    return Link(href, words, path == f"{request.script_root}{request.path}")
