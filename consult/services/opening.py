"""Opening a wave, once its questionnaire has passed preflight."""

from consult.extensions import db
from consult.models import AuditEvent, Wave
from consult.services import field, preflight
from consult.services.preflight import Judged


class NotReady(Exception):
    """The wave may not open yet; `left` is what has to be mended or explained first. Nothing was changed."""

    def __init__(self, left: list[Judged]):
        self.left = left
        super().__init__(f"{len(left)} left")


def has_been_open(wave: Wave) -> bool:
    """Whether it was opened before, as is written down. What it asks has not been able to change since."""
    query = db.select(AuditEvent.id).where(
        AuditEvent.verb == "open",
        AuditEvent.subject == wave.slug,
        AuditEvent.partnership_id == wave.survey.partnership_id,
    )
    return db.session.scalar(query.limit(1)) is not None


def left(wave: Wave) -> list[Judged]:
    """What keeps the wave from opening; nothing of one that was open before, however it was closed."""
    if wave.state != "draft" and has_been_open(wave):
        return []
    return [one for one in preflight.of(wave) if one.stops]


def open_(wave: Wave, actor: str) -> None:
    """Open a wave whose questionnaire passes. Raises NotReady, or field.Changed where it was changed meanwhile."""
    seen = field.asks(wave)
    if found := left(wave):
        raise NotReady(found)
    field.open_(wave, actor, seen)
