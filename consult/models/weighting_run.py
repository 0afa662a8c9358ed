import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, now


class WeightingRun(db.Model):
    """One weighting of a wave: what it was asked to do (`scheme`), the weight of every cell, and its diagnostics.

    Weights are kept per cell (dimensions and base weight), not per response: `cells` is
    {"columns": [...], "rows": [[..., weight], ...]}. A response's weight is that of its cell.
    """

    __tablename__ = "weighting_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    scheme: Mapped[dict] = mapped_column(Document)
    cells: Mapped[dict] = mapped_column(Document)
    diagnostics: Mapped[dict] = mapped_column(Document)
    # Of the scheme, its targets and the counts that went in: the same inputs give the same hash.
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    code_version: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    wave: Mapped["Wave"] = relationship(foreign_keys=[wave_id])  # noqa: F821
