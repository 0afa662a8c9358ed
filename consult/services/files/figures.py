"""Every figure of a frozen document as rows, the same in CSV and in a workbook.

Percentages have one decimal, rounded as the page's tables round them; what is withheld has no figure at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from consult.services.reading import blocks
from consult.services.reading.numbers import rounded

# Column -> what is in it: the heading of the file, and the description of its metadata.
COLUMNS = {
    "partnership": "The partnership that publishes the figure.",
    "edition": "The number of the edition.",
    "published_on": "The day that the edition was published.",
    "simulated": "yes: at least one answer in the edition was made up by a computer, to show how the site works.",
    "audience": "Who was asked: adults (16 and over) or young (11 to 17).",
    "wave": "The wave of the survey.",
    "design": "How people were reached: probability, quota or open (people chose to answer).",
    "first_day": "The first day on which people could answer.",
    "last_day": "The last day on which people could answer.",
    "finding": "The finding that the figure belongs to.",
    "row": "What the row is: the finding, an answer, a published figure beside it, a margin, a cell of a table, words.",
    "id": "The answer, published figure, category or cell.",
    "label": "The same in words.",
    "percent": "The share in per cent, weighted; of a difference, percentage points.",
    "lower": "The lower limit of its 95% interval, where the design allows one.",
    "upper": "The upper limit of its 95% interval, where the design allows one.",
    "base": "How many people the figure rests on, counted without weights.",
    "effective_base": "How many people drawn at random would tell as much.",
    "state": "shown, or withheld so that no figure points to a person.",
    "comparison": "Whether a published figure may be compared, and what the comparison says.",
    "count": "A number of people or things in a table, where the cell is no share.",
    "text": "A sentence, a quote, or the words of a cell that is no number.",
}
NUMBERS = ("percent", "lower", "upper")
WHOLE = ("edition", "base", "effective_base", "count")


def rows(document: dict, lang: str) -> Iterator[dict]:
    """Each figure as {column: text, int or Decimal}, labels in a language of the document's; empty cells left out."""
    for block in document.get("blocks", document.get("findings")):
        about, words = _about(document, block), block["words"][lang]
        for row in _of_block(block, words):
            yield {key: value for key, value in {**about, **row}.items() if value is not None}


def _about(document: dict, block: dict) -> dict:
    wave = document["waves"].get(block.get("wave") or block.get("audience"), {})
    return {
        "partnership": document["partnership"]["name"], "edition": document["number"],
        "published_on": document["published_on"], "simulated": "yes" if document["simulated"] else "no",
        "audience": block.get("audience"), "wave": wave.get("title"), "design": wave.get("design"),
        "first_day": wave.get("opens_on"), "last_day": wave.get("closes_on"), "finding": block["id"],
    }  # fmt: skip


def _of_block(block: dict, words: dict) -> Iterator[dict]:
    kind = blocks.kind(block)
    if kind == "profile":
        yield from _margins(block, words)
    elif kind == "finding":
        yield from _finding(block, words)
    else:
        yield from _said(block, words)
    for table in block.get("tables") or ():
        if table["id"] in words["tables"]:
            yield from _cells(table, words)


def _said(block: dict, words: dict) -> Iterator[dict]:
    """What a block says in sentences, and the quotes in it: a file without them would tell less than the page."""
    for place, sentence in enumerate(words["sentences"], start=1):
        yield {"row": "words", "id": f"sentence {place}", "text": sentence}
    for place, quote in enumerate(block.get("quotes") or (), start=1):
        yield {"row": "quote", "id": f"quote {place}", "text": quote["words"]}


def _finding(block: dict, words: dict) -> Iterator[dict]:
    yield {"row": "finding", "id": block["id"], "label": words["heading"], **_figures(block),
           "effective_base": block["effective_base"]}  # fmt: skip
    if block["led"]:
        yield {"row": "asked", "id": block["id"], "label": "Led to the question", **_figures(block["led"])}
    for part in block["parts"]:
        yield {"row": "answer", "id": part["id"], "label": words["labels"][part["id"]]["text"], **_figures(part)}
    if before := block.get("before"):
        verdict = "not comparable" if before["effect"] == "breaks" else "compare with caution"
        yield {"row": "wave before", "id": before["slug"], "label": before["title"], "comparison": verdict}
    for one, said in zip(block["beside"], words["beside"], strict=True):
        yield {"row": "published", "id": one["id"], "label": said["label"], **_figures(one),
               "comparison": one["verdict"]}  # fmt: skip
        if one["difference"]:
            yield {"row": "difference in percentage points", "id": one["id"], "label": said["label"],
                   **_figures(one["difference"]), "comparison": one["difference"]["verdict"]}  # fmt: skip


def _margins(block: dict, words: dict) -> Iterator[dict]:
    for margin, said in zip(block["margins"], words["margins"], strict=True):
        for row, label in zip(margin["rows"], said["rows"], strict=True):
            key = f"{margin['key']}: {', '.join(row['categories'])}"
            yield {"row": "answered", "id": key, "label": label, "percent": rounded(row["sample"]),
                   "base": margin["base"], "state": row["state"]}  # fmt: skip
            yield {"row": "population", "id": key, "label": label, "percent": rounded(row["target"]), "state": "shown"}


def _cells(table: dict, words: dict) -> Iterator[dict]:
    """Each cell of a block's table: its row and its column, in ids and in words."""
    told, labels = words["tables"][table["id"]], words.get("labels") or {}
    for row in table["rows"]:
        label = blocks.said(labels, row["id"]).text
        for column in table["columns"]:
            value = row["cells"].get(column["id"])
            if column["kind"] == "label" or value is None:
                continue
            heading = told["columns"].get(column["id"], column["id"])
            yield {"row": f"table {table['id']}", "id": f"{row['id']} / {column['id']}",
                   "label": f"{label}: {heading}", **_cell(value, column["kind"], labels)}  # fmt: skip


def _cell(value, kind: str, labels: dict) -> dict:
    if kind == "text":
        return {"text": blocks.said(labels, value).text, "state": "shown"}
    figure = value if isinstance(value, dict) else {"value": value}
    if kind == "count":
        return {"count": figure.get("value"), "state": figure.get("state", "shown")}
    return _figures(figure)


def _figures(figure: dict) -> dict[str, Decimal | int | str | None]:
    return {
        "percent": rounded(figure.get("value")), "lower": rounded(figure.get("lower")),
        "upper": rounded(figure.get("upper")), "base": figure.get("base"), "state": figure.get("state", "shown"),
    }  # fmt: skip
