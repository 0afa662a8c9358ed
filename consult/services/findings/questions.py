"""The questions of a wave that have figures, and the figures that each has."""

from __future__ import annotations

from dataclasses import replace

from consult.models import Finding, Wave
from consult.questionnaire import Item, fill, text
from consult.services import field
from consult.services.findings.wanted import CannotTell, Wanted, subject, subject_in


def measurable(wave: Wave) -> list[Item]:
    """The questions that a wave asks and that have at least one figure, in their order."""
    questionnaire = field.asked(wave)
    return [item for page in questionnaire.pages for item in page.items if _has_figures(questionnaire, item)]


def _has_figures(questionnaire, item: Item) -> bool:
    if item.type == "grid":
        return True
    try:
        subject_in(questionnaire, item.name, None)
    except CannotTell:
        return False
    return True


def matching(wave: Wave, search: str, lang: str) -> list[tuple[Item, str]]:
    """(question, its wording in a language) of those whose wording or name holds every word that is looked for."""
    wanted = search.casefold().split()
    found = []
    for item in measurable(wave):
        wording = fill(text(item.text, lang, item.master).value, {"area": wave.survey.partnership.name})
        among = f"{wording} {item.name} {' '.join(item.text.values())}".casefold()
        if all(word in among for word in wanted):
            found.append((item, wording))
    return found


def figures(wanted: Wanted | Finding) -> list[Wanted]:
    """Every figure of a question: those that count together or all in order first, then each answer, or each row.

    Raises CannotTell for a question that the wave did not ask or that has no figures.
    """
    item = field.asked(wanted.wave).items.get(wanted.measure.partition(".")[0])
    if item is None or not _has_figures(field.asked(wanted.wave), item):
        # Raises what there is to say of it.
        subject(wanted)
    if item.type == "grid" and "." not in wanted.measure:
        rows = [replace(_alone(wanted), measure=f"{item.name}.{row.value}") for row in item.rows]
        return [*([_alone(wanted)] if item.net else []), *rows]
    about = subject(_alone(wanted))
    return [_alone(wanted), *(replace(_alone(wanted), answer=answer) for answer in about.asked.kept)]


def _alone(wanted: Wanted | Finding) -> Wanted:
    return Wanted(wanted.partnership, wanted.wave, wanted.measure)
