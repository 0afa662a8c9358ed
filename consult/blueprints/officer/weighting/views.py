"""Shapes what the services know of weightings into what the pages show."""

from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.blueprints.officer import views as shared
from consult.services.phrases_method import margin_title

# As the statistics library joins the names of categories that are counted as one.
BETWEEN = " / "
SHARES = ("before", "after", "target")


def titled(key: str | None, title: str | None, dimensions) -> str:
    """A margin's name at the start of a line."""
    words = margin_title(key, title) or " × ".join(dimensions)
    return words[:1].upper() + words[1:]


def margin(one) -> dict:
    """A margin to choose, with its source and its caution; one side of a table has those of the table."""
    side = ":" in one.key
    hint = "" if side else f"{one.source}. {one.caution or ''}".strip()
    return {"key": one.key, "title": titled(one.key, one.title, one.dimensions), "hint": hint, "side": side}


def dimension(wave, one, ticked: list[str]) -> dict:
    """A dimension whose groups can be counted together: a box for each pair of neighbours, or for each group."""
    words, places = shared.choice_words(wave, one.dimension), list(one.categories)
    boxes = []
    for place, (value, people) in enumerate(places):
        label = words.get(value, value)
        if one.ordered:
            if place + 1 == len(places):
                continue
            after, more = places[place + 1]
            text = _("%(one)s with %(other)s", one=label, other=words.get(after, after))
            hint = _("%(one)s people and %(other)s", one=format_decimal(people), other=format_decimal(more))
        else:
            text, hint = label, _("%(people)s people", people=format_decimal(people))
        key = f"{one.dimension}:{value}"
        boxes.append({"value": key, "text": text, "hint": {"text": hint}, "checked": key in ticked})
    return {
        "name": one.dimension, "title": dimension_name(one.dimension), "ordered": one.ordered, "boxes": boxes,
        "ticked": sum(box["checked"] for box in boxes),
    }  # fmt: skip


def dimension_name(name: str) -> str:
    """A dimension in words, at the start of a line."""
    known = {
        "sex": _("Sex"), "age_band": _("Age"), "age": _("Age"), "ethnic_group": _("Ethnic group"),
        "tenure": _("Tenure"), "neighbourhood": _("Neighbourhood"), "ward": _("Ward"),
    }  # fmt: skip
    return known.get(name, name)


def row(one) -> dict:
    """A weighting in the list of all."""
    margins = [titled(margin["key"], margin["title"], margin["dimensions"]) for margin in one.scheme["margins"]]
    return {**shared.run_row(one), "margins": margins}


def run(wave, one) -> dict:
    """A weighting that is kept, whole."""
    return {**shared.run_row(one), **reckoned(wave, one)}


def reckoned(wave, one) -> dict:
    """A weighting whole, whether or not it is kept."""
    figures, scheme = one.diagnostics, one.scheme
    return {
        **figures,
        "base_weight": scheme["base_weight"],
        "missing": missing_policies()[scheme["missing"]],
        "bounds": scheme["bounds"],
        "merged": [
            {"dimension": dimension_name(name), "groups": [together(wave, name, group, _(" and ")) for group in groups]}
            for name, groups in scheme.get("merged", {}).items()
        ],
        "inputs": one.inputs_sha256[:12],
        "code": one.code_version,
        "not_telling": [
            {"people": told["people"], "item": told["item"], "answer": label(wave, told["item"], told["answer"])}
            for told in figures["not_telling"]
        ],
        "margins": [
            _margin_of_run(wave, told, asked["key"])
            for told, asked in zip(figures["margins"], scheme["margins"], strict=True)
        ],
    }


def missing_policies() -> dict[str, str]:
    """What is done with people who do not say, in words."""
    return {
        "spread": _("Keep them, as a group of their own with the share they have"),
        "leave_out": _("Leave them out and count them"),
        "refuse": _("Refuse to weigh"),
    }


def label(wave, name: str, category: str) -> str:
    """A category in words; one that stands for several names them all."""
    return together(wave, name, category.split(BETWEEN))


def together(wave, name: str, categories: list[str], between: str | None = None) -> str:
    """Several categories that are counted as one, in words."""
    words = shared.choice_words(wave, name)
    return (between or _(" or ")).join(words.get(value, value) for value in categories)


def _margin_of_run(wave, one: dict, key: str | None) -> dict:
    names = one["dimensions"]
    whole = {name: sum(row[name] for row in one["rows"]) for name in SHARES}
    rows = []
    for row in one["rows"]:
        parts = row["category"].split(", ") if len(names) > 1 else [row["category"]]
        words = ", ".join(label(wave, name, part) for name, part in zip(names, parts, strict=False))
        rows.append({"label": _("Did not say") if row["category"] == "(missing)" else words, "people": row["base"],
                     **{name: row[name] / whole[name] for name in whole}})
    top = max(max(row[name] for name in whole) for row in rows)
    return {"title": titled(key, one["title"], names), "caution": one.get("caution"), "rows": rows, "top": top}
