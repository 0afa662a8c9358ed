"""Whether the figures of two waves of a survey can be compared, item by item: what changed in how they were asked."""

from functools import lru_cache

from consult.extensions import db
from consult.models import QuestionnaireVersion, Wave
from consult.questionnaire.differences import NONE, Change, differences, effect
from consult.services import field


def of_versions(old: QuestionnaireVersion, new: QuestionnaireVersion) -> list[Change]:
    """Every change from one text of a survey's questionnaire to another."""
    return differences(field.questionnaire(old), field.questionnaire(new))


def of_waves(before: Wave, now: Wave) -> dict[str, list[Change]]:
    """Item -> its changes, between what two waves asked: their versions, without what each left out."""
    found: dict[str, list[Change]] = {}
    for change in _between(field.asks(before), field.asks(now)):
        found.setdefault(change.item, []).append(change)
    return found


@lru_cache(maxsize=64)
def _between(before: tuple, now: tuple) -> tuple[Change, ...]:
    # What a wave asks is told by its version, the hash of its text and what it leaves out, and by nothing else.
    return tuple(differences(*(_asked(*one) for one in (before, now))))


def _asked(version_id: int, _sha256: str, left_out: tuple[str, ...]):
    return field.questionnaire(db.session.get(QuestionnaireVersion, version_id)).without(left_out)


def wave_before(wave: Wave) -> Wave | None:
    """The wave of the same survey that people answered before this one."""
    earlier = db.select(Wave).where(
        Wave.survey_id == wave.survey_id, Wave.state != "draft", Wave.opens_on < wave.opens_on
    )
    return db.session.scalar(earlier.order_by(Wave.opens_on.desc(), Wave.id.desc()).limit(1))


def effects(waves: list[Wave], item: str) -> dict[tuple[str, str], str]:
    """What stands between the figures of an item in every two waves, for `analysis.over_waves`.

    waves: of one survey, the oldest first. Returns {(earlier slug, later slug): "breaks", "caution" or "none"}.
    """
    return {
        (before.slug, now.slug): effect(of_waves(before, now).get(item, ()))
        for place, now in enumerate(waves)
        for before in waves[:place]
    }


def since_the_wave_before(wave: Wave, items: list[str]) -> dict | None:
    """What a published figure says of its past: the wave before, and what changed in how these items were asked.

    {"title", "slug", "effect", "kinds"}; None where no wave was before, or nothing changed that a figure could
    depend on. The gravest effect over all the items holds: a measure is not more comparable than what it is made of.
    """
    before = wave_before(wave)
    if before is None:
        return None
    changed = of_waves(before, wave)
    changes = [one for item in items for one in changed.get(item, ()) if one.effect != NONE]
    if not changes:
        return None
    gravest = effect(changes)
    kinds = sorted({one.kind for one in changes if one.effect == gravest})
    return {"title": before.title, "slug": before.slug, "effect": gravest, "kinds": kinds}
