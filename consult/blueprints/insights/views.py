"""Shapes what the public pages list, and the files of an edition."""

import csv
import io

from flask_babel import get_locale

from consult.services import digest, editions, field, said_did
from consult.services.sections.templates import TEMPLATES
from consult.web.locale import long_date
from consult.web.sections import correction


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
    newest = editions.newest(partnership)
    return {
        "slug": partnership.slug,
        "name": partnership.name,
        "title": partnership.title,
        "colour": partnership.colour,
        "surveys": surveys,
        "sections": [
            {"slug": template.slug, "title": template.title, **edition_row(newest[template.slug])}
            for template in TEMPLATES if template.slug in newest
        ],
    }  # fmt: skip


def edition_row(edition) -> dict:
    """One edition in a list."""
    return {
        "number": edition.number,
        "published_on": day(edition),
        "simulated": edition.simulated,
        "waves": [wave["title"] for wave in edition.document["waves"].values()],
        "sha256": edition.sha256,
        "corrects": edition.corrects,
    }


def with_corrections(rows: list[dict]) -> list[dict]:
    """Rows of editions, each with the number of the newest one that corrects it."""
    return [
        {**row, "corrected": max((one["number"] for one in rows if one["corrects"] == row["number"]), default=None)}
        for row in rows
    ]


def corrected(edition) -> dict | None:
    """What a later edition says was wrong with this one: {number, words, lang}; None where none corrects it."""
    later = editions.correction_of(edition)
    return {"number": later.number, **correction(later.document["corrects"]["words"])} if later else None


def answered(action) -> dict:
    """A published answer, in the reader's language where it has it, with what it is about."""
    told = said_did.read(action, _lang())
    about = []
    for one in action.published["about"]:
        if one["kind"] == said_did.EDITION:
            section, number, block = one["reference"].rsplit("/", 2)
            if section == editions.COMMUNITIES:
                about.append({"number": int(number), "block": block})
    return {
        **told, "id": action.id, "state_id": action.published["state"], "about": about,
        "said": {"text": told["said"].value, "lang": _other(told["said"].lang)},
        "did": {"text": told["did"].value, "lang": _other(told["did"].lang)},
    }  # fmt: skip


def day(edition) -> str:
    """The day that an edition was published."""
    return long_date(edition.published_at)


def _lang() -> str:
    return str(get_locale())


def _other(lang: str | None) -> str | None:
    """`lang` where it has to be said: where it is not the page's."""
    return None if lang == _lang() else lang


def as_json(edition) -> str:
    """The frozen document itself: its SHA-256 is that of the edition."""
    return digest.canonical(edition.document)


COLUMNS = (
    "partnership", "edition", "published_on", "simulated", "audience", "wave", "design", "first_day", "last_day",
    "finding", "row", "id", "label", "percent", "lower", "upper", "base", "effective_base", "state", "comparison",
    "words",
)  # fmt: skip


def as_csv(edition) -> str:
    """Every figure of the frozen document, a row each, labels in its first language; a byte order mark for Excel."""
    document = edition.document
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for finding in document["blocks"] if document["format"] > 1 else document["findings"]:
        about = {
            "partnership": document["partnership"]["name"], "edition": document["number"],
            "published_on": document["published_on"], "simulated": "yes" if document["simulated"] else "no",
            "finding": finding["id"], **_csv_wave(document, finding),
        }  # fmt: skip
        words = finding["words"][document["languages"][0]]
        for row in _csv_rows(finding, words):
            writer.writerow({key: _plain(value) for key, value in {**about, **row}.items()})
    return "\ufeff" + out.getvalue()


def _csv_wave(document: dict, finding: dict) -> dict:
    """The wave that a finding is of; nothing where it is of none."""
    wave = document["waves"].get(finding.get("wave", finding["audience"]))
    if wave is None:
        return {}
    return {"audience": wave["audience"], "wave": wave["title"], "design": wave["design"],
            "first_day": wave["opens_on"], "last_day": wave["closes_on"]}  # fmt: skip


def _csv_rows(finding: dict, words: dict):
    if finding.get("type", "finding") not in ("finding", "profile"):
        yield from _csv_block(finding, words)
        return
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
    if finding.get("before"):
        before = finding["before"]
        verdict = "not comparable" if before["effect"] == "breaks" else "compare with caution"
        yield {"row": "wave before", "id": before["slug"], "label": before["title"], "comparison": verdict}
    for one, said in zip(finding["beside"], words["beside"], strict=True):
        figure = {**one, "lower": None, "upper": None, "state": "shown"}
        yield {"row": "published", "id": one["id"], "label": said["label"], **_csv_figures(figure),
               "comparison": one["verdict"]}  # fmt: skip
        if one["difference"]:
            points = {**one["difference"], "base": None, "state": "shown"}
            yield {"row": "difference in percentage points", "id": one["id"], "label": said["label"],
                   **_csv_figures(points), "comparison": one["difference"]["verdict"]}  # fmt: skip


def _csv_block(block: dict, words: dict):
    """The sentences of a block, its quotes, and each cell of its tables."""
    for place, sentence in enumerate([words["heading"], *words["sentences"]]):
        yield {"row": "words", "id": place or "heading", "words": sentence}
    for quote in block.get("quotes", ()):
        yield {"row": "quote", "id": quote["id"], "words": quote["words"]}
    for table in block["tables"]:
        for row in table["rows"]:
            for column in table["columns"]:
                name = words["tables"][table["id"]]["columns"][column["id"]]
                told = _csv_cell(row["cells"].get(column["id"]), column["kind"], words)
                yield {"row": "table", "id": f"{row['id']}.{column['id']}", "label": name, **told}


def _csv_cell(value, kind: str, words: dict) -> dict:
    if kind in ("label", "text"):
        label = words["labels"].get(value)
        return {"words": label["text"] if label else value}
    figure = value if isinstance(value, dict) else {"value": value}
    if kind == "count":
        return {"base": figure["value"]}
    shares = {"percent": figure["value"], "lower": figure.get("lower"), "upper": figure.get("upper")}
    return {"state": figure.get("state"), **{name: _hundred(share) for name, share in shares.items()}}


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
