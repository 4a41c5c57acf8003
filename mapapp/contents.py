"""The whole application, put together: reads as the table of contents."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine

from mapapp import errors
from mapapp.accounts import setup as accounts
from mapapp.config import ROOT, Config
from mapapp.core import assets, bodies, database, forgery, health, i18n, security, throttle
from mapapp.domains.areas import views as areas_views
from mapapp.domains.areas.layer import AreasLayer, PlacesLayer, RegionsLayer, SchoolsLayer
from mapapp.domains.cases import views as cases_views
from mapapp.domains.facilities import views as facilities_views
from mapapp.domains.facilities.emissions import views as emissions_views
from mapapp.domains.facilities.layer import FacilitiesLayer
from mapapp.domains.reports.intake import views as intake_views
from mapapp.domains.reports.layer import ReportsLayer
from mapapp.domains.reports.moderation import views as moderation_views
from mapapp.domains.samples.campaigns import views as campaigns_views
from mapapp.domains.samples.layer import SamplesLayer
from mapapp.domains.samples.norms import views as norms_views
from mapapp.domains.samples.profiles import views as profiles_views
from mapapp.domains.samples.quality import views as quality_views
from mapapp.domains.samples.substances import views as substances_views
from mapapp.fieldwork import protection as fieldwork
from mapapp.fieldwork import views as fieldwork_views
from mapapp.layers import register
from mapapp.notify import setup as notify
from mapapp.photos import setup as photos
from mapapp.publish import compress, exports, feeds, maps, nearby, pages, rankings

__all__ = ["create_app"]

_LAYERS = (ReportsLayer, SamplesLayer, FacilitiesLayer, AreasLayer, RegionsLayer, PlacesLayer, SchoolsLayer)
_DOMAINS = (cases_views, norms_views, facilities_views, emissions_views, areas_views, intake_views, moderation_views)
_SAMPLES = (campaigns_views, quality_views, substances_views, profiles_views)
_VIEWS = (health, *_DOMAINS, *_SAMPLES, fieldwork_views)
_MAX_REQUEST_BYTES, _MAX_FIELD_BYTES, _MAX_FORM_PARTS = 1_000_000, 500_000, 200


def create_app(config: Config, bind: Engine | Connection | None = None) -> Flask:
    """The application on the database of ``config``, or on ``bind`` (a test's connection)."""
    app = Flask("mapapp", template_folder=str(ROOT / "templates"))
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        MAX_CONTENT_LENGTH=_MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MAX_FIELD_BYTES,
        MAX_FORM_PARTS=_MAX_FORM_PARTS,
        PROXIES=config.proxies,
        UNDER_ATTACK=config.under_attack,
        SITE_NAME=config.site_name,
        NORM_SET=config.norm_set,
        PUBLIC_URL=config.public_url,
        SMTP_URL=config.smtp_url,
        MAIL_FROM=config.mail_from,
        PHOTO_STORE=config.photo_store,
        CONTACT_DAYS=config.contact_days,
        ASK_AFTER_DAYS=config.ask_after_days,
        TILE_URL=config.tile_url,
        TILE_ATTRIBUTION=config.tile_attribution,
        SESSION_COOKIE_SECURE=config.secure_cookies,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    i18n.init_app(app, config.default_language)
    security.init_app(app)
    assets.init_app(app)
    database.init_app(app, bind if bind is not None else database.make_engine(config.database_url))
    for guard in (bodies, throttle, forgery, accounts):
        guard.init_app(app)
    for layer in _LAYERS:
        register(app, layer())
    for views in _VIEWS:
        app.register_blueprint(views.blueprint)
    for service in (photos, notify, fieldwork):
        service.init_app(app)
    for surface in (maps, exports, feeds, nearby, rankings, pages, compress, *_attached()):
        surface.init_app(app)
    errors.init_app(app)
    return app


def _attached() -> list[Any]:
    """What other packages add, such as the pages for a laboratory's files: modules with ``init_app``."""
    return [point.load() for point in entry_points(group="mapapp.surfaces")]
