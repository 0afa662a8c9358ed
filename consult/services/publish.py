"""The automatic findings of waves: estimates, disclosure control and sentences, as the sections are made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from consult import reference
from consult.extensions import db
from consult.models import Partnership, Response, Wave, WeightingRun
from consult.models.types import today
from consult.services import (
    cells,
    comparability,
    designs,
    disclosure,
    field,
    languages,
    library,
    phrases,
    phrases_section,
    weigh,
)
from consult.services.cells import StaleRun
from consult.services.digest import digest
from consult.services.editions import COMMUNITIES

if TYPE_CHECKING:
    from analysis.counts import Count
    from analysis.disclosure import Rule
    from analysis.measures import Asked, Measure
    from analysis.measuring import Estimated

FORMAT = 1
# An answer of no concern is not a concern: it stays in the base and out of the ranking.
NO_CONCERN = ("nothing",)


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
        "simulated": is_simulated(runs),
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

    measured, margins = _measured(run), _margins(run)
    if not measured:
        raise _nobody_answered(run)
    everybody = _everybody(run)
    counts = [everybody, *(count for margin in margins for count in margin.counts)]
    counts += [count for one in measured for count in counts_of(one.estimated)]
    hidden, rule = disclosure.hidden(run.wave, counts), disclosure.rule_of(run.wave)
    before = comparability.wave_before(run.wave)
    # Counted once: every figure of the wave was got in the same way.
    fieldwork = comparability.of_fieldwork(before, run.wave) if before else []
    findings = [_finding(partnership, run, one, hidden, rule, fieldwork) for one in measured]
    findings.append(_who_answered(run, margins, hidden, rule))
    for one in measured:
        disclosure.leave_out(run.wave, untold(one.estimated, hidden))
    return _Told(_entry(run, hidden.get(everybody)), findings)


def _nobody_answered(run: WeightingRun) -> CannotPublish:
    return CannotPublish(
        _("Nobody answered a question of this section in “%(wave)s”. Choose another wave.", wave=run.wave.title)
    )


def _everybody(run: WeightingRun) -> Count:
    from analysis.counts import PEOPLE, Count

    people = run.diagnostics["people"]
    return Count(PEOPLE, frozenset(), frozenset(), people, people)


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


def entry_of(run: WeightingRun) -> dict:
    """What a document holds of a wave, the number of its people only as far as it may be told."""
    everybody = _everybody(run)
    return _entry(run, disclosure.hidden(run.wave, [everybody]).get(everybody))


def _entry(run: WeightingRun, hidden: str | None) -> dict:
    """What a document holds of a wave; the number of people in it rounded down, or not at all, where it is hidden."""
    wave, rule = run.wave, disclosure.rule_of(run.wave)
    people = run.diagnostics["people"]
    return {
        "slug": wave.slug,
        "title": wave.title,
        "survey": wave.survey.title,
        "audience": wave.survey.audience,
        "design": wave.design,
        "opens_on": wave.opens_on.isoformat(),
        "closes_on": min(wave.closes_on, today()).isoformat(),
        "going_on": wave.state == "open" and wave.closes_on >= today(),
        "people": rule.shown_count(people) if hidden is None else None,
        **({"more_than": (people - 1) // 100 * 100} if hidden not in (None, "small_base") else {}),
        "effective_base": rule.shown_count(round(run.diagnostics["effective_base"])) if hidden is None else None,
        "rule": {"fewest": rule.fewest, "least_base": rule.least_base, "round_to": rule.round_to},
        "questionnaire": {
            "id": field.questionnaire(wave.version).id,
            "number": wave.version.number,
            "sha256": wave.version.sha256,
        },
        "run": {
            "id": run.id,
            "made_on": run.created_at.date().isoformat(),
            "inputs_sha256": run.inputs_sha256,
            "code_version": run.code_version,
            "margins": [
                {"key": margin["key"], "title": _title(margin), "source": margin["source"]}
                for margin in run.scheme["margins"]
            ],
            "merged": run.scheme.get("merged", {}),
            "bounds": run.scheme["bounds"],
        },
    }


def _title(margin: dict) -> str:
    return margin["title"] or " × ".join(margin["dimensions"])


def is_simulated(runs: list[WeightingRun]) -> bool:
    """Whether a simulated answer is in the figures of any of these waves."""
    waves = [run.wave_id for run in runs]
    among = db.exists().where(Response.wave_id.in_(waves), Response.simulated, ~Response.left_out)
    return bool(db.session.scalar(db.select(among)))


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

    # Of the weights' own columns: refuses where they are of other answers than there are now.
    _frame(run, [])
    found = [
        measure.id for measure, asked in _asked(run)
        if answered(measure, asked, cells.cells(run.wave, columns(measure, asked)))
    ]  # fmt: skip
    if not found:
        raise _nobody_answered(run)
    return found


def _asked(run: WeightingRun) -> Iterator[tuple[Measure, Asked]]:
    """The measures that the wave's questionnaire asks, each as it asks it."""
    from analysis.measures import measures

    questionnaire = field.questionnaire(run.wave.version)
    for measure in measures(run.wave.survey.audience):
        asked = asked_as(questionnaire, measure.item)
        if asked is not None and _fits(measure, questionnaire.items[measure.item]):
            yield measure, asked


def _measured(run: WeightingRun) -> list[_Measured]:
    """The estimates of every measure that somebody answered."""
    from analysis.measures import columns
    from analysis.measuring import estimate

    found = []
    for measure, asked in _asked(run):
        frame = _frame(run, columns(measure, asked))
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
    beside = [compared(record, asked) for record in records]
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


def _frame(run: WeightingRun, columns: list[str]):
    try:
        return designs.frame(run, columns)
    except StaleRun as stale:
        raise CannotPublish(
            _(
                "The weights of “%(wave)s” are of %(then)s answers; there are now %(now)s. Weigh it again first.",
                wave=run.wave.title,
                then=stale.then,
                now=stale.now,
            )
        ) from stale


def asked_as(questionnaire, name: str, row: str | None = None):
    """How the questionnaire asked an item, or one row of a grid; None where it did not."""
    from analysis.measures import Asked

    item = questionnaire.items.get(name)
    if item is None:
        return None
    page = next(page for page in questionnaire.pages if item in page.items)
    rules = [rule for rule in (page.section.when, page.when, item.when) if rule]
    on_subject = [choice for choice in item.choices if choice.kind is None and choice.value not in NO_CONCERN]
    refused = [choice for choice in item.choices if choice.kind == "prefer_not"]
    return Asked(
        item=name if row is None else f"{name}.{row}",
        choices=tuple(choice.value for choice in on_subject),
        apart=tuple(choice.value for choice in item.choices if choice not in on_subject + refused),
        refused=tuple(choice.value for choice in refused),
        net=tuple(item.net),
        rows=tuple(one.value for one in item.rows) if row is None else (),
        route=_route(questionnaire, rules),
        routed=bool(rules),
    )


def _route(questionnaire, rules: list) -> tuple:
    """The answers that led to an item, where one rule of answers to questions of one answer each decides."""
    from analysis.measures import ONE_ANSWER, MeasureError, route

    try:
        led = route(rules[0]) if len(rules) == 1 else ()
    except MeasureError:
        return ()
    return led if all(questionnaire.items[name].type in ONE_ANSWER for name, _answers in led) else ()


def compared(record: dict, asked):
    """A record of `beside` as the analysis takes it."""
    from analysis import Benchmark
    from analysis.sections import Beside

    answers = record["comparison"]["answers"]
    figure = Benchmark(
        record["value"],
        base=record["base"],
        effective_base=record["effective_base"],
        interval=tuple(record["interval"]) if record["interval"] else None,
        area=record["area"],
        period=record["period"],
        mode=record["mode"],
    )
    choice = None if asked.net or answers is None else answers[0]
    return Beside(record["id"], figure, record["comparison"]["verdict"], choice)


@dataclass(frozen=True)
class _Margin:
    """A margin of the run beside those who answered: `rows` as analysis.sections.who_answered takes them."""

    name: str
    dimensions: list[str]
    rows: list[dict]
    unanswered: int
    counts: list[Count]


def _margins(run: WeightingRun) -> list[_Margin]:
    """Each margin of the run: the population's number in each category and the people who answered."""
    from analysis.telling_counts import counts_of_people

    names, found = run.cells["columns"], []
    for margin in run.scheme["margins"]:
        places = [names.index(name) for name in margin["dimensions"]]
        counts: dict[tuple, int] = {}
        for row in run.cells["rows"]:
            categories = tuple(row[place] for place in places)
            counts[categories] = counts.get(categories, 0) + row[-2]
        rows = [
            {"categories": row[:-1], "target": row[-1], "people": counts.get(tuple(row[:-1]), 0)}
            for row in margin["targets"]
        ]
        unanswered = sum(counts.values()) - sum(row["people"] for row in rows)
        name = margin["key"] or _title(margin)
        found.append(_Margin(name, margin["dimensions"], rows, unanswered, counts_of_people(name, rows)))
    return found


def _who_answered(run: WeightingRun, margins: list[_Margin], hidden: dict, rule: Rule) -> dict:
    """The population's shares beside those of the people who answered, as far as they may be told."""
    from analysis.sections import who_answered

    told = [
        {**who_answered(one.name, one.rows, one.unanswered, rule, hidden), "dimensions": one.dimensions}
        for one in margins
    ]
    audience = run.wave.survey.audience
    return {"id": f"who_answered_{audience}", "kind": "profile", "audience": audience, "margins": told}


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
