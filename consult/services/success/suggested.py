"""The measures that violence reduction strategies name, ready made, each with the questions that measure it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from consult import reference
from consult.models import Partnership, Survey
from consult.services.success.checks import questionnaire_of
from consult.services.success.keeping import listed


@dataclass(frozen=True)
class Suggestion:
    """One measure: its name, which way is better, and (audience, item) of the questions that measure it, the best
    first. `how` says how to ask it."""

    key: str
    title: object
    direction: str
    asked_by: tuple[tuple[str, str], ...]
    how: object


SUGGESTIONS = (
    Suggestion("safety", _("Feeling safe in the local area"), "up", (("adults", "safe_area"), ("young", "safe_area")),
               _("Take “How safe or unsafe do you feel in your local area?” from the bank.")),
    Suggestion("knife", _("Fear of knife crime and violence"), "down",
               (("adults", "worry_knife"), ("young", "worry_knife")),
               _("Take “How worried are you about knife crime in your local area?” from the bank.")),
    Suggestion("hope", _("Young people’s aspirations and hope"), "up", (("young", "hope"),),
               _("Take “How hopeful do you feel about your future?” from the bank, in a survey of young people.")),
    Suggestion("decisions", _("Communities’ power in decisions"), "up",
               (("adults", "influence"), ("young", "say_decisions")),
               _("Take “Do you agree or disagree that you personally can influence decisions affecting your local "
                 "area?” from the bank.")),
    Suggestion("town_centre", _("Confidence in town centres"), "up", (("adults", "town_centre"),),
               _("The bank has no question on this. Add one of your own, with the name town_centre: “How confident are "
                 "you that the police, the council and others work together to keep your town centre safe?”, very, "
                 "fairly, not very and not at all confident, the first two counted together.")),
    Suggestion("asb", _("High perceived anti-social behaviour"), "down", (("adults", "asb"),),
               _("Take the grid “How much of a problem are these things in your local area?” from the bank, whole.")),
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A suggestion for one partnership: the survey and item that ask it (None where none does), and whether it is
    set already."""

    suggestion: Suggestion
    survey: Survey | None
    item: str | None
    is_set: bool

    @property
    def titles(self) -> dict[str, str]:
        """What it is called, in every language of documents."""
        found = {}
        for lang in reference.LANGUAGES:
            with force_locale(lang):
                found[lang] = str(self.suggestion.title)
        return found


def offers(partnership: Partnership) -> list[Offer]:
    """The six measures, each as this partnership's surveys ask it."""
    measures = listed(partnership)
    set_already = {(one.survey_id, one.item) for one in measures}
    # A series from elsewhere has no question to be known by.
    typed = {one.title["en"] for one in measures if one.survey_id is None}
    found = []
    for one in SUGGESTIONS:
        asked = [(survey, item) for audience, item in one.asked_by for survey in partnership.surveys
                 if survey.audience == audience and questionnaire_of(survey, item)]  # fmt: skip
        survey, item = asked[0] if asked else (None, None)
        with force_locale("en"):
            named = str(one.title) in typed
        is_set = named or any((survey.id, item) in set_already for survey, item in asked)
        found.append(Offer(one, survey, item, is_set))
    return found


def offer(partnership: Partnership, key: str) -> Offer | None:
    """One of them."""
    return next((one for one in offers(partnership) if one.suggestion.key == key), None)
