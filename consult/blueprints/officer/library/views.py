"""Shapes benchmarks into what their pages show."""

from flask import url_for
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from consult.blueprints.officer.library import words
from consult.services import library, phrases_method
from consult.services.library.words import level_names, mode_names, share, short_share
from consult.web.locale import long_date

ALL, CURRENT, STALE = "", "current", "stale"
# What a search looks through, beside the sentence and the name of what is measured.
SEARCHED = ("wording", "area", "publisher", "title", "net", "period", "measure")


def row(benchmark, among, asked: dict, year: int) -> dict:
    """A benchmark at a glance."""
    told = library.record(benchmark, among)
    return {
        "id": benchmark.id,
        "value": short_share(told["value"]),
        "measure_id": benchmark.measure,
        "measure": words.measure_name(benchmark.measure, asked),
        "statement": _said(told["statement"]),
        "area": phrases_method.area_name(told["area"]),
        "level": told["area_level"],
        "period": phrases_method.short_period(told["period"]),
        "base": format_decimal(told["base"]) if told["base"] else _("not published"),
        "stale": stale(told, year),
        "own": not told["shipped"],
        "young": told["audience"] == "young",
        "searched": " ".join(str(told[name] or "") for name in SEARCHED),
    }  # fmt: skip


def stale(told: dict, year: int) -> list[str]:
    """Why a figure is stale, in short; [] where it is not."""
    found = []
    if library.is_old(told["period"], year):
        found.append(_("About %(years)s years old", years=library.age(told["period"], year)))
    if told["superseded"]:
        newer = phrases_method.short_period(told["superseded"])
        found.append(_("There is a newer one, of %(period)s", period=newer))
    return found


def _said(by_language: dict[str, str]) -> str:
    return by_language.get(str(get_locale())) or by_language["en"]


def narrowed(rows: list[dict], q: str, measure: str, area: str, state: str) -> list[dict]:
    """The rows that hold every word of `q` and fit the filters; an empty filter fits all."""
    wanted = q.casefold().split()
    return [
        one for one in rows
        if all(word in f"{one['statement']} {one['measure']} {one['searched']}".casefold() for word in wanted)
        and (not measure or one["measure_id"] == measure)
        and (not area or one["level"] == area)
        and (state == ALL or bool(one["stale"]) == (state == STALE))
    ]  # fmt: skip


def filters(rows: list[dict], measure: str, area: str, state: str) -> list[dict]:
    """The three ways to narrow the list: {name, label, options: [(value, words, chosen)]}."""
    measures = dict(sorted({one["measure_id"]: one["measure"] for one in rows}.items(), key=lambda one: one[1]))
    held = {one["level"] for one in rows}
    levels = {level: name for level, name in level_names().items() if level in held}
    states = {CURRENT: _("Only those that are not stale"), STALE: _("Only stale ones")}
    return [
        _filter("measure", _("What it measures"), _("Everything"), measures, measure),
        _filter("area", _("Area"), _("Every area"), levels, area),
        _filter("state", _("How old"), _("All"), states, state),
    ]


def _filter(name: str, label: str, every: str, values: dict[str, str], chosen: str) -> dict:
    options = [("", every, not chosen), *((value, words, value == chosen) for value, words in values.items())]
    return {"name": name, "label": label, "options": options}


def particulars(benchmark) -> list[dict]:
    """Everything that is known of a benchmark: {term, text, own}; `own` where the words are as published."""
    told = library.record(benchmark, [benchmark])
    notes = benchmark.notes
    interval = None
    if told["interval"]:
        interval = _("between %(lower)s and %(upper)s", lower=share(told["interval"][0]),
                     upper=share(told["interval"][1]))  # fmt: skip
    rows = [
        (_("Value"), share(told["value"]), False),
        (_("Question"), told["wording"] or notes.get("wording"), True),
        (_("Answers offered"), told["scale"], True),
        (_("Answers counted"), told["net"], True),
        (_("Don’t know"), notes.get("dont_know"), True),
        (_("Who was asked"), told["population"], True),
        (_("Asked only of"), told["routed_base"], True),
        (_("Base"), format_decimal(told["base"]) if told["base"] else notes.get("base"), not told["base"]),
        (_("Effective base"), told["effective_base"] and format_decimal(told["effective_base"]), False),
        (_("Interval"), interval or _("not published"), False),
        (_("Area"), phrases_method.area_name(told["area"]), False),
        (_("ONS code of the area"), told["area_code"], True),
        (_("Period"), _period(benchmark), benchmark.period_from is None),
        (_("How people were asked"), mode_names().get(told["mode"], told["mode"]), told["mode"] not in mode_names()),
        (_("Note"), notes.get("note"), True),
    ]
    return [{"term": term, "text": words, "own": own} for term, words, own in rows if words]


def _period(benchmark) -> str:
    if benchmark.period_from is None:
        return benchmark.period
    return _("%(start)s to %(end)s", start=long_date(benchmark.period_from), end=long_date(benchmark.period_to))


def judgement(one: dict, benchmark, partnership, may_change: bool) -> dict:
    """How a benchmark compares with one question, and the way to a stricter verdict."""
    comparison, asked = one["comparison"], one["asked"]
    stricter = None
    if may_change and (library.may_become(one["found"]) or one["stricter"]):
        stricter = url_for("officer.stricter_verdict", partnership_slug=partnership.slug, benchmark_id=benchmark.id,
                           key=".".join(asked.key))  # fmt: skip
    return {
        "question": words.question(asked),
        "young": asked.questionnaire.audience == "young",
        "verdict": comparison["verdict"],
        "verdict_words": phrases_method.verdict_words(comparison["verdict"]),
        "differs": _said(comparison["differs"]),
        "by": words.judges()[comparison["by"]],
        "judged_by": one["stricter"].made_by if comparison["by"] == "partnership" else None,
        "stricter": stricter,
    }


def comparison_title(told: dict, asked: dict) -> str:
    """What a comparison of the boroughs is of."""
    return _said(told["title"]) if told["title"] else words.measure_name(told["id"].split(":", 1)[1], asked)


def boroughs(told: dict) -> dict:
    """A comparison of the boroughs as its page shows it."""
    def shown(value: float) -> str:
        return share(value) if told["unit"] == "share" else format_decimal(value, "#,##0.0")

    average = told["average"]
    return {
        **told,
        "rows": [{**row, "shown": shown(row["value"])} for row in told["rows"]],
        "average": average and {"name": phrases_method.area_name(average["name"]), "shown": shown(average["value"])},
        "caution": _said(told["caution"]) if told["caution"] else None,
    }
