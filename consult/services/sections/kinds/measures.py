"""Success measures with their trend and verdict. Named by their number."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from consult.extensions import db
from consult.models import Partnership, Wave, WeightingRun
from consult.services import success
from consult.services.sections.material import CannotCompose, Material, Offer
from consult.services.success import words


def listed(partnership: Partnership) -> list[Offer]:
    """Every success measure."""
    lang = str(get_locale())
    return [Offer(str(one.id), words.title(one, lang)[0]) for one in success.listed(partnership)]


def begins(material: Material, _wave: Wave | None) -> list[tuple[str, dict]]:
    """All of them: those of residents, those of young people, then figures from elsewhere."""
    audiences = ("adults", "young", None)
    listed = sorted(success.listed(material.partnership),
                    key=lambda one: audiences.index(one.survey.audience if one.survey else None))  # fmt: skip
    return [(str(one.id), {}) for one in listed]


def block(material: Material, ref: str, _typed: dict, languages) -> dict:
    """The measure as it stands now, by neighbourhood too where its survey asks that. Raises CannotCompose."""
    measure = success.find(material.partnership, int(ref)) if ref.isascii() and ref.isdecimal() else None
    if measure is None:
        raise CannotCompose(_("This measure is not there any more. Take the block out."))
    made = success.block(measure, list(languages), areas=True)
    for point in made["points"]:
        if point["run"]:
            material.rests_on[point["run"]["id"]] = db.session.get(WeightingRun, point["run"]["id"])
    return made
