"""What Flask-Security is told: every value in one place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words
from mapapp.core.seal import derived

FRESH_FOR = timedelta(minutes=30)  # how long a password counts as just typed
FRESH_GRACE = timedelta(minutes=10)
SHORTEST_PASSWORD = 12
RECOVERY_CODES = 10
CODE_WINDOW_SECONDS = 30  # how far the clock of a phone may be off

_WRONG = _l("The address or the password is wrong.")
_QUIET = (_l("Done."), "quiet")  # the next page says it already

MESSAGES: dict[str, tuple[Words, str]] = {
    "GENERIC_AUTHN_FAILED": (_WRONG, "error"),
    "INVALID_PASSWORD": (_l("The password is wrong."), "error"),
    "DISABLED_ACCOUNT": (_WRONG, "error"),
    "USER_DOES_NOT_EXIST": (_WRONG, "error"),
    "EMAIL_NOT_PROVIDED": (_l("Type your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("This is not an e-mail address."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Type a password."), "error"),
    "PASSWORD_INVALID_LENGTH": (_l("Use at least %(length)s characters. Several words are easy to remember."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords are not the same."), "error"),
    "PASSWORD_IS_THE_SAME": (_l("This is the password that you have now. Choose another one."), "error"),
    "PASSWORD_CHANGE": (_l("Your password is changed. You were logged out on all other devices."), "success"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your password is changed. Log in with the new one."), "success"),
    "PASSWORD_RESET_REQUEST": (
        _l("If there is an account with this address, a letter is on its way. Look in the spam folder too."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (_l("This link is too old. Ask for a new letter."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link does not work any more. Ask for a new letter."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("This code is wrong or too old. Type the one that the app shows now."), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Log in with your password first."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": _QUIET,
    "INVALID_RECOVERY_CODE": (_l("This recovery code is wrong, or was used already."), "error"),
    "REAUTHENTICATION_SUCCESSFUL": _QUIET,
    "REAUTHENTICATION_REQUIRED": _QUIET,
    "UNAUTHENTICATED": (_l("Log in to see this."), "info"),
    "INVALID_REDIRECT": (_l("After the log-in you stay on this site."), "error"),
    "API_ERROR": (_l("This cannot be used."), "error"),
}


def values(secret: str, issuer: str) -> dict[str, Any]:
    """The settings of Flask-Security; keys are derived from the application's ``secret``, the same in every process."""
    told: dict[str, Any] = {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SALT": derived("password-pepper", secret).hex(),
        "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "RETURN_GENERIC_RESPONSES": True,
        "JOIN_USER_ROLES": False,
        "API_ENABLED_METHODS": ["session"],
        "CSRF_COOKIE": None,
        "LOGOUT_CSRF": True,
        "FRESHNESS": FRESH_FOR,
        "FRESHNESS_GRACE_PERIOD": FRESH_GRACE,
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": timedelta(hours=4),
        "CHANGEABLE": True,
        "EMAIL_PLAINTEXT": False,  # our letters are made by mapapp.accounts.letters
        "EMAIL_HTML": False,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": CODE_WINDOW_SECONDS,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
        "TOTP_SECRETS": {"1": derived("second-factor", secret).hex()},
        "TOTP_ISSUER": issuer,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "POST_LOGIN_VIEW": "accounts.start",
        "POST_LOGOUT_VIEW": "security.login",
        "POST_CHANGE_VIEW": "accounts.account",
        "POST_VERIFY_VIEW": "accounts.account",
        "POST_RESET_VIEW": "security.login",
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
    }
    told |= {f"MSG_{name}": message for name, message in MESSAGES.items()}
    return {f"SECURITY_{name}": value for name, value in told.items()}
