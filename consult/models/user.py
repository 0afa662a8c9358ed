from flask_security import RoleMixin, UserMixin
from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of
from consult.roles import DUTIES, ROLES


class Role(db.Model, RoleMixin):
    """The name of a role; what it may do is said per route in consult.web.access."""

    __tablename__ = "role"
    __table_args__ = (one_of("name", ROLES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)


class User(db.Model, UserMixin):
    """Somebody who works with the answers. Respondents have no account."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(160), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    # The secret of an authenticator app, sealed by the accounts library; and the number of the code last taken.
    totp_secret: Mapped[str | None] = mapped_column(String(500))
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    # What passkeys know the account by: random, made with the first of them.
    passkey_handle: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", cascade="all, delete-orphan")
    roles: Mapped[list[Role]] = relationship(secondary="membership", viewonly=True)


class Membership(db.Model):
    """A user's role in one partnership."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "partnership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))

    user: Mapped[User] = relationship(back_populates="memberships")
    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
    role: Mapped[Role] = relationship()

    def may(self, duty: str) -> bool:
        """Whether this membership's role includes a duty."""
        return duty in DUTIES[self.role.name]
