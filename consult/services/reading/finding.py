"""A finding and its margins of who answered, from frozen figures and words to nodes, in the language in force."""

from flask_babel import get_locale
from flask_babel import gettext as _

from consult.services.reading import pictures
from consult.services.reading.nodes import (
    Beside,
    Card,
    Chart,
    Column,
    Definitions,
    Fold,
    Heading,
    Number,
    Paragraph,
    Part,
    Row,
    Table,
    Words,
)
from consult.services.reading.numbers import count, tenth

SIGNS = {"higher": "▲", "lower": "▼", "cannot_tell": "●"}


def finding(block: dict, words: dict, level: int, after: tuple = ()) -> Part:
    """A finding: number, sentences, pictures, what it rests on; folded are comparisons, how we know and the table.

    `after` are nodes that belong to the block beside what every finding has; they stand after its pictures.
    """
    shown = block["state"] == pictures.SHOWN
    rows = [{**part, **words["labels"][part["id"]]} for part in block["parts"]] if shown else []
    charts = pictures.of_finding(block, words, rows) if shown else []
    if any(isinstance(node, Chart) and node.kind == "dots" for node in after):
        # Ours stands among those that it is set against.
        charts = [chart for chart in charts if chart.kind != "dots" or len(chart.data) > 1]
    nodes = [*sentences(words, shown), *charts, *after]
    if hidden := [row["text"] for row in rows if row["state"] != pictures.SHOWN]:
        told = _(
            "Withheld, as too few people gave the answer or it would give such a figure away: %(answers)s.",
            answers=_("; ").join(hidden),
        )
        nodes.append(Paragraph(told, role="withheld"))
    nodes += [*known(words), *beside(words), *how(words)]
    if shown:
        nodes.append(folded(_table(block, words, rows), words["heading"]))
    return Part(block["id"], "finding", heading(words, level), tuple(nodes), card(words))


def heading(words: dict, level: int) -> Heading | Number:
    """The number and its reading, or a heading alone."""
    if words.get("number"):
        return Number(level, words["number"], words["heading"])
    return Heading(level, words["heading"], words.get("heading_lang"))


def sentences(words: dict, shown: bool) -> list[Paragraph]:
    """What is said, then how the question differs from the wave before."""
    told = []
    if direction := words.get("direction"):
        told.append(Paragraph(direction["text"], role="direction", tag=direction["sign"]))
    told += [Paragraph(one, words.get("lang"), None if shown else "withheld") for one in words["sentences"]]
    if before := words.get("before"):
        told.append(Paragraph(before["sentence"], role="since", tag=before["tag"]))
    return told


def known(words: dict) -> list[Paragraph]:
    """The design in two words, with the base where one may be told."""
    if not words.get("badge") and not words.get("short"):
        return []
    return [Paragraph(words.get("short") or "", role="known", tag=words.get("badge"))]


def how(words: dict) -> list[Fold]:
    """The one step to question, base, design, weights, run and code."""
    if not words.get("how"):
        return []
    rows = tuple((row["term"], row["text"], _other(row.get("lang"))) for row in words["how"])
    return [Fold("how", _("How we know"), words["heading"], (Definitions(rows),))]


def _other(lang: str | None) -> str | None:
    return None if lang == str(get_locale()) else lang


def beside(words: dict) -> list[Fold]:
    """Published figures beside ours, each with whether the two compare."""
    told = tuple(_published(one) for one in words.get("beside") or ())
    return [Fold("beside", _("Beside other figures"), words["heading"], told)] if told else []


def _published(one: dict) -> Beside:
    why = " ".join(part for part in (one["difference"], one["differs"], one["stale"], one["mode"]) if part)
    direction = f"{SIGNS[one['direction']]} {_direction(one['direction'])}" if one["direction"] else None
    publisher = _("Source: %(publisher)s", publisher=one["publisher"]) if one["source"] else None
    return Beside(
        one["verdict"], one["verdict_words"], one["statement"], direction, why, one["source"], publisher
    )  # fmt: skip


def _direction(verdict: str) -> str:
    return {"higher": _("Higher"), "lower": _("Lower"), "cannot_tell": _("Cannot tell")}[verdict]


def folded(table: Table, about: str, one_of_several: bool = False) -> Fold:
    """A table that a page keeps folded under the picture; one of several by its own name."""
    return Fold("table", table.caption if one_of_several else _("Table"), about, (table,))


def card(words: dict) -> Card:
    """What stands on a card of this block."""
    told = words["sentences"][0] if words["sentences"] else ""
    return Card(words.get("number"), words["heading"], told, words.get("badge"), words.get("short"))


def _table(block: dict, words: dict, rows: list[dict]) -> Table:
    """Every figure of a finding to one decimal."""
    limits = any(row["lower"] is not None for row in rows) or block["lower"] is not None
    columns = [Column(_("Answer")), Column(_("Share"), True)]
    columns += [Column(_("Lower limit"), True), Column(_("Upper limit"), True)] if limits else []
    told = [_line(Words(words["heading"]), block, limits, strong=True)] if block["value"] is not None else []
    told += [_line(Words(row["text"], row["lang"]), row, limits) for row in rows]
    return Table(f"{block['id']}-table", words["chart"]["title"], (*columns, Column(_("Base"), True)), tuple(told))


def _line(label: Words, figure: dict, limits: bool, strong: bool = False) -> Row:
    shown = figure["state"] == pictures.SHOWN
    told = [tenth(figure["value"]) if shown else _("withheld")]
    told += [tenth(figure[end]) if shown else "" for end in ("lower", "upper")] if limits else []
    told.append(count(figure["base"]) if shown else "")
    return Row((label, *map(Words, told)), strong)


def profile(block: dict, words: dict, level: int) -> Part:
    """Who answered: each margin as a picture and a table, folded, under the sentences that sum them up."""
    margins = [
        _margin(f"{block['id']}-{place}", *pair)
        for place, pair in enumerate(zip(block["margins"], words["margins"], strict=True), start=1)
    ]
    nodes = (*sentences(words, shown=True), *margins, *how(words))
    return Part(block["id"], "profile", heading(words, level), nodes)


def _margin(id: str, margin: dict, words: dict) -> Fold:
    nodes = [pictures.of_margin(id, margin, words), _margin_table(id, margin, words)]
    if margin["unanswered"]:
        told = _("%(people)s people did not say.", people=count(margin["unanswered"]))
        nodes.append(Paragraph(told, role="small"))
    if words["source"]:
        nodes.append(Paragraph(words["source"], lang="en", role="small", tag=_("Source:")))
    return Fold("margin", words["title"], _("Who answered"), tuple(nodes))


def _margin_table(id: str, margin: dict, words: dict) -> Table:
    columns = (Column(_("Group")), Column(_("Answered"), True), Column(words["mark"], True))
    rows = []
    for row, label in zip(margin["rows"], words["rows"], strict=True):
        sample = tenth(row["sample"]) if row["state"] == pictures.SHOWN else _("withheld")
        rows.append(Row((Words(label), Words(sample), Words(tenth(row["target"])))))
    return Table(f"{id}-table", words["title"], columns, tuple(rows))
