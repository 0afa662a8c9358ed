"""You said, we did: the published answers, as one block."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from consult.models import Partnership, Wave
from consult.services import said_did
from consult.services.sections.material import CannotCompose, Material, Offer

REF = "published"


def listed(partnership: Partnership) -> list[Offer]:
    """One block, where anything is published."""
    return [Offer(REF, gettext("The published answers"))] if said_did.published(partnership) else []


def begins(_material: Material, _wave: Wave | None) -> list[tuple[str, dict]]:
    """None: an officer adds it where it belongs."""
    return []


def block(material: Material, _ref: str, _typed: dict, languages) -> dict:
    """The answers that a second person published. Raises CannotCompose where there are none."""
    if not said_did.published(material.partnership):
        raise CannotCompose(_("No answer is published yet. Take the block out."))
    return said_did.block(material.partnership, languages)
