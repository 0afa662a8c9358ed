"""A success measure as a block of a document: everything that a reader meets, frozen, in every language asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from consult.models import SuccessMeasure
from consult.questionnaire import text
from consult.services import asking, disclosure, field, phrases, phrases_method, weigh
from consult.services.success import area_block, words
from consult.services.success.areas import ByArea, by_area
from consult.services.success.series import SHOWN, WITHHELD, Point, Series, series

if TYPE_CHECKING:
    from analysis.success import Change, Judged


def block(measure: SuccessMeasure, languages: list[str], areas: bool = False) -> dict:
    """A block of type "measure" with its trend, its table, its verdict and its words in each of `languages`.

    areas: with the measure by neighbourhood (or ward) too, where its survey asks that.
    """
    found = series(measure)
    places = by_area(measure) if areas else None
    body = semantic(found)
    body["tables"] = [_table(found)]
    body["charts"] = [_chart(found)] if any(one.state == SHOWN for one in found.points) else []
    if places:
        goal = found.judged.goal if found.target else None
        body["tables"].append(area_block.table(places))
        body["charts"] += area_block.charts(places, goal, measure.direction)
    body["words"] = {}
    for lang in languages:
        with force_locale(lang):
            body["words"][lang] = _words(found, lang)
            if places:
                _add_areas(body["words"][lang], places, measure, lang)
    return body


def _add_areas(said: dict, places: ByArea, measure: SuccessMeasure, lang: str) -> None:
    said["labels"] |= area_block.labels(measure, places, lang)
    said["charts"] |= area_block.chart_words(places, said["heading"], said["labels"])
    told = area_block.table_words(places, said["heading"])
    said["tables"]["areas"] = {**told, "notes": told["notes"] + area_block.least_of(places)}


def semantic(found: Series) -> dict:
    """The figures of a measure for data files, as shares 0..1 to 5 decimals."""
    measure, latest = found.measure, found.latest
    return {
        "id": f"measure-{measure.id}",
        "type": "measure",
        "wave": latest.wave.slug if latest and latest.wave else None,
        "audience": measure.survey.audience if measure.survey else None,
        "state": WITHHELD if latest and latest.state == WITHHELD else SHOWN,
        "item": measure.item,
        "group": measure.group,
        "direction": measure.direction,
        "target": _target(found),
        "baseline": _baseline(found),
        "verdict": {
            "code": found.judged.verdict, "reason": found.judged.reason, "caution": found.judged.caution,
            "causes": list(found.since.causes),
            "shortfall": _number(found.judged.shortfall), **_outward(found, found.judged),
        },
        "change": {"value": _number(found.change.value), **_outward(found, found.change), "moved": found.change.moved}
        if found.change else None,
        "due_on": measure.due_on.isoformat() if measure.due_on else None,
        "points": [_point(one) for one in found.points],
    }  # fmt: skip


def _target(found: Series) -> dict | None:
    if found.target is None:
        return None
    return {"kind": found.target.kind, "amount": found.target.amount, **_kept(found.judged, ("goal",))}


def _baseline(found: Series) -> dict | None:
    one = found.baseline
    if one is None:
        return None
    return {"point": one.point, "value": _number(one.value), "base": one.base, "period": one.title,
            "source": one.source}  # fmt: skip


LIMITS = ("value", "lower", "upper")


def _limits(one: Point) -> dict:
    """The figure of a point with its interval; each None where there is none."""
    return _kept(one.figure, LIMITS) if one.figure else dict.fromkeys(LIMITS)


def _point(one: Point) -> dict:
    run = weigh.current(one.wave) if one.estimates else None
    return {
        "id": one.id, "period": one.title, "x": one.on.isoformat(), "design": one.kind, "state": one.state,
        "reason": one.reason, "base": one.base, "effective_base": one.effective_base,
        **_limits(one), "asked": one.since.effect, "causes": list(one.since.causes), "source": one.source,
        "run": {"id": run.id, "made_on": run.created_at.date().isoformat(), "inputs_sha256": run.inputs_sha256,
                "code_version": run.code_version} if run else None,
    }  # fmt: skip


def _kept(one, names: tuple[str, ...]) -> dict:
    return {name: _number(getattr(one, name)) for name in names}


def _outward(found: Series, one: Judged | Change) -> dict:
    """The limits of a distance; in whole points where a wave rounds the numbers that they are made of."""
    from analysis.sections import as_told

    rules = [disclosure.rule_of(point.wave) for point in found.points if point.estimates]
    rounding = next((rule for rule in rules if rule.rounds), None)
    if rounding is None:
        return _kept(one, ("lower", "upper"))
    return {name: value for name, value in as_told(None, one.lower, one.upper, rounding).items() if name != "value"}


def _number(value: float | None) -> float | None:
    return None if value is None or value != value else round(float(value), 5)


def chart_data(points, target: float | None, baseline: float | None, better: str) -> dict:
    """The data of a chart of type "trend": the points that were measured, in order."""
    return {
        "points": [
            {"id": one.id, "x": one.on.isoformat(), "state": one.state, "breaks_before": one.since.effect == "breaks",
             **_limits(one)}
            for one in points if one.state in (SHOWN, WITHHELD)
        ],
        "target": _number(target), "baseline": _number(baseline), "better": better,
    }  # fmt: skip


def _chart(found: Series) -> dict:
    goal = found.judged.goal if found.target else None
    # A baseline that is a point of the trend is drawn as that.
    baseline = found.baseline.value if found.baseline and found.baseline.point is None else None
    data = chart_data(found.points, goal, baseline, found.measure.direction)
    return {"id": "trend", "kind": "trend", "data": data}


def _table(found: Series) -> dict:
    rows = [
        {"id": f"row-{one.id}", "strong": one is found.latest, "cells": {
            "period": f"row-{one.id}",
            "value": {"state": one.state, **_limits(one)},
            "base": one.base,
            "note": f"note-{one.id}",
        }}
        for one in found.points
    ]  # fmt: skip
    columns = [{"id": "period", "kind": "label"}, {"id": "value", "kind": "share"}, {"id": "base", "kind": "count"},
               {"id": "note", "kind": "text"}]  # fmt: skip
    return {"id": "series", "columns": columns, "rows": rows}


def _words(found: Series, lang: str) -> dict:
    heading, heading_lang = words.title(found.measure, lang)
    latest = found.latest
    shown = latest is not None and latest.state == SHOWN
    return {
        "heading": heading,
        "heading_lang": heading_lang,
        "number": phrases.percent(_number(latest.figure.value)) if shown else None,
        "sentences": words.sentences(found, lang),
        "badge": phrases_method.badge(latest.kind) if latest and latest.kind else None,
        "verdict": words.verdict(found.judged.verdict),
        "short": _short(latest) if shown else None,
        "how": how(found, lang),
        "beside": [],
        "labels": _labels(found, lang),
        "tables": {"series": {
            "caption": _("%(title)s, period by period", title=heading),
            "columns": {"period": _("Period"), "value": _("Share"), "base": _("Base"), "note": _("To be known")},
            "notes": [_("Shares with the interval in which they are likely to lie. The base counts people without "
                        "weights.")],
        }},
        "charts": {"trend": {"title": _("%(title)s over time", title=heading), "desc": _described(found)}},
    }  # fmt: skip


def _short(latest: Point) -> str | None:
    if latest.base is None:
        return None
    return _("Base %(base)s, %(month)s.", base=phrases.people(latest.base), month=words.month(latest))


def _labels(found: Series, lang: str) -> dict:
    labels = {}
    for one in found.points:
        labels[one.id] = {"text": words.month(one), "lang": lang}
        labels[f"row-{one.id}"] = {"text": f"{one.title}, {words.month(one)}", "lang": lang}
        labels[f"note-{one.id}"] = {"text": words.note(one), "lang": lang}
    return labels | {
        "target": {"text": _("Target"), "lang": lang}, "baseline": {"text": _("Baseline"), "lang": lang},
        "break": {"text": _("Asked otherwise from here on"), "lang": lang},
        "withheld": {"text": _("Withheld"), "lang": lang},
    }  # fmt: skip


def _described(found: Series) -> str:
    """Everything that the picture shows, in words."""
    told = []
    for one in found.points:
        if one.state not in (SHOWN, WITHHELD):
            continue
        value = phrases.percent(_number(one.figure.value)) if one.state == SHOWN else _("withheld")
        between = words.limits(one.figure) if one.figure else None
        if between:
            value = _("%(value)s, between %(lower)s and %(upper)s", value=value, **between)
        told.append(f"{words.month(one)}: {value}")
    if found.target is not None and found.judged.goal == found.judged.goal:
        told.append(_("target %(goal)s", goal=words.one_decimal(found.judged.goal)))
    return _("; ").join(told)


def how(found: Series, lang: str) -> list[dict]:
    """How we know, as {"term", "text", "lang"}: question, base, weights and run, baseline, target, what is hidden."""
    rows = _question(found, lang) if found.measure.survey else []
    rows.append(_row(_("Better"), _("Higher") if found.measure.direction == "up" else _("Lower")))
    if found.baseline is not None:
        rows.append(_row(_("Baseline"), _begun(found)))
    rows.append(_row(_("Target"), words.target(found)))
    rows.append(_row(_("Verdict"), _method(found)))
    for kind in dict.fromkeys(one.kind for one in found.points if one.state == SHOWN and one.kind):
        rows.append(_row(phrases_method.badge(kind), phrases_method.design_sentence(kind)))
    for one in found.points:
        rows += _point_rows(one)
    if found.measure.survey and found.latest is not None:
        rows.append(_row(_("What is hidden"), _rule(found)))
        rows.append(_row(_("Calculated with"), weigh.code_version(), "en"))
    return rows


def _row(term: str, told: str, lang: str | None = None) -> dict:
    return {"term": term, "text": told, "lang": lang}


def _question(found: Series, lang: str) -> list[dict]:
    """The wording of the newest wave, the answers that count, and of whom the figure is."""
    measure = found.measure
    wave = found.latest.wave if found.latest else measure.survey.waves[-1] if measure.survey.waves else None
    version = wave.version if wave else measure.survey.versions[-1]
    questionnaire = field.questionnaire(version)
    item = questionnaire.items.get(measure.item)
    if item is None:
        return []
    wording = text(item.text, lang, questionnaire.master)
    rows = [_row(_("Question"), wording.value, wording.lang)]
    asked = asking.asked_as(questionnaire, measure.item)
    if asked.rows:
        rows.append(_row(_("Answers counted"), _("Very big problem 3, fairly big 2, not very big 1, not a problem 0; "
                                                 "seven kinds, 11 of 21 or more.")))  # fmt: skip
        rows.append(_row(_("Who is in the base"), _("People who rated all seven kinds.")))
    else:
        counted = [item.label(one, lang) for one in asked.net]
        rows.append(_row(_("Answers counted"), _(", ").join(one.value for one in counted), counted[0].lang))
        rows.append(_row(_("Who is in the base"), _("Everybody who answered. “Don’t know” is in the base, “prefer not "
                                                    "to say” is left out.")))  # fmt: skip
    if measure.group:
        group = questionnaire.items[measure.group["dimension"]].label(measure.group["category"], lang)
        rows.append(_row(_("Group"), group.value, group.lang))
    return rows


def _begun(found: Series) -> str:
    one = found.baseline
    value = words.one_decimal(_number(one.value)) if one.point is None else phrases.percent(_number(one.value))
    told = [_("%(value)s, “%(period)s”.", value=value, period=one.title) if one.title else f"{value}."]
    if one.source:
        told.append(_("Source: %(source)s.", source=one.source))
    if one.point is None and one.base is None:
        told.append(_("Its base is not known, so it is taken as it was published."))
    elif one.point is None:
        told.append(_("Its error is that of %(base)s people drawn at random.", base=phrases.people(one.base)))
    return " ".join(told)


def _method(found: Series) -> str:
    if found.target is not None and found.target.kind == "value":
        return _("Met where the whole interval of the newest figure is at the target or past it; not met where all of "
                 "it falls short; else we cannot tell.")  # fmt: skip
    return _("Met where the interval of the distance to the target, in which the errors of both figures are, is at the "
             "target or past it; not met where all of it falls short; else we cannot tell.")  # fmt: skip


def _point_rows(one: Point) -> list[dict]:
    if one.source:
        return [_row(one.title, _("Source: %(source)s.", source=one.source))]
    if not one.estimates:
        return []
    run = one.estimates.run
    told = _(
        "%(first)s to %(last)s. Weighted by run %(run)s of %(date)s, questionnaire version %(version)s.",
        first=format_date(one.wave.opens_on, "d MMMM y"), last=format_date(one.wave.closes_on, "d MMMM y"), run=run.id,
        date=format_date(run.created_at.date(), "d MMMM y"), version=one.wave.version.number,
    )  # fmt: skip
    if one.state == SHOWN and one.effective_base:
        effective = _("Effective base %(base)s.", base=phrases.people(one.effective_base))
        told = f"{told} {effective}"
    return [_row(one.title, told)]


def _rule(found: Series) -> str:
    rule = disclosure.rule_entry(disclosure.rule_of(found.latest.wave))
    return phrases_method.rule_sentence({"audience": found.measure.survey.audience, "rule": rule})
