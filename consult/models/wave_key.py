from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db


class WaveKey(db.Model):
    """What tablets seal a wave's answers to. The private half is sealed under a key that is not in the database."""

    __tablename__ = "wave_key"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    # An uncompressed point of P-256: 65 bytes.
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    private_sealed: Mapped[bytes] = mapped_column(LargeBinary)
