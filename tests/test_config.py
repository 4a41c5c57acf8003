"""Settings are read once, checked, and refused in one line that says what to do."""

from __future__ import annotations

import pytest

from mapapp.config import Config, ConfigError

BASE = {"MAPAPP_DATABASE_URL": "postgresql://u@h/d", "MAPAPP_SECRET_KEY": "k" * 16}
MAIL = {
    "MAPAPP_SMTP_URL": "smtp://u:p@mail.example.org:587",
    "MAPAPP_MAIL_FROM": "map@example.org",
    "MAPAPP_PUBLIC_URL": "https://map.example.org/",
}


def read(**settings: str) -> Config:
    return Config.from_environment({**BASE, **settings}, photo_store="/photos")


def test_what_is_not_set_has_a_default() -> None:
    config = read()
    assert (config.proxies, config.under_attack, config.secret_key_fallbacks) == (0, False, ())
    assert (config.contact_days, config.ask_after_days, config.photo_store) == (365, 60, "/photos")
    assert (config.smtp_url, config.public_url) == ("", "")


def test_every_setting_is_taken() -> None:
    config = read(
        **MAIL,
        MAPAPP_PROXIES="2",
        MAPAPP_UNDER_ATTACK="1",
        MAPAPP_SECRET_KEY_FALLBACKS=f"  {'a' * 16} {'b' * 20} ",
        MAPAPP_CONTACT_DAYS="30",
        MAPAPP_PHOTO_STORE="s3://bucket",
    )
    assert (config.proxies, config.under_attack) == (2, True)
    assert config.secret_key_fallbacks == ("a" * 16, "b" * 20)
    assert (config.contact_days, config.photo_store) == (30, "s3://bucket")
    assert (config.public_url, config.mail_from) == ("https://map.example.org", "map@example.org")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"MAPAPP_DATABASE_URL": ""}, "MAPAPP_DATABASE_URL is not set"),
        ({"MAPAPP_SECRET_KEY": "short"}, "at least 16"),
        ({"MAPAPP_SECRET_KEY_FALLBACKS": "short"}, "MAPAPP_SECRET_KEY_FALLBACKS"),
        ({"MAPAPP_PROXIES": "-1"}, "MAPAPP_PROXIES must be a number of proxies from 0 to 5"),
        ({"MAPAPP_PROXIES": "one"}, "MAPAPP_PROXIES"),
        ({"MAPAPP_CONTACT_DAYS": "0"}, "MAPAPP_CONTACT_DAYS must be a number of days from 1 to 3650"),
        ({"MAPAPP_CONTACT_DAYS": "٣"}, "MAPAPP_CONTACT_DAYS"),
        ({"MAPAPP_PUBLIC_URL": "map.example.org"}, "MAPAPP_PUBLIC_URL"),
        ({**MAIL, "MAPAPP_SMTP_URL": "mail.example.org"}, "MAPAPP_SMTP_URL must look like"),
        ({**MAIL, "MAPAPP_SMTP_URL": "smtp://mail.example.org:x"}, "MAPAPP_SMTP_URL must look like"),
        ({**MAIL, "MAPAPP_MAIL_FROM": ""}, "needs MAPAPP_MAIL_FROM"),
        ({**MAIL, "MAPAPP_MAIL_FROM": "The map"}, "MAPAPP_MAIL_FROM must be one e-mail address"),
        ({**MAIL, "MAPAPP_PUBLIC_URL": ""}, "needs MAPAPP_PUBLIC_URL"),
    ],
)
def test_what_cannot_be_used_is_one_line(settings: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        read(**settings)
    assert "\n" not in str(caught.value)


def test_secrets_are_not_printed() -> None:
    config = read(**MAIL, MAPAPP_SECRET_KEY_FALLBACKS="f" * 16)
    for secret in ("k" * 16, "f" * 16, "u:p@"):
        assert secret not in repr(config)
