"""Columns that hold a code: text in the database, checked there, put into words only at display."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import CheckConstraint


def code_check(column: str, codes: Sequence[str]) -> CheckConstraint:
    """A constraint that ``column`` is empty (NULL) or one of ``codes``; the codes are ours, never a user's."""
    allowed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_code")


def codes_check(column: str, codes: Sequence[str]) -> CheckConstraint:
    """A constraint that every element of the text array ``column`` is one of ``codes``."""
    allowed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} <@ ARRAY[{allowed}]::text[]", name=f"{column}_codes")
