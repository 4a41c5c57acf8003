"""People, organisations, grants, log-ins. The columns with names of Flask-Security's are what it works with."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, Table, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.core.records import Changed

ROLES = ("member", "moderator", "administrator")
TRUSTED = ("moderator", "administrator")

_USER_ROLES = Table(
    "user_role",
    Base.metadata,
    Column("user_id", Integer, ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", Integer, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Organisation(Changed, Base):
    """An NGO, a newsroom, an authority: whose members see what it keeps for itself."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)

    grants: Mapped[list[Grant]] = relationship(back_populates="organisation")


class Role(RoleMixin, Base):
    """Flask-Security's own idea of a role; ours are grants, which know organisation and area."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(ARRAY(Text)), nullable=True)


class User(UserMixin, Changed, Base):
    """A person with a log-in."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)  # the newest code taken: none is taken twice
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(ARRAY(Text)), nullable=True)

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment] # its UserMixin wants the mixin
        secondary=_USER_ROLES
    )
    grants: Mapped[list[Grant]] = relationship(back_populates="user", cascade="all, delete-orphan")
    sessions: Mapped[list[LoginSession]] = relationship(back_populates="user", cascade="all, delete-orphan")

    @property
    def trusted(self) -> bool:
        """Whether this person decides about reports or people, somewhere at least; that needs a second factor."""
        return any(grant.role in TRUSTED for grant in self.grants)

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Whether a log-in needs the second factor, and which there are (Flask-Security asks)."""
        return self.trusted or bool(tf_setup_methods), tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Whether the second factor may not be switched off."""
        return self.trusted


class Grant(Base):
    """One trust: a person has a role, for an organisation or for all, in these oblasts (none named: everywhere)."""

    __tablename__ = "role_grant"
    __table_args__ = (code_check("role", ROLES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    oblasts: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    granted_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    user: Mapped[User] = relationship(back_populates="grants")
    organisation: Mapped[Organisation | None] = relationship(back_populates="grants")


class LoginSession(Base):
    """A browser in which somebody is logged in; only a digest of its secret is kept, and no address."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    user: Mapped[User] = relationship(back_populates="sessions")


class Invitation(Base):
    """A way in for one person, who has not answered yet; the link in the letter is signed and not kept."""

    __tablename__ = "invitation"
    __table_args__ = (code_check("role", ROLES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    oblasts: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    invited_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
