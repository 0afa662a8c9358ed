"""The library in words."""

from flask_babel import get_locale
from flask_babel import gettext as _

from consult.questionnaire import text


def measure_names() -> dict[str, str]:
    """What the shipped benchmarks measure."""
    return {
        "safe_area": _("Safe in the local area"), "unsafe_area": _("Unsafe in the local area"),
        "safe_dark": _("Safe walking alone after dark"), "safe_borough": _("Safe in the borough"),
        "reasons_safe": _("Reasons for feeling safe"), "reasons_unsafe": _("Reasons for feeling unsafe"),
        "high_asb": _("A high level of anti-social behaviour"), "asb": _("A high level of anti-social behaviour"),
        "worry_knife": _("Concern about knife crime"), "worry_violence": _("Worry about violence"),
        "bought_knife": _("Bought a knife"), "carried_knife": _("Carried a knife"),
        "carried_weapon": _("Carried a weapon"), "avoid_places": _("Avoided places"),
        "avoided_travelling_alone": _("Avoided travelling alone"), "no_trusted_adult": _("No adult to trust"),
        "hope": _("Hope for the future"),
    }  # fmt: skip


def measure_name(measure: str, asked: dict) -> str:
    """What a benchmark measures; `asked`: the partnership's questions by "audience:question"."""
    known = measure_names().get(measure)
    if known:
        return known
    found = next((one for key, one in asked.items() if key.split(":", 1)[1] == measure), None)
    return question(found) if found else measure


def question(asked) -> str:
    """A question as it is asked, in the reader's language where it has it."""
    return text(asked.item.text, str(get_locale()), asked.item.master).value


def judges() -> dict[str, str]:
    """Who found a verdict."""
    return {
        "hand": _("judged by hand, with Consult"), "rules": _("judged from the two questions, word by word"),
        "partnership": _("made stricter by your partnership"),
    }  # fmt: skip
