"""Findings that an officer chose and kept, in their own words where they wrote some. Named by their number."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from consult.models import Partnership, Wave
from consult.services import findings
from consult.services.findings import described
from consult.services.sections.material import CannotCompose, Material, Offer, wave_name


def listed(partnership: Partnership) -> list[Offer]:
    """Every kept finding whose question is still there."""
    offers = []
    for one in findings.listed(partnership):
        try:
            offers.append(Offer(str(one.id), described.title(one, str(get_locale())), wave_name(one.wave)))
        except findings.CannotTell:
            continue
    return offers


def begins(_material: Material, _wave: Wave | None) -> list[tuple[str, dict]]:
    """None: what was kept is for its officer to place."""
    return []


def block(material: Material, ref: str, _typed: dict, languages) -> dict:
    """The finding as the wave's weights give it now. Raises CannotCompose."""
    kept = findings.find(material.partnership, int(ref)) if ref.isascii() and ref.isdecimal() else None
    if kept is None:
        raise CannotCompose(_("This finding is not kept any more. Take the block out."))
    try:
        return findings.block(kept, list(languages))
    except findings.CannotTell as refusal:
        raise CannotCompose(refusal.words) from refusal
