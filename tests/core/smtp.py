"""A real mail server on the loopback, which keeps what it gets and refuses what it is told to refuse."""

from __future__ import annotations

from asyncio.base_events import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "mapapp", "p@ss:word"


@dataclass
class Inbox:
    """What the server was given; ``answer`` is what it says to the next letters instead of taking them."""

    address: str = ""
    answer: str = ""
    refuse_recipients: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logged_in: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd finds its hooks by these names
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.refuse_recipients:
            return f"{self.refuse_recipients} <{address}> not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- as above
        if self.answer:
            return self.answer
        letter = message_from_bytes(envelope.original_content, policy=policy.SMTP)
        self.letters.append(letter)
        self.recipients += envelope.rcpt_tos
        self.logged_in.append(bool(session.authenticated))
        return "250 taken"


class _OnAFreePort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]  # it is asked on the port that it really got
        super()._trigger_server()


@contextmanager
def running(*, login: bool = False) -> Iterator[Inbox]:
    """A server while the block runs; with ``login`` it wants USER and PASSWORD."""
    server = Inbox()

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    wanted: dict[str, Any] = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    controller = _OnAFreePort(server, hostname="127.0.0.1", port=0, **(wanted if login else {}))
    controller.start()
    server.address = f"127.0.0.1:{controller.port}"
    try:
        yield server
    finally:
        controller.stop()
