"""Shapes a comparison of weightings into what its page shows."""

from math import log

from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _

from consult.blueprints.officer import views as shared
from consult.blueprints.officer.weighting.views import label, titled
from consult.questionnaire import text
from consult.services import field
from consult.services.phrases_method import design_sentence
from consult.services.schemes_compared import Compared

# Marks on the picture of weights, which is drawn on a scale of ratios: 0.5 is as far from 1 as 2 is.
TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10)


def page(wave, found: Compared) -> dict:
    """Everything that the page of a comparison shows."""
    columns = [_column(column, wave.chosen_run_id) for column in found.columns]
    items = [_item(wave, name, found) for name in found.items]
    margins = [_margin(wave, one) for one in found.margins]
    return {
        "columns": columns, "items": items, "margins": margins, "spreads": _spreads(found),
        "design": design_sentence(wave.design), "told": _told(found, items, margins),
        "stale": [column["id"] for column in columns if not column["current"]],
    }  # fmt: skip


def _column(column, chosen: int | None) -> dict:
    return {
        **column.run.diagnostics, **shared.run_row(column.run), "current": column.current,
        "named": column.run.id == chosen, "bounds": column.run.scheme["bounds"],
        "merged": bool(column.run.scheme.get("merged")),
    }  # fmt: skip


def _item(wave, name: str, found: Compared) -> dict:
    """A main figure under each weighting; None for one that fits the answers no more."""
    questionnaire = field.questionnaire(wave.version)
    item, lang = questionnaire.items[name], str(get_locale())
    return {
        "question": text(item.text, lang, questionnaire.master),
        "counted": _(", ").join(item.label(value, lang).value for value in item.net),
        "figures": [_figure(column.figures.get(name)) for column in found.columns],
    }


def _figure(figure) -> dict | None:
    if figure is None:
        return None
    between = None
    if figure.lower is not None:
        between = _("between %(lower)s and %(upper)s", lower=format_percent(figure.lower, "0.0%"),
                    upper=format_percent(figure.upper, "0.0%"))  # fmt: skip
    return {"value": figure.value, "between": between, "base": figure.base, "design_effect": figure.design_effect}


def _margin(wave, one) -> dict:
    rows = [
        {
            "label": ", ".join(label(wave, name, value) for name, value in
                               zip(one.dimensions, row.categories, strict=True)),
            "people": row.people, "population": row.population, "before": row.before, "after": row.after,
        }
        for row in one.rows
    ]  # fmt: skip
    return {"title": titled(one.key, one.title, one.dimensions), "caution": one.caution, "used": one.used, "rows": rows}


def _spreads(found: Compared) -> dict:
    """The spread of each weighting's weights with places 0..1 along a common scale."""
    low = min([column.spread[0] for column in found.columns] + [0.5])
    high = max([column.spread[-1] for column in found.columns] + [2.0])

    def place(weight: float) -> float:
        return log(weight / low) / log(high / low)

    return {
        "rows": [
            {"id": column.run.id, "values": column.spread, "places": [place(weight) for weight in column.spread]}
            for column in found.columns
        ],
        "ticks": [{"text": format_decimal(tick), "place": place(tick)} for tick in TICKS if low <= tick <= high],
    }


def _told(found: Compared, items: list[dict], margins: list[dict]) -> list[str]:
    """What differs, in a sentence each."""
    return [*_cost_told(found), *_figures_told(found, items), *_furthest_told(found, margins)]


def _cost_told(found: Compared) -> list[str]:
    bases = {column.run.id: column.run.diagnostics["effective_base"] for column in found.columns}
    most, least = max(bases, key=bases.get), min(bases, key=bases.get)
    if round(bases[most]) == round(bases[least]):
        return [_("All of them have an effective base of %(base)s people.", base=format_decimal(round(bases[most])))]
    return [_("Weighting %(most)s keeps the largest effective base, %(more)s people; weighting %(least)s the smallest, "
              "%(fewer)s.", most=most, more=format_decimal(round(bases[most])), least=least,
              fewer=format_decimal(round(bases[least])))]  # fmt: skip


def _figures_told(found: Compared, items: list[dict]) -> list[str]:
    """Where the main figures differ most, in percentage points. Nothing is tested: both are of the same people."""
    known = []
    for item in items:
        values = [(figure["value"], column.run.id) for figure, column in
                  zip(item["figures"], found.columns, strict=True) if figure is not None]  # fmt: skip
        if len(values) > 1:
            (low, below), (high, above) = min(values), max(values)
            known.append((high - low, item, low, below, high, above))
    if not known:
        return []
    apart, item, low, below, high, above = max(known, key=lambda one: one[0])
    if round(100 * apart, 1) == 0:
        return [_("The main figures are the same to a tenth of a percentage point, whichever is used.")]
    return [_("The main figures differ most for “%(question)s”: %(low)s by weighting %(below)s and %(high)s by "
              "weighting %(above)s, %(points)s percentage points apart.", question=item["question"].value,
              low=format_percent(low, "0.0%"), below=below, high=format_percent(high, "0.0%"), above=above,
              points=format_decimal(round(100 * apart, 1)))]  # fmt: skip


def _furthest_told(found: Compared, margins: list[dict]) -> list[str]:
    """For each weighting that misses a margin of another, where it misses most."""
    sentences = []
    for place, column in enumerate(found.columns):
        off = [(abs(row["after"][place] - row["population"]), margin["title"], row)
               for margin in margins for row in margin["rows"] if row["after"][place] is not None]  # fmt: skip
        most = max(off, key=lambda one: one[0], default=None)
        if most is not None and round(100 * most[0], 1) > 0:
            sentences.append(
                _("Weighting %(id)s is furthest from the population in “%(margin)s”: “%(group)s” is %(after)s of it "
                  "and %(population)s of the population.", id=column.run.id, margin=most[1], group=most[2]["label"],
                  after=format_percent(most[2]["after"][place], "0.0%"),
                  population=format_percent(most[2]["population"], "0.0%")))  # fmt: skip
    return sentences
