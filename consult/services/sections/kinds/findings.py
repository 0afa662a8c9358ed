"""Automatic findings of a wave, one block each. Named "wave/measure"."""

from flask_babel import lazy_gettext as _

from consult.models import Partnership, Wave
from consult.services import field, phrases, weigh
from consult.services.sections.material import CannotCompose, Material, Offer, wave_name


def listed(partnership: Partnership) -> list[Offer]:
    """The measures that each weighed wave asked."""
    from analysis.measures import measures

    found = []
    for wave in field.waves(partnership):
        if weigh.current(wave) is None:
            continue
        asked = field.questionnaire(wave.version).items
        found += [Offer(f"{wave.slug}/{one.id}", phrases.subject(one.id), wave_name(wave))
                  for one in measures(wave.survey.audience) if one.item in asked]  # fmt: skip
    return found


def begins(material: Material, wave: Wave) -> list[tuple[str, dict]]:
    """Every measure that somebody answered."""
    return [(f"{wave.slug}/{measure}", {}) for measure in material.answered(wave.slug)]


def block(material: Material, ref: str, _typed: dict, _languages) -> dict:
    """The finding as the wave's weights give it now."""
    slug, _slash, measure = ref.partition("/")
    return of_kind(material, slug, lambda one: one["id"] == measure and one["kind"] != "profile", "finding")


def of_kind(material: Material, slug: str, wanted, kind: str) -> dict:
    """The automatic finding of a wave that is `wanted`, as a block of this type."""
    found = next((one for one in material.told(slug)["findings"] if wanted(one)), None)
    if found is None:
        raise CannotCompose(_words_of_none(material.wave(slug)))
    return {"state": "shown", **found, "type": kind, "wave": slug, "tables": [], "charts": []}


def _words_of_none(wave: Wave):
    return _("In “%(wave)s” nobody answered this question, or it was not asked. Take the block out.", wave=wave.title)
