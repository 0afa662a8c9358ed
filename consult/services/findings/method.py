"""How a finding is known: the rows of `phrases_method`, with the group, what it is set against, and the test."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.services import phrases, phrases_method
from consult.services.findings.labels import Labels


def how(labels: Labels) -> list[dict]:
    """{"term", "text", "lang"} rows: question, answers, group, base, survey, comparison, test, weights, run."""
    told = labels.told
    first, *rest = phrases_method.how(told, labels.setting)
    question = _row(first["term"], labels.question, first["lang"])
    rows = [question, *_answers(labels, rest), *_group(labels), *_asked_of(labels)]
    ends = next(place for place, row in enumerate(rest) if row["term"] == _("Weights"))
    return [*rows, *rest[:ends], *_compared(labels), *_test(labels), *rest[ends:]]


def _row(term: str, words: str, lang: str | None = None) -> dict:
    return {"term": term, "text": words, "lang": lang}


def _answers(labels: Labels, rest: list[dict]) -> list[dict]:
    """Which answers count, where the rows that every finding has do not say it."""
    told = labels.told
    if any(row["term"] == _("Answers counted") for row in rest):
        return []
    if told["kind"] == "rows":
        return [_row(_("Answers counted"), labels.answers(told["net"]))]
    if told["answer"]:
        return [_row(_("Answers counted"), labels.part(told["answer"]).value)]
    return []


def _group(labels: Labels) -> list[dict]:
    group = labels.told["group"]
    if group is None:
        return []
    words = {"group": labels.group, "question": labels.asked(group["dimension"])}
    return [_row(_("Group"), _("Those who said “%(group)s” on “%(question)s”.", **words))]


def _asked_of(labels: Labels) -> list[dict]:
    told = labels.told
    from_age = labels.item.from_age
    rows = [_row(_("Asked from age"), format_decimal(from_age))] if from_age else []
    if not told["route"]:
        return rows
    listed = _("; ").join(
        _("%(answers)s on “%(question)s”", answers=labels.answers_of(name, answers), question=labels.asked(name))
        for name, answers in told["route"]
    )
    return [*rows, _row(_("Asked of"), listed)]


def _compared(labels: Labels) -> list[dict]:
    other = labels.told["against"]
    if other is None or other["state"] != "shown":
        return []
    read = phrases.published if other["kind"] == "benchmark" else phrases.percent
    words = {"name": labels.against, "value": read(other["value"])}
    if other["base"] is None:
        return [_row(_("Set against"), _("%(name)s: %(value)s; its base is not published.", **words))]
    words["base"] = phrases.people(other["base"])
    return [_row(_("Set against"), _("%(name)s: %(value)s of %(base)s people.", **words))]


def _test(labels: Labels) -> list[dict]:
    test = labels.told["test"]
    if test is None:
        return []
    name = {
        "groups": _("t test of two groups of one sample, their covariance in it"),
        "waves": _("t test of two waves, each with its own error"),
        "published": _("t test against a published figure, its own error in it"),
    }[test["name"]]
    basis = _("modelled, as the sample is a quota sample") if test["basis"] == "modelled" else _("design-based")
    if test["t"] is None or test["p"] is None:
        return [_row(_("Test"), _("%(name)s (%(basis)s).", name=name, basis=basis))]
    words = {"name": name, "basis": basis, "t": format_decimal(test["t"], "0.00"), "p": _p(test["p"])}
    if test["df"] is None:
        return [_row(_("Test"), _("%(name)s (%(basis)s): t = %(t)s, p %(p)s.", **words))]
    words["df"] = format_decimal(test["df"], "0")
    told = _("%(name)s (%(basis)s): t = %(t)s on %(df)s degrees of freedom, p %(p)s.", **words)
    return [_row(_("Test"), told)]


def _p(p: float) -> str:
    return f"< {format_decimal(0.001)}" if p < 0.001 else f"= {format_decimal(p, '0.000')}"
