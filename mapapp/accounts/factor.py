"""The second factor: codes of an app on the phone, each taken once, and recovery codes kept as digests."""

from __future__ import annotations

import base64
import io

import qrcode
from flask_security import MfRecoveryCodesUtil, Totp, UserMixin
from passlib.totp import TotpMatch
from qrcode.image.svg import SvgPathImage
from sqlalchemy import inspect

from mapapp.accounts.models import User
from mapapp.core import audit
from mapapp.core.database import session
from mapapp.core.seal import blind
from mapapp.core.viewer import Viewer


class OnceOnlyTotp(Totp):
    """Codes that are not taken twice (RFC 6238, 5.2)."""

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Whether ``token`` is the code of now; nobody else takes one for this person before the transaction ends."""
        locked(user)
        person = row(user)
        newest = person.tf_last_counter
        if totp_secret != person.tf_totp_secret:
            person.tf_last_counter = None  # another phone, none of whose codes was taken
        if super().verify_totp(token, totp_secret, user, window):
            return True
        person.tf_last_counter = newest
        return False

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The newest code that was taken."""
        return row(user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Notes the code just taken."""
        row(user).tf_last_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The address of the picture to scan, an SVG inside the address itself; dark on white also at night."""
        made = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathImage, border=4)
        with io.BytesIO() as file:
            made.save(file)
            return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes for whoever lost the phone: shown once, kept as keyed digests, each good for one log-in."""

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        """New codes; the earlier ones are worth nothing from now on."""
        codes = super().create_recovery_codes(user)
        row(user).mf_recovery_codes = [_digest(code) for code in codes]
        return list(codes)

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Whether the code is one of the person's; spaces, dashes and capital letters do not matter."""
        locked(user)
        return _digest(code) in (row(user).mf_recovery_codes or [])

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Takes a used code away."""
        person = row(user)
        person.mf_recovery_codes = [one for one in person.mf_recovery_codes or [] if one != _digest(code)]
        left = len(person.mf_recovery_codes)
        audit.record(session(), Viewer(), "recovery_code_used", f"person:{person.id}", left=left)
        return True


def row(user: UserMixin) -> User:
    """The person behind Flask-Login's stand-in."""
    found = user._get_current_object() if hasattr(user, "_get_current_object") else user
    assert isinstance(found, User)  # noqa: S101 -- there are no other people
    return found


def locked(user: UserMixin) -> None:
    """Waits for whoever is just using a code of the same person, and reads what they left."""
    person = row(user)
    if inspect(person).persistent:
        session().refresh(person, ["tf_last_counter", "mf_recovery_codes"], with_for_update=True)


def _digest(code: str) -> str:
    return blind("recovery-code", "".join(letter for letter in code.lower() if letter.isalnum()))
