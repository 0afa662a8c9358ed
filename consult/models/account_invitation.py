import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import now, one_of

ENDS = ("accepted", "called_back")
OPEN = "ended_as IS NULL"


class AccountInvitation(db.Model):
    """An address that an administrator asked into a partnership. Only a digest of its one-time link is kept."""

    __tablename__ = "account_invitation"
    __table_args__ = (
        one_of("ended_as", ENDS),
        CheckConstraint("email = lower(email)", name="email_lower"),
        # One open invitation an address: a second link to the same is the first one sent again.
        Index("one_open_invitation_an_address", "partnership_id", "email", unique=True, sqlite_where=text(OPEN),
              postgresql_where=text(OPEN)),
    )  # fmt: skip

    # Random: it stands in addresses.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    email: Mapped[str] = mapped_column(String(160))
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    language: Mapped[str] = mapped_column(String(8))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[str] = mapped_column(String(160))
    made_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    ended_as: Mapped[str | None] = mapped_column(String(12))

    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
    role: Mapped["Role"] = relationship()  # noqa: F821
