"""The production web server (gunicorn) inside mapapp's own process."""

from __future__ import annotations

import errno
import logging
import os
import re
import signal
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer

from mapapp.instance import StartProblem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def listener(host: str, port: int) -> socket.socket:
    """A socket bound to the address, on which nobody is answered yet; raises StartProblem when it cannot be had."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        bound = socket.socket(found[0], found[1])
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(found[4])
    except OSError as error:
        advice = " Stop what uses it, or choose another with --port." if error.errno == errno.EADDRINUSE else ""
        reason = (error.strerror or str(error)).lower()
        raise StartProblem(f"Cannot serve at {host} port {port}: {reason}.{advice}") from error
    return bound


def web_address(bound: socket.socket) -> str:
    """What a person on this machine types to see what ``bound`` serves."""
    host, port = bound.getsockname()[:2]
    address = ip_address(host.partition("%")[0])
    if address.is_unspecified:  # all addresses of the machine, this one included
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")
    return f"http://{address if address.version == 4 else f'[{address}]'}:{port}/"


def serve(
    app: WSGIApplication, bound: socket.socket, *, healthy: Callable[[], bool], ready: Callable[[], None]
) -> None:
    """Answers requests until a signal ends it, or until ``healthy`` says no; calls ``ready`` once it answers."""
    logging.getLogger("gunicorn.error").addFilter(_hide_addresses)
    _Arbiter(_Application(app, bound, healthy, ready)).run()


class _Application(BaseApplication):
    def __init__(
        self, app: WSGIApplication, bound: socket.socket, healthy: Callable[[], bool], ready: Callable[[], None]
    ) -> None:
        self.healthy = healthy
        self._app = app
        self._settings = {
            "bind": f"fd://{bound.detach()}",
            "worker_class": "gthread",
            "workers": min(os.cpu_count() or 1, 4),
            "threads": 8,
            "preload_app": True,  # workers fork with everything imported
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "accesslog": None,  # who looked at what is nobody's business
            "errorlog": "-",
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: ready(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        return self._app


class _Arbiter(Arbiter):
    """gunicorn's master, which also ends at SIGHUP (a closed terminal) and when the database is gone."""

    def init_signals(self) -> None:
        hangup = signal.getsignal(signal.SIGHUP)
        super().init_signals()
        if hangup == signal.SIG_IGN:  # started with nohup: goes on
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def handle_hup(self) -> None:
        raise StopIteration

    def manage_workers(self) -> None:
        if not self.app.healthy():
            raise HaltServer("The database stopped.", 1)
        super().manage_workers()


def _hide_addresses(record: logging.LogRecord) -> bool:
    """Keeps the addresses of people out of the log: gunicorn names them when a request is malformed."""
    record.msg = re.sub(r"\bip=\S+", "ip=(not kept)", str(record.msg))
    return True
