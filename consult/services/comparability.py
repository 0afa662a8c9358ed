"""Whether the figures of two waves of a survey can be compared, item by item: what changed in how they were asked."""

from functools import lru_cache

from consult.extensions import db
from consult.models import QuestionnaireVersion, Response, Wave
from consult.questionnaire.differences import BREAKS, CAUTION, NONE, Change, differences, effect
from consult.services import cells, field

# How people answered, by the channel that their answers came through. Of a file nobody knows.
WAYS = {"open_link": "online", "invitation": "online", "outreach": "tablet", "paper": "paper"}


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


def since_the_wave_before(wave: Wave, items: list[str], fieldwork: list[tuple[str, str]] | None = None) -> dict | None:
    """What a published figure says of its past: the wave before, and what changed in how these items were asked, how
    people answered and how they were chosen.

    {"title", "slug", "effect", "kinds"}; None where no wave was before, or nothing changed that a figure could
    depend on. The gravest effect over all the items holds: a measure is not more comparable than what it is made of.
    `fieldwork`: what `of_fieldwork` says of the two waves, where somebody asks for many figures; None: counted here.
    """
    before = wave_before(wave)
    if before is None:
        return None
    fieldwork = of_fieldwork(before, wave) if fieldwork is None else fieldwork
    changed = of_waves(before, wave)
    changes = [(one.effect, one.kind) for item in items for one in changed.get(item, ())]
    changes = [one for one in changes + fieldwork if one[0] != NONE]
    if not changes:
        return None
    gravest = BREAKS if any(one == BREAKS for one, _kind in changes) else CAUTION
    kinds = sorted({kind for one, kind in changes if one == gravest})
    return {"title": before.title, "slug": before.slug, "effect": gravest, "kinds": kinds}


def of_fieldwork(before: Wave, now: Wave) -> list[tuple[str, str]]:
    """(effect, kind) of "mode", another mix of ways to answer, and of "design", another way of choosing people."""
    from analysis.success import mode_effect

    ways = [_ways(wave) for wave in (before, now)]
    # Of a wave that nobody answered there is no figure to compare with.
    found = [(mode_effect(*ways), "mode")] if None not in ways else []
    return found if before.design == now.design else [*found, (CAUTION, "design")]


def _ways(wave: Wave) -> dict[str, int] | None:
    """Way of answering -> people; nothing where most answers came from a file, which does not say; None of nobody."""
    query = db.select(Response.channel, db.func.count()).where(cells.in_figures(wave)).group_by(Response.channel)
    counted = dict(db.session.execute(query).all())
    if not counted:
        return None
    if 2 * counted.get("import", 0) > sum(counted.values()):
        return {}
    found: dict[str, int] = {}
    for channel, people in counted.items():
        if channel in WAYS:
            found[WAYS[channel]] = found.get(WAYS[channel], 0) + people
    return found
