from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db


class RecoveryCode(db.Model):
    """One of the codes for the day the phone is lost. Using it deletes it."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    # A keyed digest: 80 bits of chance, and the key is not in the database.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
