"""Shapes a section's document into what its page and its preview show, in the language of the page."""

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from consult.web import blocks
from consult.web.locale import long_date
from consult.web.shares import lines, tenth, whole


def section_page(document: dict, edition=None) -> dict:
    """The section as the page shows it; without an edition, as an officer previews it."""
    lang = _lang() if _lang() in document["words"] else document["languages"][0]
    groups = blocks.groups(document, lang, told) if document["format"] > 1 else _audiences(document, lang)
    return {
        "words": document["words"][lang],
        "area": document["partnership"]["name"],
        "section": document["section"],
        "waves": list(document["waves"].values()),
        "groups": groups,
        "contents": blocks.contents(groups),
        "corrects": _corrects(document, lang),
        "approved": document.get("approved"),
        "simulated": document["simulated"],
        "number": document["number"],
        "published_on": long_date(edition.published_at) if edition else None,
        "sha256": edition.sha256 if edition else None,
        "inputs_sha256": document["inputs_sha256"],
        "code_version": document["code_version"],
        "languages": document["languages"],
    }


def _audiences(document: dict, lang: str) -> list[dict]:
    """The findings of a document of format 1, those of each audience together."""
    findings = [{"type": "finding", **told(finding, lang)} for finding in document["findings"]]
    return [
        {"id": audience, "title": document["words"][lang]["groups"][audience],
         "findings": [one for one in findings if one["audience"] == audience]}
        for audience in document["waves"]
    ]  # fmt: skip


def _corrects(document: dict, lang: str) -> dict | None:
    """Which edition a document corrects, and what was wrong: in the reader's language, else in the first written."""
    told = document.get("corrects")
    if not told:
        return None
    return {"number": told["number"], **correction(told["words"], lang)}


def correction(words: dict, lang: str | None = None) -> dict:
    """{"words", "lang"}: what was wrong with an edition; `lang` is None where it is the page's."""
    written = lang or _lang()
    if written not in words:
        written = next(iter(words))
    return {"words": words[written], "lang": None if written == _lang() else written}


def _lang() -> str:
    return str(get_locale())


def told(finding: dict, lang: str) -> dict:
    """One finding with its words of a language and its pictures: "dots", "stack", "bars", "table", "withheld"."""
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
    """Ranked bars, the longest drawn to the full length; what nobody said stands in the table only."""
    shown = [row for row in rows if row["value"]]
    longest = max((row["upper"] or row["value"] for row in shown), default=0) or 1
    return [
        {"lines": lines(row["text"]), "lang": row["lang"], "value": row["value"] / longest, "text": whole(row["value"]),
         "lower": row["lower"] / longest if row["lower"] is not None else None,
         "upper": row["upper"] / longest if row["upper"] is not None else None}
        for row in shown
    ]  # fmt: skip


def _margin(margin: dict, words: dict) -> dict:
    rows, shares = [], [row["sample"] or 0 for row in margin["rows"]] + [row["target"] for row in margin["rows"]]
    longest = max(shares) or 1
    for row, label in zip(margin["rows"], words["rows"], strict=True):
        shown = row["state"] == "shown"
        rows.append(
            {"label": label, "lines": lines(label), "sample": row["sample"] / longest if shown else None,
             "target": row["target"] / longest, "text": whole(row["sample"]) if shown else _("withheld"),
             "beside": f"| {whole(row['target'])}",
             "sample_text": tenth(row["sample"]) if shown else _("withheld"), "target_text": tenth(row["target"])}
        )  # fmt: skip
    told = [f"{row['label']} {row['sample_text']}, {words['mark']} {row['target_text']}" for row in rows]
    return {
        "key": margin["key"],
        "title": words["title"],
        "desc": _("; ").join(told),
        "mark": words["mark"],
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
