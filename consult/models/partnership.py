from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of

DISCLOSURE_RULES = ("council", "nhs", "base10", "schools")


class Partnership(db.Model):
    """A community safety partnership: the tenant that every other row belongs to."""

    __tablename__ = "partnership"
    __table_args__ = (one_of("disclosure_rule", DISCLOSURE_RULES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(120))
    lad_code: Mapped[str] = mapped_column(String(9), unique=True)
    colour: Mapped[str] = mapped_column(String(7))
    disclosure_rule: Mapped[str] = mapped_column(String(20), default="council")
    # What its privacy notices say: who answers for the data in law, whom to write to, whom to complain to. None where
    # nobody has said yet; the notices then send people to their council.
    controller: Mapped[str | None] = mapped_column(String(160))
    contact: Mapped[str | None] = mapped_column(String(160))
    dpo_contact: Mapped[str | None] = mapped_column(String(160))
    ico_number: Mapped[str | None] = mapped_column(String(20))

    areas: Mapped[list["Area"]] = relationship(back_populates="partnership", order_by="Area.name")  # noqa: F821
    surveys: Mapped[list["Survey"]] = relationship(back_populates="partnership", order_by="Survey.id")  # noqa: F821
