"""Who answered a wave, beside the population. Named by the wave."""

from consult.models import Partnership, Wave
from consult.services import field, weigh
from consult.services.sections.kinds.findings import of_kind
from consult.services.sections.material import Material, Offer, wave_name


def listed(partnership: Partnership) -> list[Offer]:
    """Each wave that has weights."""
    return [Offer(wave.slug, wave_name(wave)) for wave in field.waves(partnership) if weigh.current(wave) is not None]


def begins(_material: Material, wave: Wave) -> list[tuple[str, dict]]:
    """The wave's own."""
    return [(wave.slug, {})]


def block(material: Material, ref: str, _typed: dict, _languages) -> dict:
    """Each margin of the wave's weights: the population, and those who answered."""
    return of_kind(material, ref, lambda one: one["kind"] == "profile", "profile")
