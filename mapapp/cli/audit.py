"""``mapapp audit``: the record of who did what."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from mapapp.cli.db import current
from mapapp.core.audit import AuditEntry, broken
from mapapp.core.database import make_engine, open_session


@click.group()
def audit() -> None:
    """The record of who did what, to which nothing but more can be done."""


@audit.command("verify")
def verify_command() -> None:
    """Fails when an entry was changed or taken out behind the program's back, and names the entries."""
    with current() as url:
        engine = make_engine(url)
        with open_session(engine) as db:
            wrong = list(broken(db))
            count, last = db.execute(select(func.count(), func.max(AuditEntry.id)).select_from(AuditEntry)).one()
            digest = db.scalar(select(AuditEntry.digest).where(AuditEntry.id == last)) or ""
        engine.dispose()
    for one in wrong:
        click.echo(f"Entry {one} does not fit the one before it.")
    if wrong:
        raise click.ClickException("Somebody changed the record.")
    # Who keeps this line elsewhere can tell later that nothing was cut off at the end.
    click.echo(f"{count} entries, each fits the one before it. Last: {last or 0} {digest}".rstrip())
