"""Any block of a document, from what every type has in common to nodes, in the language in force."""

from flask_babel import gettext as _

from consult.services.reading import finding as findings
from consult.services.reading.nodes import Chart, Column, Listing, Paragraph, Part, Quote, Row, Table, Words
from consult.services.reading.numbers import between, count, points, tenth

SHOWN = "shown"


def kind(block: dict) -> str:
    """The type of a block; in the first format it is told by its kind."""
    return block.get("type") or ("profile" if block.get("kind") == "profile" else "finding")


def part(block: dict, words: dict, level: int) -> Part:
    """One block under its heading. `words` are those of the language in force."""
    if kind(block) == "profile":
        return findings.profile(block, words, level)
    charts, tables = _charts(block, words), _tables(block, words)
    if kind(block) == "finding":
        return findings.finding(block, words, level, (*charts, *tables))
    shown = block.get("state", SHOWN) == SHOWN
    # The order of the boroughs is what their section is about: no picture of it stands for the table.
    stand = kind(block) == "ranking" or not charts
    folded = tables if stand else [findings.folded(table, words["heading"], len(tables) > 1) for table in tables]
    # What groups asked for is a list of asks, a line each.
    told = _asks(words) if block.get("kind") == "groups" else findings.sentences(words, shown)
    # Of a measure, whether its target is met stands before the sentences that say why.
    verdict = [Paragraph("", role="known", tag=words["verdict"])] if words.get("verdict") else []
    nodes = (
        *verdict, *told, *charts, *_quotes(block), *folded, *findings.known(words), *findings.beside(words),
        *findings.how(words),
    )  # fmt: skip
    return Part(block["id"], "finding", findings.heading(words, level), nodes, findings.card(words))


def said(labels: dict, id: str) -> Words:
    """The words of a row, an answer, a group; the id where it has none of its own."""
    found = labels.get(id)
    return Words(found["text"], found.get("lang")) if found else Words(id)


def _charts(block: dict, words: dict) -> list[Chart]:
    told = words.get("charts") or {}
    return [
        Chart(f"{block['id']}-{one['id']}", one["kind"], one["data"], told[one["id"]]["title"], told[one["id"]]["desc"],
              labels=words.get("labels") or {})
        for one in block.get("charts") or () if one["id"] in told
    ]  # fmt: skip


def _tables(block: dict, words: dict) -> list[Table]:
    return [_table(block["id"], one, words) for one in block.get("tables") or () if one["id"] in words["tables"]]


def _table(block_id: str, table: dict, words: dict) -> Table:
    told, labels = words["tables"][table["id"]], words.get("labels") or {}
    columns = tuple(
        Column(told["columns"].get(column["id"], column["id"]),
               column.get("numeric") or column["kind"] in ("share", "points", "count"))  # fmt: skip
        for column in table["columns"]
    )
    rows = tuple(
        Row(tuple(_cell(row, column, labels) for column in table["columns"]), row.get("strong", False))
        for row in table["rows"]
    )
    notes = tuple(told.get("notes") or ())
    return Table(f"{block_id}-{table['id']}", told["caption"], columns, rows, notes)


def _cell(row: dict, column: dict, labels: dict) -> Words:
    value = row["cells"].get(column["id"])
    if column["kind"] == "label":
        return said(labels, value if isinstance(value, str) else row["id"])
    if column["kind"] == "text":
        return said(labels, value) if isinstance(value, str) else Words("")
    told = {"share": tenth, "points": points, "count": count}[column["kind"]]
    if not isinstance(value, dict):
        return Words(told(value))
    if value.get("state", SHOWN) != SHOWN:
        return Words(_("withheld"))
    if value.get("lower") is None or value.get("upper") is None:
        return Words(told(value.get("value")))
    return Words(between(told(value["value"]), told(value["lower"]), told(value["upper"])))


def _quotes(block: dict) -> list[Quote]:
    return [Quote(one["words"], one["lang"]) for one in block.get("quotes") or ()]


def _asks(words: dict) -> list[Listing]:
    return [Listing(tuple(Words(one, words.get("lang")) for one in words["sentences"]))]
