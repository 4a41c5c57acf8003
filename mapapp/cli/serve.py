"""``mapapp serve``: database, migrations, shipped records, web server, jobs; all end together."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from mapapp import create_app, server
from mapapp.cli.application import settings
from mapapp.cli.db import upgrade
from mapapp.cli.shipped import load_if_empty
from mapapp.cluster import database
from mapapp.core.jobs import worker
from mapapp.core.jobs.process import Beside
from mapapp.instance import instance_path, prepare


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
def serve(host: str, port: int) -> None:
    """Shows the map in the browser until Ctrl-C."""
    with _ended_by_signals(), server.listener(host, port) as bound:
        instance = prepare(instance_path())
        with database(instance) as found:
            if found.folder not in (None, instance):
                click.echo(f"The database is kept in {found.folder}: its account cannot reach {instance}.")
            config = settings(instance, found.url)
            upgrade(found.url)
            load_if_empty(found.url)
            app = create_app(config)
            gc.freeze()  # what is made by now stays: workers share its memory and never search it for garbage
            text = f"mapapp is at {server.web_address(bound)}  (Ctrl-C ends it)"
            beside = Beside(lambda: worker.run(app, found.url))
            server.serve(app, bound, server.Hooks(found.alive, lambda: click.echo(text), beside))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Within the block Ctrl-C, SIGTERM and a closed terminal end the program in order, before gunicorn sees to it."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:  # started with nohup
        ending.remove(signal.SIGHUP)
    earlier = {number: signal.signal(number, end) for number in ending}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
