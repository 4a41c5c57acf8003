"""How Alembic reaches the models and the database; the address comes from the caller (see mapapp.cli.db)."""

from __future__ import annotations

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection

from mapapp.accounts import models as accounts
from mapapp.core import audit, changes, loads, news, outbox, throttle_models
from mapapp.core.database import Base, make_engine
from mapapp.core.datasets import Dataset
from mapapp.domains.areas import models as areas
from mapapp.domains.cases import models as cases
from mapapp.domains.facilities import models as facilities
from mapapp.domains.reports import models as reports
from mapapp.domains.reports.intake import models as intake
from mapapp.domains.reports.moderation import models as moderation
from mapapp.domains.samples import models as samples
from mapapp.fieldwork import models as fieldwork
from mapapp.notify import models as notify
from mapapp.photos import models as photos

CORE = (Dataset, audit, changes, loads, news, outbox, throttle_models)
DOMAINS = (areas, cases, facilities, reports, intake, moderation, samples)
MODELS = (*CORE, accounts, photos, *DOMAINS, fieldwork, notify)


def _ours(obj: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leaves PostGIS's own tables and indexes alone."""
    if kind == "table" and reflected and compare_to is None:
        return name in Base.metadata.tables
    return bool(alembic_helpers.include_object(obj, name, kind, reflected, compare_to))


def run() -> None:
    """Runs the migrations on the connection given, or on one made from the address given."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _with(given)
        return
    with make_engine(context.config.attributes["url"]).connect() as connection:
        _with(connection)
        connection.commit()


def _with(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_ours,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
