"""What may be taken out of a wave, and what somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as of_each

from flask_babel import lazy_gettext as _

from consult.models import Wave
from consult.questionnaire import Item, Questionnaire
from consult.services import field, weigh

FORMATS = ("csv", "csv_labels", "xlsx", "sav", "dta", "parquet")
# How many people alike there must be in a file about adults that nobody has to explain.
FEWEST_ALIKE = 5
REASON_LETTERS = (10, 500)
KEEP, MERGE, LEAVE = "keep", "merge", "leave"
HOW, EXTERNAL = "how", "external_id"

# What somebody who knows a person could know of them, by the names of the items and of those in the bank.
IDENTIFYING = frozenset(
    "age age_band age_young sex gender gender_identity orientation sexual_orientation ethnic_group ethnicity "
    "ethnic_asian ethnic_black ethnic_mixed ethnic_white ethnic_other ethnic_detail religion main_language language "
    "condition condition_limits disability tenure neighbourhood ward postcode area country_of_birth household children "
    "work employment occupation education qualification income school year_group".split()
)  # fmt: skip
# What most analyses need. The rest, a ward above all, is taken only when asked for.
USUAL = frozenset("age age_band age_young sex ethnic_group condition disability neighbourhood area".split())
_PLACES = ("place", "postcode")
_ONE_ANSWER = ("single", "yes_no", "scale", "number", "month", *_PLACES)


class CannotExport(Exception):
    """The answers cannot be taken out as asked. `words` says why and what to do; `place` is the field to change."""

    def __init__(self, words, place: str = "format"):
        # Not made into text here: outside a request there is no reader whose language it would be in.
        self.words, self.place = words, place
        super().__init__(words)


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for.

    format       one of FORMATS
    reason       why, for the list of deeds
    lang         the language of the labels
    run_id       the weighting; None: without weights
    sections     ids of the questionnaire's sections to take; None: all of them
    identifying  column -> KEEP, MERGE or LEAVE for what tells of a person; what is not named is left out.
                 None: the usual ones, kept
    extras       of HOW (how and in which language people answered) and EXTERNAL (numbers of an imported file)
    texts        whether redacted words go along
    risk_reason  why the file is needed although people in it are few of a kind
    """

    format: str
    reason: str
    lang: str = "en"
    run_id: int | None = None
    sections: tuple[str, ...] | None = None
    identifying: dict[str, str] | None = None
    extras: tuple[str, ...] = ()
    texts: bool = False
    risk_reason: str = ""


@dataclass(frozen=True)
class Offered:
    """What may be asked for: sections of questions, columns that tell of a person, languages, and whether words."""

    questionnaire: Questionnaire
    sections: list
    identifying: list[Item]
    usual: tuple[str, ...]
    languages: tuple[str, ...]
    texts: list[str] = of_each(default_factory=list)

    def chosen(self, wanted: Wanted) -> dict[str, str]:
        """The columns that tell of a person and are taken, each KEEP or MERGE."""
        asked = dict.fromkeys(self.usual, KEEP) if wanted.identifying is None else wanted.identifying
        return {item.name: asked[item.name] for item in self.identifying if asked.get(item.name, LEAVE) != LEAVE}


def offered(wave: Wave) -> Offered:
    """What may be taken out of a wave: only what it asked. Words of young people never."""
    questionnaire = field.asked(wave)
    dimensions = {name for margin in weigh.known_margins(wave) for name in margin.dimensions}
    telling = [item for item in questionnaire.items.values() if _identifies(item, dimensions)]
    sections = [
        section for section in questionnaire.sections
        if any(item.asks and item not in telling for item in _items_of(questionnaire, section.id))
    ]  # fmt: skip
    usual = tuple(item.name for item in telling if item.name in USUAL or item.bank in USUAL)
    languages = tuple(dict.fromkeys((questionnaire.master, *questionnaire.languages, *questionnaire.states)))
    return Offered(questionnaire, sections, telling, usual, languages, _texts(wave, questionnaire))


def items_taken(found: Offered, wanted: Wanted) -> list[Item]:
    """The items whose answers go into the file, in the questionnaire's order."""
    telling, chosen = {item.name for item in found.identifying}, found.chosen(wanted)
    sections = {section.id for section in found.sections} if wanted.sections is None else set(wanted.sections)
    return [
        item for page in found.questionnaire.pages for item in page.items
        if item.asks and (item.name in chosen if item.name in telling else page.section.id in sections)
    ]  # fmt: skip


def check_asked(wave: Wave, found: Offered, wanted: Wanted) -> None:
    """Raises CannotExport for what is not offered here."""
    if wanted.format not in FORMATS:
        raise CannotExport(_("Choose one of the kinds of file."))
    if wanted.lang not in found.languages:
        raise CannotExport(_("The questionnaire is not written in that language. Choose another."), "lang")
    _check_reason(wanted.reason)
    known = {section.id for section in found.sections}
    if wanted.sections is not None and not set(wanted.sections) <= known:
        raise CannotExport(_("Choose sections of this questionnaire."), "sections")
    names = {item.name: item for item in found.identifying}
    for name, how in (wanted.identifying or {}).items():
        if name not in names or how not in (KEEP, MERGE, LEAVE):
            raise CannotExport(_("“%(name)s” is no column about people in this questionnaire.", name=name),
                               "identifying")  # fmt: skip
        if how == MERGE and not names[name].choices:
            raise CannotExport(_("“%(name)s” has no answers to put together. Keep it or leave it out.", name=name),
                               "identifying")  # fmt: skip
    if not set(wanted.extras) <= {HOW, EXTERNAL}:
        raise CannotExport(_("Choose from the other columns that are listed."), "extras")
    if wanted.texts and wave.survey.audience == "young":
        raise CannotExport(_("Words that young people wrote are not taken out, redacted or not."), "texts")


def _check_reason(reason: str) -> None:
    fewest, most = REASON_LETTERS
    if len(reason.strip()) < fewest:
        raise CannotExport(_("Say why you need the answers, in ten letters or more. It is kept in the list of deeds."),
                           "reason")  # fmt: skip
    if len(reason) > most:
        raise CannotExport(_("Say why in 500 letters or fewer."), "reason")


def _identifies(item: Item, dimensions: set[str]) -> bool:
    # What the population is counted by is what anybody can know of a person, whatever the item is called.
    known = item.name in IDENTIFYING or item.bank in IDENTIFYING or item.name in dimensions
    return item.type in _PLACES or (known and item.type in _ONE_ANSWER)


def _items_of(questionnaire: Questionnaire, section_id: str) -> list[Item]:
    return [item for page in questionnaire.pages if page.section.id == section_id for item in page.items]


def _texts(wave: Wave, questionnaire: Questionnaire) -> list[str]:
    if wave.survey.audience == "young":
        return []
    items = questionnaire.items.values()
    return [column for item in items for column in text_columns(item)]


def text_columns(item: Item) -> list[str]:
    """The columns of an item that hold words of people's own."""
    if item.type == "text":
        return [item.name]
    return [item.other_key] if item.other is not None else []
