"""How a questionnaire asked what is measured, and a published figure as it is set beside that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.questionnaire import Questionnaire

if TYPE_CHECKING:
    from analysis.measures import Asked
    from analysis.sections import Beside

# An answer of no concern is not a concern: it stays in the base and out of the ranking.
NO_CONCERN = ("nothing",)


def asked_as(questionnaire: Questionnaire, name: str, row: str | None = None) -> Asked | None:
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


def _route(questionnaire: Questionnaire, rules: list) -> tuple:
    """The answers that led to an item, where one rule of answers to questions of one answer each decides."""
    from analysis.measures import ONE_ANSWER, MeasureError, route

    try:
        led = route(rules[0]) if len(rules) == 1 else ()
    except MeasureError:
        return ()
    return led if all(questionnaire.items[name].type in ONE_ANSWER for name, _answers in led) else ()


def compared(record: dict, asked: Asked) -> Beside:
    """A record of `library.beside` as the analysis takes it."""
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
