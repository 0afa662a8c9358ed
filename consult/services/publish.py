"""The automatic findings of waves: estimates, disclosure control and sentences, as the sections are made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from consult import reference
from consult.models import Partnership, Wave, WeightingRun
from consult.services import (
    asking,
    cells,
    comparability,
    designs,
    disclosure,
    field,
    languages,
    library,
    phrases,
    phrases_section,
    wave_entry,
    weigh,
    who_answered,
)
from consult.services.cells import StaleRun
from consult.services.digest import digest
from consult.services.editions import COMMUNITIES

if TYPE_CHECKING:
    import pandas as pd

    from analysis.disclosure import Rule
    from analysis.measures import Asked, Measure
    from analysis.measuring import Estimated

FORMAT = 1
# Responses among which it is looked first whether anybody answered.
SOME = 500


class CannotPublish(Exception):
    """The section cannot be made of these waves. `words` says why and what to do; nothing was stored."""

    def __init__(self, words):
        # Not made into text here: outside a request there is no reader whose language it would be in.
        self.words = words
        super().__init__(words)


def candidates(partnership: Partnership) -> dict[str, list[Wave]]:
    """The waves that could be told of, by audience, the newest first."""
    found: dict[str, list[Wave]] = {"adults": [], "young": []}
    for wave in field.waves(partnership):
        found[wave.survey.audience].append(wave)
    return found


def suggested(partnership: Partnership) -> list[Wave]:
    """Of each audience the newest wave with weights that still fit its answers."""
    chosen = []
    for waves in candidates(partnership).values():
        fit = (wave for wave in waves if (run := weigh.current(wave)) is not None and cells.is_current(run))
        chosen += [wave for wave in [next(fit, None)] if wave is not None]
    return chosen


def draft(partnership: Partnership, waves: list[Wave]) -> dict:
    """The findings of waves after disclosure control, as a document of format 1: what sections take blocks from.

    Raises CannotPublish.
    """
    runs = _runs(partnership, waves)
    told = [_of_wave(partnership, run) for run in runs]
    entries = {one.entry["audience"]: one.entry for one in told}
    findings, settings = [], {}
    for one in told:
        settings[one.entry["audience"]] = {each["id"]: each.pop("records") for each in one.findings[:-1]}
        findings += one.findings
    document = {
        "format": FORMAT,
        "section": COMMUNITIES,
        "partnership": {key: getattr(partnership, key) for key in ("slug", "name", "title")},
        "number": None,
        "published_on": None,
        "simulated": wave_entry.is_simulated(runs),
        "code_version": weigh.code_version(),
        "inputs_sha256": _inputs(entries, settings),
        "languages": list(reference.LANGUAGES),
        "waves": entries,
        "findings": findings,
        "words": {},
    }
    for lang in document["languages"]:
        with force_locale(lang):
            _put_into_words(document, runs, settings, lang)
    return document


@dataclass(frozen=True)
class _Told:
    """What a document tells of a wave."""

    entry: dict
    findings: list[dict]


def _of_wave(partnership: Partnership, run: WeightingRun) -> _Told:
    """The figures of a wave, all of which pass the door together: what is told of one tells of the others too."""
    from analysis.telling_counts import counts_of, untold

    measured, margins = _measured(run), who_answered.margins(run)
    if not measured:
        raise _nobody_answered(run)
    everybody = wave_entry.everybody(run)
    counts = [everybody, *(count for margin in margins for count in margin.counts)]
    counts += [count for one in measured for count in counts_of(one.estimated)]
    hidden, rule = disclosure.hidden(run.wave, counts), disclosure.rule_of(run.wave)
    before = comparability.wave_before(run.wave)
    # Counted once: every figure of the wave was got in the same way.
    fieldwork = comparability.of_fieldwork(before, run.wave) if before else []
    findings = [_finding(partnership, run, one, hidden, rule, fieldwork) for one in measured]
    findings.append(who_answered.profile(run, margins, hidden, rule))
    for one in measured:
        disclosure.leave_out(run.wave, untold(one.estimated, hidden))
    return _Told(wave_entry.entry(run, hidden.get(everybody)), findings)


def _nobody_answered(run: WeightingRun) -> CannotPublish:
    return CannotPublish(
        _("Nobody answered a question of this section in “%(wave)s”. Choose another wave.", wave=run.wave.title)
    )


def _runs(partnership: Partnership, waves: list[Wave]) -> list[WeightingRun]:
    """The weights of each wave, adults before young people."""
    if not waves:
        raise CannotPublish(_("No wave is chosen. Choose a wave of residents, of young people, or one of each."))
    audiences = [wave.survey.audience for wave in waves]
    if any(wave.survey.partnership_id != partnership.id for wave in waves):
        raise CannotPublish(_("A wave belongs to another partnership."))
    if len(set(audiences)) < len(audiences):
        raise CannotPublish(_("Two waves ask the same people. Choose one: figures of two waves are not added up."))
    runs = []
    for wave in sorted(waves, key=lambda wave: wave.survey.audience):
        run = weigh.current(wave)
        if run is None:
            raise CannotPublish(_("“%(wave)s” has no weights. Weigh it first, then publish.", wave=wave.title))
        runs.append(run)
    return runs


def _inputs(entries: dict, records: dict) -> str:
    """SHA-256 of everything the figures come from: weights, questionnaires, designs, benchmarks, code."""
    waves = {
        audience: [entry["slug"], entry["design"], entry["rule"], entry["questionnaire"], entry["run"]["inputs_sha256"]]
        for audience, entry in entries.items()
    }
    return digest({"waves": waves, "benchmarks": records, "code": weigh.code_version()})


@dataclass(frozen=True)
class _Measured:
    """A measure's estimates, and the questionnaire's item behind them."""

    asked: Asked
    estimated: Estimated


def answered(run: WeightingRun) -> list[str]:
    """The ids of the measures that somebody answered, whatever may be told of them; nothing is estimated.

    Raises CannotPublish where `draft` would.
    """
    from analysis.measures import columns
    from analysis.measuring import answered

    _check(run)
    found = []
    for measure, asked in _asked(run):
        needed = columns(measure, asked)
        # Among a few responses somebody nearly always did; only where nobody did is everybody asked for.
        if answered(measure, asked, cells.some(run.wave, needed, SOME)) or answered(
            measure, asked, cells.cells(run.wave, needed)
        ):
            found.append(measure.id)
    if not found:
        raise _nobody_answered(run)
    return found


def _asked(run: WeightingRun) -> Iterator[tuple[Measure, Asked]]:
    """The measures that the wave's questionnaire asks, each as it asks it."""
    from analysis.measures import measures

    questionnaire = field.questionnaire(run.wave.version)
    for measure in measures(run.wave.survey.audience):
        asked = asking.asked_as(questionnaire, measure.item)
        if asked is not None and _fits(measure, questionnaire.items[measure.item]):
            yield measure, asked


def _measured(run: WeightingRun) -> list[_Measured]:
    """The estimates of every measure that somebody answered."""
    from analysis.measures import columns
    from analysis.measuring import estimate

    found, told = [], list(_asked(run))
    frames = _frames(run, [columns(measure, asked) for measure, asked in told])
    for (measure, asked), frame in zip(told, frames, strict=True):
        estimated = estimate(measure, asked, frame, lambda frame: designs.design(run, frame))
        if estimated.base:
            found.append(_Measured(asked, estimated))
    return found


def _finding(partnership: Partnership, run: WeightingRun, one: _Measured, hidden: dict, rule: Rule,
             fieldwork: list) -> dict:  # fmt: skip
    """The figures of a measure that may be told, with the benchmark `records` beside them."""
    from analysis.sections import finding

    questionnaire, asked = field.questionnaire(run.wave.version), one.asked
    records = library.beside(partnership, questionnaire, asked.item, asked, refused=True)
    beside = [asking.compared(record, asked) for record in records]
    told = finding(one.estimated, rule, beside, hidden)
    made_of = [asked.item, *(name for name, _answers in asked.route)]
    before = comparability.since_the_wave_before(run.wave, made_of, fieldwork)
    return {**told, "before": before, "records": {record["id"]: record for record in records}}


def _fits(measure, item) -> bool:
    """Whether a survey that has the item asks it as the named measure needs it."""
    from analysis.measures import MeasureError, measure_for

    try:
        return measure_for(item, measure.audience) == measure
    except MeasureError:
        return False


def _check(run: WeightingRun) -> None:
    """Raises CannotPublish where the weights are of other answers than there are now."""
    try:
        cells.check(run)
    except StaleRun as stale:
        raise _stale(run, stale) from stale


def _frames(run: WeightingRun, lists: list[list[str]]) -> list[pd.DataFrame]:
    """The weighted cells of each list of columns. Raises CannotPublish."""
    try:
        return designs.frames(run, lists)
    except StaleRun as stale:
        raise _stale(run, stale) from stale


def _stale(run: WeightingRun, stale: StaleRun) -> CannotPublish:
    return CannotPublish(
        _(
            "The weights of “%(wave)s” are of %(then)s answers; there are now %(now)s. Weigh it again first.",
            wave=run.wave.title,
            then=stale.then,
            now=stale.now,
        )
    )


def checked_by_a_person(runs: list[WeightingRun], lang: str) -> bool:
    """Whether what is quoted in this language is the original, or has been read by somebody who is named."""
    asked = [languages.states(run.wave.version) for run in runs]
    return all(lang in one and one[lang].state in ("master", "reviewed") for one in asked)


def _put_into_words(document: dict, runs: list[WeightingRun], records: dict, lang: str) -> None:
    """The sentences of the document in one language, which is in force, beside the figures they say."""
    document["words"][lang] = {**phrases_section.document(document), "checked": checked_by_a_person(runs, lang)}
    for run in runs:
        entry = document["waves"][run.wave.survey.audience]
        for finding in document["findings"]:
            if finding["audience"] != entry["audience"]:
                continue
            setting = phrases.Setting(
                lang=lang,
                area=document["partnership"]["name"],
                wave=entry,
                questionnaire=field.questionnaire(run.wave.version),
                benchmarks=records[entry["audience"]].get(finding["id"], {}),
                year=date.today().year,
            )
            finding.setdefault("words", {})[lang] = phrases_section.finding(finding, setting)
