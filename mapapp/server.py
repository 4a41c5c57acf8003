"""The production web server (gunicorn) inside mapapp's own process."""

from __future__ import annotations

import errno
import logging
import os
import re
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.workers.base import Worker

from mapapp.core.jobs.process import Beside, die_with_parent
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


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the server asks and tells: ``healthy`` each second, ``ready`` once it answers; ``beside`` ends with it."""

    healthy: Callable[[], bool]
    ready: Callable[[], None]
    beside: Beside


def serve(app: WSGIApplication, bound: socket.socket, hooks: Hooks) -> None:
    """Answers requests until a signal ends it, or until the hooks say that it is not healthy."""
    logging.getLogger("gunicorn.error").addFilter(_hide_addresses)
    try:
        _Arbiter(_Application(app, bound, hooks)).run()
    finally:
        hooks.beside.end()


class _Application(BaseApplication):
    def __init__(self, app: WSGIApplication, bound: socket.socket, hooks: Hooks) -> None:
        self.hooks = hooks
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
            "when_ready": lambda _arbiter: hooks.ready(),
            "post_fork": _of_this_parent,
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
        if not self.app.hooks.healthy():
            raise HaltServer("The database stopped.", 1)
        super().manage_workers()
        self.app.hooks.beside.tend(leave=self._close_listeners)

    def stop(self, graceful: bool = True) -> None:
        self.app.hooks.beside.ask_to_end()  # both end at the same time
        super().stop(graceful)

    def _close_listeners(self) -> None:
        for listener in self.LISTENERS:
            listener.sock.close()  # its own close() would remove a Unix socket of the parent


def _of_this_parent(arbiter: Arbiter, _worker: Worker) -> None:
    """A web worker ends at once when its master is killed, so that the next one finds the port free."""
    die_with_parent(arbiter.pid)


def _hide_addresses(record: logging.LogRecord) -> bool:
    """Keeps the addresses of people out of the log: gunicorn names them when a request is malformed."""
    record.msg = re.sub(r"\bip=\S+", "ip=(not kept)", str(record.msg))
    return True
