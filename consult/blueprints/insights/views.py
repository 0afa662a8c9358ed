"""Shapes what the templates show, from a frozen edition and the language of the page."""

import csv
import io
import textwrap

from flask_babel import format_date, format_decimal, format_percent, get_locale
from flask_babel import gettext as _

from consult.services import editions, field, publish

# Letters that fit on a line of a picture on a phone of 360 pixels.
LABEL_WIDTH = 38


def partnership_card(partnership) -> dict:
    """A partnership, the surveys that may be answered today, and its newest edition."""
    surveys = []
    for survey in partnership.surveys:
        wave = field.open_wave(survey)
        if wave is not None and wave.takes_answers:
            title = field.questionnaire(wave.version).title
            lang = _lang() if _lang() in title else next(iter(title))
            young = survey.audience == "young"
            surveys.append({"slug": survey.slug, "title": title[lang], "lang": _other(lang), "young": young})
    newest = editions.latest(partnership)
    return {
        "slug": partnership.slug,
        "name": partnership.name,
        "title": partnership.title,
        "colour": partnership.colour,
        "surveys": surveys,
        "newest": edition_row(newest) if newest else None,
    }


def edition_row(edition) -> dict:
    """One edition in a list."""
    return {
        "number": edition.number,
        "published_on": day(edition),
        "simulated": edition.simulated,
        "waves": [wave["title"] for wave in edition.document["waves"].values()],
        "sha256": edition.sha256,
    }


def day(edition) -> str:
    """The day that an edition was published."""
    return format_date(edition.published_at, "d MMMM y")


def section_page(document: dict, edition=None) -> dict:
    """The section as the page shows it; without an edition, as an officer previews it."""
    lang = _lang() if _lang() in document["words"] else document["languages"][0]
    findings = [_finding(finding, lang) for finding in document["findings"]]
    return {
        "words": document["words"][lang],
        "area": document["partnership"]["name"],
        "waves": list(document["waves"].values()),
        "groups": [
            {"id": audience, "findings": [one for one in findings if one["audience"] == audience]}
            for audience in document["waves"]
        ],
        "simulated": document["simulated"],
        "number": document["number"],
        "published_on": day(edition) if edition else None,
        "sha256": edition.sha256 if edition else None,
        "inputs_sha256": document["inputs_sha256"],
        "code_version": document["code_version"],
        "languages": document["languages"],
    }


def _lang() -> str:
    return str(get_locale())


def _other(lang: str | None) -> str | None:
    """`lang` where it has to be said: where it is not the page's."""
    return None if lang == _lang() else lang


def _finding(finding: dict, lang: str) -> dict:
    words = finding["words"][lang]
    if finding["kind"] == "profile":
        margins = [_margin(*pair) for pair in zip(finding["margins"], words["margins"], strict=True)]
        return {**finding, "words": words, "state": "shown", "margins": margins}
    body = {**finding, "words": words, "dots": [], "stack": [], "bars": [], "table": None}
    if finding["state"] != "shown":
        return body
    rows = [{**part, **words["labels"][part["id"]]} for part in finding["parts"]]
    body["dots"] = _dots(finding, words)
    body["dots_desc"] = _("; ").join(f"{row['label']} {row['text']}" for row in body["dots"])
    if finding["kind"] == "share":
        body["stack"] = _stack(rows, finding["better"])
    else:
        body["bars"] = _bars([row for row in rows if not row["apart"]])
    body["table"] = _table(finding, words, rows)
    body["withheld"] = [row for row in rows if row["state"] != "shown"]
    return body


def _dots(finding: dict, words: dict) -> list[dict]:
    """Ours and the comparable published figures on one line of 0 to 100; nothing where there is only ours."""
    if finding["value"] is None:
        return []
    ours = {"label": words["area"], "ours": True, "value": finding["value"], "text": whole(finding["value"])}
    ours |= {"lower": finding["lower"], "upper": finding["upper"]}
    theirs = [
        {"label": said["label"], "ours": False, "value": one["value"], "text": whole(one["value"]), "lower": None,
         "upper": None}
        for one, said in zip(finding["beside"], words["beside"], strict=True)
        if one["verdict"] != "not comparable" and one["choice"] is None
    ]  # fmt: skip
    return [ours, *theirs] if theirs or finding["lower"] is not None else []


def _stack(rows: list[dict], better: str | None) -> list[dict]:
    """The answers side by side, from the best to the worst tone; those withheld as one part at the end."""
    scale = [row for row in rows if not row["apart"]]
    tones = {row["id"]: _tone(place, len(scale), better) for place, row in enumerate(scale)}
    parts, start = [], 0.0
    for row in rows:
        if row["state"] != "shown" or not row["value"]:
            continue
        parts.append(
            {"label": row["text"], "lang": row["lang"], "start": start, "value": row["value"],
             "text": whole(row["value"]), "tone": tones.get(row["id"], "apart")}
        )  # fmt: skip
        start += row["value"]
    if any(row["state"] != "shown" for row in rows) and start < 0.999:
        parts.append(
            {"label": _("Withheld"), "lang": None, "start": start, "value": 1 - start, "text": "", "tone": "withheld"}
        )
    return parts


def _tone(place: int, size: int, better: str | None) -> str:
    """One of four tones, best to worst; a scale whose first answer is the worst is turned round."""
    if better == "down":
        place = size - 1 - place
    return str(1 + round(place * 3 / max(size - 1, 1)))


def _bars(rows: list[dict]) -> list[dict]:
    """Ranked bars, the longest drawn to the full length."""
    shown = [row for row in rows if row["state"] == "shown"]
    longest = max((row["upper"] or row["value"] for row in shown), default=0) or 1
    return [
        {"lines": lines(row["text"]), "lang": row["lang"], "value": row["value"] / longest, "text": whole(row["value"]),
         "lower": row["lower"] / longest if row["lower"] is not None else None,
         "upper": row["upper"] / longest if row["upper"] is not None else None}
        for row in shown
    ]  # fmt: skip


def lines(label: str) -> list[str]:
    """A label in as many lines as a phone needs."""
    return textwrap.wrap(label, LABEL_WIDTH, break_long_words=False) or [label]


def _margin(margin: dict, words: dict) -> dict:
    rows, shares = [], [row["sample"] or 0 for row in margin["rows"]] + [row["target"] for row in margin["rows"]]
    longest = max(shares) or 1
    for row, label in zip(margin["rows"], words["rows"], strict=True):
        shown = row["state"] == "shown"
        rows.append(
            {"label": label, "lines": lines(label), "shown": shown, "heard": row["heard"],
             "sample": row["sample"] / longest if shown else None, "target": row["target"] / longest,
             "sample_text": tenth(row["sample"]) if shown else _("withheld"), "target_text": tenth(row["target"]),
             "text": f"{whole(row['sample']) if shown else _('withheld')}"}
        )  # fmt: skip
    told = [_("%(group)s: %(sample)s answered, Census %(target)s", group=row["label"], sample=row["sample_text"],
              target=row["target_text"]) for row in rows]  # fmt: skip
    return {
        "key": margin["key"],
        "title": words["title"],
        "desc": _("; ").join(told),
        "source": words["source"],
        "base": format_decimal(margin["base"]) if margin["base"] is not None else None,
        "unanswered": format_decimal(margin["unanswered"]) if margin["unanswered"] is not None else None,
        "rows": rows,
    }


def _table(finding: dict, words: dict, rows: list[dict]) -> dict:
    """Every figure of a finding to one decimal."""
    limits = any(row["lower"] is not None for row in rows) or finding["lower"] is not None
    told = []
    if finding["value"] is not None:
        told.append(_line(words["heading"], None, finding, limits, strong=True))
    told += [_line(row["text"], row["lang"], row, limits) for row in rows]
    return {"caption": words["chart"]["title"], "limits": limits, "rows": told}


def _line(label: str, lang: str | None, figure: dict, limits: bool, strong: bool = False) -> dict:
    shown = figure["state"] == "shown"
    return {
        "label": label,
        "lang": lang,
        "strong": strong,
        "value": tenth(figure["value"]) if shown else _("withheld"),
        "lower": tenth(figure["lower"]) if shown and limits else "",
        "upper": tenth(figure["upper"]) if shown and limits else "",
        "base": format_decimal(figure["base"]) if shown else "",
    }


def whole(share: float | None) -> str:
    """A share as a whole percentage for a label in a picture."""
    if share is None:
        return ""
    if 0 < share < 0.005:
        return "<" + format_percent(0.01)
    return format_percent(int(share * 100 + 0.5) / 100)


def tenth(share: float | None) -> str:
    """A share as a percentage with one decimal, for tables."""
    return "" if share is None else format_percent(share, "#,##0.0%")


def as_json(edition) -> str:
    """The frozen document itself: its SHA-256 is that of the edition."""
    return publish.canonical(edition.document)


COLUMNS = (
    "partnership", "edition", "published_on", "simulated", "audience", "wave", "design", "first_day", "last_day",
    "finding", "row", "id", "label", "percent", "lower", "upper", "base", "effective_base", "state", "comparison",
)  # fmt: skip


def as_csv(edition) -> str:
    """Every figure of the frozen document, a row each, labels in its first language; a byte order mark for Excel."""
    document = edition.document
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for finding in document["findings"]:
        wave = document["waves"][finding["audience"]]
        about = {
            "partnership": document["partnership"]["name"], "edition": document["number"],
            "published_on": document["published_on"], "simulated": "yes" if document["simulated"] else "no",
            "audience": finding["audience"], "wave": wave["title"], "design": wave["design"],
            "first_day": wave["opens_on"], "last_day": wave["closes_on"], "finding": finding["id"],
        }  # fmt: skip
        words = finding["words"][document["languages"][0]]
        for row in _csv_rows(finding, words):
            writer.writerow({key: _plain(value) for key, value in {**about, **row}.items()})
    return "\ufeff" + out.getvalue()


def _csv_rows(finding: dict, words: dict):
    if finding["kind"] == "profile":
        yield from _csv_margins(finding, words)
        return
    yield {"row": "finding", "id": finding["id"], "label": words["heading"], **_csv_figures(finding),
           "effective_base": finding["effective_base"]}  # fmt: skip
    if finding["led"]:
        led = {**finding["led"], "lower": None, "upper": None, "state": "shown"}
        yield {"row": "asked", "id": finding["id"], "label": "Led to the question", **_csv_figures(led)}
    for part in finding["parts"]:
        label = words["labels"][part["id"]]["text"]
        yield {"row": "answer", "id": part["id"], "label": label, **_csv_figures(part)}
    for one, said in zip(finding["beside"], words["beside"], strict=True):
        figure = {**one, "lower": None, "upper": None, "state": "shown"}
        yield {"row": "published", "id": one["id"], "label": said["label"], **_csv_figures(figure),
               "comparison": one["verdict"]}  # fmt: skip
        if one["difference"]:
            points = {**one["difference"], "base": None, "state": "shown"}
            yield {"row": "difference in percentage points", "id": one["id"], "label": said["label"],
                   **_csv_figures(points), "comparison": one["difference"]["verdict"]}  # fmt: skip


def _csv_margins(finding: dict, words: dict):
    for margin, said in zip(finding["margins"], words["margins"], strict=True):
        for row, label in zip(margin["rows"], said["rows"], strict=True):
            key = f"{margin['key']}: {', '.join(row['categories'])}"
            told = {"percent": _hundred(row["sample"]), "base": margin["base"], "state": row["state"]}
            yield {"row": "answered", "id": key, "label": label, **told}
            yield {"row": "population", "id": key, "label": label, "percent": _hundred(row["target"]), "state": "shown"}


def _csv_figures(figure: dict) -> dict:
    return {
        "percent": _hundred(figure["value"]), "lower": _hundred(figure["lower"]), "upper": _hundred(figure["upper"]),
        "base": figure["base"], "state": figure["state"],
    }  # fmt: skip


def _hundred(share: float | None):
    return None if share is None else round(share * 100, 1)


def _plain(value):
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
