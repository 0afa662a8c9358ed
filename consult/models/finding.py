import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, now, one_of

# What a finding's figure is set against. "none": it stands alone.
COMPARISONS = ("none", "benchmark", "group", "others", "before")


class Finding(db.Model):
    """A figure that an officer chose to tell: of which question, which people, against what, and in which words.

    It holds no figure. Figures are worked out anew, after disclosure control, each time it is told, and frozen only
    with the edition that it stands in.
    """

    __tablename__ = "finding"
    __table_args__ = (
        one_of("comparison", COMPARISONS),
        CheckConstraint("(dimension IS NULL) = (category IS NULL)", name="group_is_whole"),
        CheckConstraint("comparison NOT IN ('group', 'others') OR dimension IS NOT NULL", name="group_to_compare"),
        CheckConstraint("(comparison IN ('benchmark', 'group')) = (against IS NOT NULL)", name="against_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    # "safe_area", or "asb.litter" for one row of a grid.
    measure: Mapped[str] = mapped_column(String(120))
    # The one answer that is told; None: those that count together, or all of them in order.
    answer: Mapped[str | None] = mapped_column(String(80))
    dimension: Mapped[str | None] = mapped_column(String(80))
    category: Mapped[str | None] = mapped_column(String(80))
    comparison: Mapped[str] = mapped_column(String(12), default="none")
    # The id of a published figure, or the other group of the same dimension.
    against: Mapped[str | None] = mapped_column(String(120))
    # Language -> {"text", "reason", "kept", "by", "on"}: an officer's own words in place of the platform's sentences,
    # `kept` being what the checker flagged in them and the reason why it may stay.
    words: Mapped[dict] = mapped_column(Document, default=dict)
    made_by: Mapped[str] = mapped_column(String(160))
    made_at: Mapped[dt.datetime] = mapped_column(default=now)

    wave: Mapped["Wave"] = relationship()  # noqa: F821
    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
