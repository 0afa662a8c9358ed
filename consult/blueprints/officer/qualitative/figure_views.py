"""Shapes weighted themes and the agreement of coders into what the pages show."""

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from consult.blueprints.officer.qualitative import words
from consult.services.qualitative import frames, sources
from consult.services.reading.numbers import lines, tenth, whole


def missing(reason: str) -> str:
    """Why there are no figures, and what to do."""
    return {
        "no_themes": _("This question has no themes yet. Make a code frame first."),
        "not_weighted": _("The wave has no weights yet. Weigh it, and the themes are weighted with it."),
        "stale": _("Answers have come in or were withdrawn since the wave was weighed. Weigh it again first."),
        "none_coded": _("No text is coded yet."),
    }[reason]


def figures(wave, item: str, finding: dict) -> dict:
    """The themes as a picture and a table, or why they are withheld."""
    names = {str(theme.id): theme for theme in frames.themes_of(wave.survey, item)}
    heard, sessions = sources.heard(wave.survey, item)
    rows = [{**part, "name": names[part["id"]].name, "heard": heard.get(int(part["id"]), 0)}
            for part in finding["parts"]]  # fmt: skip
    shown = [row for row in rows if row["state"] == "shown"]
    return {
        "withheld": finding["state"] != "shown", "least": finding["least_base"], "sessions": sessions,
        "base": finding["base"], "effective": finding["effective_base"], "design": _design(finding["design"]),
        "limits": any(row["lower"] is not None for row in shown), "bars": _bars(shown), "desc": _desc(shown),
        "rows": [_row(row) for row in rows], "rtl": get_locale().text_direction == "rtl",
    }  # fmt: skip


def _design(kind: str) -> str:
    return {
        "probability": _("From a random sample: the limits hold 95 times in 100."),
        "quota": _("From a quota sample: the limits are modelled, as if people had been drawn at random."),
        "open": _("From an open survey, which anybody may answer: no margin of error can be given."),
    }[kind]


def _bars(shown: list[dict]) -> list[dict]:
    said = [row for row in shown if row["value"]]
    longest = max((row["upper"] or row["value"] for row in said), default=0) or 1
    return [
        {"lines": lines(row["name"]), "lang": None, "value": row["value"] / longest, "text": whole(row["value"]),
         "lower": row["lower"] / longest if row["lower"] is not None else None,
         "upper": row["upper"] / longest if row["upper"] is not None else None}
        for row in said
    ]  # fmt: skip


def _desc(shown: list[dict]) -> str:
    return _("; ").join(f"{row['name']} {whole(row['value'])}" for row in shown)


def _row(row: dict) -> dict:
    told = row["state"] == "shown"
    return {
        "name": row["name"], "value": tenth(row["value"]) if told else _("withheld"),
        "lower": tenth(row["lower"]) if told else "", "upper": tenth(row["upper"]) if told else "",
        "base": format_decimal(row["base"]) if told else "", "heard": row["heard"],
    }  # fmt: skip


def agreement(compared) -> dict:
    """Two coders compared, a row a theme."""
    return {
        "texts": compared.texts, "coders": compared.coders, "same": compared.same, "pooled": _number(compared.pooled),
        "pooled_words": words.kappa_words(compared.pooled, compared.texts),
        "rows": [_agreed(theme, one) for theme, one in compared.themes],
    }  # fmt: skip


def _agreed(theme, one) -> dict:
    why = {
        "no_texts": _("no text coded twice since it was added"),
        "one_answer": _("both gave every text the same answer"),
        "full_agreement": _("no interval: they agree on every text"),
    }.get(one.missing, "")
    interval = _("%(lower)s to %(upper)s", lower=_number(one.lower), upper=_number(one.upper)) if not why else ""
    return {
        "name": theme.name, "texts": one.texts, "observed": one.observed, "kappa": _number(one.kappa),
        "words": words.kappa_words(one.kappa, one.texts), "interval": interval or why,
    }  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else format_decimal(value, "0.00").replace("-", "−")
