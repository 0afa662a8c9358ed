"""Publishes a section: estimates, disclosure control, sentences, and one frozen document behind every format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from consult import reference
from consult.database import writing
from consult.extensions import db
from consult.models import Edition, Partnership, Response, Wave, WeightingRun
from consult.models.types import today
from consult.questionnaire import authoring
from consult.services import (
    audit,
    comparability,
    designs,
    disclosure,
    field,
    languages,
    phrases,
    phrases_section,
    weigh,
)
from consult.services.cells import StaleRun
from consult.services.digest import digest
from consult.services.editions import COMMUNITIES, latest

if TYPE_CHECKING:
    from analysis.counts import Count
    from analysis.measures import Asked
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
    from consult.services import cells

    chosen = []
    for waves in candidates(partnership).values():
        fit = (wave for wave in waves if (run := weigh.current(wave)) is not None and cells.is_current(run))
        chosen += [wave for wave in [next(fit, None)] if wave is not None]
    return chosen


def publish(partnership: Partnership, waves: list[Wave], actor: str) -> Edition:
    """Freeze the section as a new numbered edition.

    The same content published again (a button pressed twice) gives the edition that there is.
    Raises CannotPublish, and stores nothing then.
    """
    body, told = _made(partnership, waves)
    with writing() as session:
        # One at a time: two at once would take the same number.
        session.execute(db.select(Partnership.id).where(Partnership.id == partnership.id).with_for_update())
        previous = latest(partnership)
        if previous is not None and _same(previous.document, body):
            return previous
        number = previous.number + 1 if previous else 1
        document = {**body, "number": number, "published_on": today().isoformat()}
        edition = Edition(
            partnership_id=partnership.id,
            section=COMMUNITIES,
            number=number,
            document=document,
            sha256=digest(document),
            simulated=document["simulated"],
        )
        session.add(edition)
        session.flush()
        place = f"{COMMUNITIES} edition {number}"
        _record(told, place, edition)
        hidden = sum(len(one.untold) for one in told)
        audit.record(actor, "publish", place, partnership, sha256=edition.sha256, hidden_figures=hidden)
    return edition


def _record(told: list[_Told], place: str, edition: Edition) -> None:
    try:
        for one in told:
            disclosure.record(one.run.wave, one.counts, place, edition, one.untold)
    except disclosure.ToldMeanwhile as refusal:
        raise CannotPublish(
            _("Other figures of these waves were published or taken out meanwhile. Look at the findings again first.")
        ) from refusal


def _same(before: dict, body: dict) -> bool:
    return {**before, "number": None, "published_on": None} == {**body, "number": None, "published_on": None}


def draft(partnership: Partnership, waves: list[Wave]) -> dict:
    """The section's document before it has a number, after disclosure control: also what an officer previews.

    Raises CannotPublish.
    """
    return _made(partnership, waves)[0]


@dataclass(frozen=True)
class _Told:
    """What a document tells of a wave: `untold` are those of `counts` that are not in it, with the reasons."""

    run: WeightingRun
    counts: list[Count]
    untold: dict[Count, str]
    entry: dict
    findings: list[dict]


def _made(partnership: Partnership, waves: list[Wave]) -> tuple[dict, list[_Told]]:
    """The document, and everything that it tells of people. Raises CannotPublish."""
    runs = _runs(partnership, waves)
    told = [_of_wave(partnership, run) for run in runs]
    entries = {one.run.wave.survey.audience: one.entry for one in told}
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
        "simulated": _simulated(runs),
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
    return document, told


def _of_wave(partnership: Partnership, run: WeightingRun) -> _Told:
    """The figures of a wave, all of which pass the door together: what is told of one tells of the others too."""
    from analysis.counts import PEOPLE, Count
    from analysis.telling_counts import counts_of, untold

    measured, margins = _measured(run), _margins(run)
    if not measured:
        raise CannotPublish(
            _("Nobody answered a question of this section in “%(wave)s”. Choose another wave.", wave=run.wave.title)
        )
    people = run.diagnostics["people"]
    everybody = Count(PEOPLE, frozenset(), frozenset(), people, people)
    counts = [everybody, *(count for margin in margins for count in margin.counts)]
    counts += [count for one in measured for count in counts_of(one.estimated)]
    hidden = disclosure.hidden(run.wave, counts)
    findings = [_finding(partnership, run, one, hidden) for one in measured]
    findings.append(_who_answered(run, margins, hidden))
    gone = {count: reason for one in measured for count, reason in untold(one.estimated, hidden).items()}
    entry = _entry(run, hidden.get(everybody))
    return _Told(run, counts, hidden | gone, entry, findings)


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


def _entry(run: WeightingRun, hidden: str | None) -> dict:
    """What the document holds of a wave; the number of people in it rounded down, or not at all, where it is hidden."""
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
        "effective_base": round(run.diagnostics["effective_base"]) if hidden is None else None,
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


def _simulated(runs: list[WeightingRun]) -> bool:
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


def _measured(run: WeightingRun) -> list[_Measured]:
    """The estimates of every measure that somebody answered."""
    from analysis.measures import columns, measures
    from analysis.measuring import estimate

    questionnaire, found = field.questionnaire(run.wave.version), []
    for measure in measures(run.wave.survey.audience):
        asked = asked_as(questionnaire, measure.item)
        if asked is None:
            continue
        frame = _frame(run, columns(measure, asked))
        estimated = estimate(measure, asked, frame, lambda frame: designs.design(run, frame))
        if estimated.base:
            found.append(_Measured(asked, estimated))
    return found


def _finding(partnership: Partnership, run: WeightingRun, one: _Measured, hidden: dict) -> dict:
    """The figures of a measure that may be told, with the benchmark `records` beside them."""
    from analysis.sections import finding

    questionnaire, asked = field.questionnaire(run.wave.version), one.asked
    # A question that is no longer the bank's was asked in words of its own: no published figure stands beside it.
    home = authoring.home(questionnaire.items[asked.item].bank, questionnaire.audience)
    records = _beside(partnership, *home, asked) if home else []
    compared = [_compared(record, asked) for record in records]
    told = finding(one.estimated, disclosure.rule_of(run.wave), compared, hidden)
    made_of = [asked.item, *(name for name, _answers in asked.route)]
    before = comparability.since_the_wave_before(run.wave, made_of)
    return {**told, "before": before, "records": {record["id"]: record for record in records}}


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


def asked_as(questionnaire, name: str):
    """How the questionnaire asked an item; None where it did not."""
    from analysis.measures import Asked, MeasureError, route

    item = questionnaire.items.get(name)
    if item is None:
        return None
    page = next(page for page in questionnaire.pages if item in page.items)
    rules = [rule for rule in (page.section.when, page.when, item.when) if rule]
    try:
        led = route(rules[0]) if len(rules) == 1 else ()
    except MeasureError:
        led = ()
    on_subject = [choice for choice in item.choices if choice.kind is None and choice.value not in NO_CONCERN]
    refused = [choice for choice in item.choices if choice.kind == "prefer_not"]
    return Asked(
        item=name,
        choices=tuple(choice.value for choice in on_subject),
        apart=tuple(choice.value for choice in item.choices if choice not in on_subject + refused),
        refused=tuple(choice.value for choice in refused),
        net=tuple(item.net),
        rows=tuple(row.value for row in item.rows),
        route=led,
    )


def _beside(partnership: Partnership, questionnaire: str, item: str, asked) -> list[dict]:
    """Published figures about the same answers: those that compare, and those that readers know and do not."""
    try:
        records = reference.benchmarks_beside(partnership.slug, questionnaire, item, refused=True)
    except reference.UnknownReference:
        return []
    return [
        record
        for record in records
        if (record["comparison"]["verdict"] != "not comparable" or _expected(record, questionnaire, item))
        and _about(record["comparison"]["answers"], asked)
    ]


def _expected(record: dict, questionnaire: str, item: str) -> bool:
    """Whether readers would look for this figure here, so that its absence has to be explained."""
    nearest = record["comparisons"][0]
    here = (nearest["questionnaire"], nearest["item"]) == (questionnaire, item)
    return here or record["area"] == "Greater Manchester"


def _about(answers: list[str] | None, asked) -> bool:
    if answers is None or (asked.net and set(answers) == set(asked.net)):
        return True
    return not asked.net and len(answers) == 1 and answers[0] in asked.choices


def _compared(record: dict, asked):
    from analysis import Benchmark
    from analysis.sections import Beside

    answers = record["comparison"]["answers"]
    figure = Benchmark(
        record["value"],
        base=record["base"],
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


def _who_answered(run: WeightingRun, margins: list[_Margin], hidden: dict) -> dict:
    """The population's shares beside those of the people who answered, as far as they may be told."""
    from analysis.sections import who_answered

    rule, audience = disclosure.rule_of(run.wave), run.wave.survey.audience
    told = [
        {**who_answered(one.name, one.rows, one.unanswered, rule, hidden), "dimensions": one.dimensions}
        for one in margins
    ]
    return {"id": f"who_answered_{audience}", "kind": "profile", "audience": audience, "margins": told}


def _checked_by_a_person(runs: list[WeightingRun], lang: str) -> bool:
    """Whether what is quoted in this language is the original, or has been read by somebody who is named."""
    asked = [languages.states(run.wave.version) for run in runs]
    return all(lang in one and one[lang].state in ("master", "reviewed") for one in asked)


def _put_into_words(document: dict, runs: list[WeightingRun], records: dict, lang: str) -> None:
    """The sentences of the document in one language, which is in force, beside the figures they say."""
    document["words"][lang] = {**phrases_section.document(document), "checked": _checked_by_a_person(runs, lang)}
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
