from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of

AUDIENCES = ("adults", "young")


class Survey(db.Model):
    """A programme of one partnership, at one address, run in waves."""

    __tablename__ = "survey"
    __table_args__ = (one_of("audience", AUDIENCES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    audience: Mapped[str] = mapped_column(String(10))
    # Where "Exit this page" leads, a site that gives nothing away; None where the survey has no such button.
    exit_address: Mapped[str | None] = mapped_column(String(200))

    partnership: Mapped["Partnership"] = relationship(back_populates="surveys")  # noqa: F821
    versions: Mapped[list["QuestionnaireVersion"]] = relationship(  # noqa: F821
        back_populates="survey", order_by="QuestionnaireVersion.number"
    )
    waves: Mapped[list["Wave"]] = relationship(back_populates="survey", order_by="Wave.opens_on")  # noqa: F821
