"""Themes weighted as the choices of any item are: of everybody who wrote and was coded, the share that said it."""

from __future__ import annotations

from consult.models import Wave
from consult.services import designs, disclosure, weigh
from consult.services.cells import StaleRun
from consult.services.qualitative import columns, frames


class NoFigures(Exception):
    """The themes cannot be counted. `reason` is "not_weighted", "stale", "no_themes" or "none_coded"."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


def themes(wave: Wave, item: str) -> dict:
    """The finding on the themes of an open question, after disclosure control, as analysis.sections.finding gives it.

    Its parts have the themes' ids as text. The design decides whether there are intervals. Raises NoFigures.
    """
    from analysis.measures import SEVERAL, Asked, Measure
    from analysis.measures import columns as needed
    from analysis.measuring import estimate
    from analysis.sections import finding
    from analysis.telling_counts import counts_of

    listed = frames.themes_of(wave.survey, item)
    if not listed:
        raise NoFigures("no_themes")
    run = weigh.current(wave)
    if run is None:
        raise NoFigures("not_weighted")
    name = columns.item_name(listed[0].frame)
    asked = Asked(name, tuple(str(theme.id) for theme in listed))
    measure = Measure(name, name, wave.survey.audience, SEVERAL)
    try:
        frame = designs.frame(run, needed(measure, asked))
    except StaleRun as stale:
        raise NoFigures("stale") from stale
    # A theme that nobody could be coded to yet has no base to speak of.
    asked = Asked(name, tuple(choice for choice in asked.choices if frame[f"{name}={choice}"].notna().any()))
    if not asked.choices:
        raise NoFigures("none_coded")
    estimated = estimate(measure, asked, frame, lambda frame: designs.design(run, frame))
    hidden = disclosure.hidden(wave, counts_of(estimated))
    return finding(estimated, disclosure.rule_of(wave), hidden=hidden)
