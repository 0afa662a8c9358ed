"""A document as a Word file: real headings, tables, alternative texts, right to left where that is due."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from consult.services import pictures, reading
from consult.services.files import picture, word_styles
from consult.services.files.look import Look, is_rtl
from consult.services.files.word_parts import Writer
from consult.services.reading import nodes

# Of a picture in points, between the margins; and its pixels, 150 to the inch.
POINTS, PIXELS = 482, 1004
# Anything in a package of Word has a date; this is the first that its format can hold.
NO_DATE = (1980, 1, 1, 0, 0, 0)
HEADINGS = {1: "Title", 2: "Heading 1", 3: "Heading 2", 4: "Heading 3"}
STYLES = {"kicker": "Kicker", "lede": "Lede", "withheld": "Withheld", "known": "Known", "small": "Small"}


def docx(document: dict, lang: str, look: Look | None = None) -> bytes:
    """The document in a language of its own as a .docx. The same document gives the same bytes."""
    day = dt.date.fromisoformat(document["published_on"]) if document["published_on"] else dt.date(1980, 1, 1)
    return from_nodes(reading.nodes_of(document, lang), lang, document["partnership"]["title"], day, look or Look())


def from_nodes(told: list[nodes.Node], lang: str, author: str, day: dt.date, look: Look) -> bytes:
    """Nodes with a title and a kicker as a .docx of that day."""
    from docx import Document

    made = Document()
    word_styles.dress(made, lang, is_rtl(lang), look.colour)
    writer = Writer(made, lang)
    for node in told:
        _write(writer, node, look)
    _about(made, author, day, lang, told)
    _foot(writer, told, look)
    packed = io.BytesIO()
    made.save(packed)
    return _undated(packed)


def _write(writer: Writer, node: nodes.Node, look: Look) -> None:
    WRITTEN[type(node)](writer, node, look)


def _part(writer: Writer, part: nodes.Part, look: Look) -> None:
    _write(writer, part.heading, look)
    writer.level = part.heading.level
    for node in part.nodes:
        _write(writer, node, look)


def _fold(writer: Writer, fold: nodes.Fold, look: Look) -> None:
    # A table has a caption of its own; the word on its fold is for whoever opens it.
    if fold.kind != "table":
        writer.paragraph(HEADINGS[writer.level + 1], (fold.summary, None))
    for node in fold.nodes:
        _write(writer, node, look)


def _heading(writer: Writer, heading: nodes.Heading, look: Look) -> None:
    writer.paragraph(HEADINGS[heading.level], (heading.text, None), lang=heading.lang)


def _number(writer: Writer, heading: nodes.Number, look: Look) -> None:
    made = writer.paragraph(HEADINGS[heading.level], (heading.number, "Big Number"))
    made.runs[0].add_break()
    writer.run(made, heading.reading)


def _paragraph(writer: Writer, paragraph: nodes.Paragraph, look: Look) -> None:
    made = writer.paragraph(STYLES.get(paragraph.role, "Normal"))
    _tagged(writer, made, paragraph.tag)
    writer.run(made, paragraph.text, None, paragraph.lang)


def _notice(writer: Writer, notice: nodes.Notice, look: Look) -> None:
    made = writer.paragraph("Notice")
    _tagged(writer, made, notice.tag)
    writer.run(made, notice.text)


def _tagged(writer: Writer, paragraph, tag: str | None) -> None:
    if tag:
        writer.run(paragraph, f"{tag} ", "Tag")


def _chart(writer: Writer, chart: nodes.Chart, look: Look) -> None:
    drawn = pictures.png(picture.svg(chart, writer.lang, look.colour), PIXELS)
    writer.picture(drawn, POINTS, chart.title, chart.desc)


def _table(writer: Writer, table: nodes.Table, look: Look) -> None:
    writer.table(table)


def _definitions(writer: Writer, told: nodes.Definitions, look: Look) -> None:
    for term, text, lang in told.rows:
        made = writer.paragraph("Definition", (f"{term}\t", "Tag"))
        writer.run(made, text, None, lang)


def _beside(writer: Writer, one: nodes.Beside, look: Look) -> None:
    made = writer.paragraph("Normal")
    _tagged(writer, made, one.tag)
    writer.run(made, one.statement)
    why = writer.paragraph("Small")
    _tagged(writer, why, one.direction)
    writer.run(why, one.why)
    if one.source:
        writer.run(why, " ")
        writer.link(why, one.publisher, one.source)


def _quote(writer: Writer, quote: nodes.Quote, look: Look) -> None:
    writer.paragraph("Quote Text", (quote.text, None), lang=quote.lang)
    if quote.by:
        writer.paragraph("Small", (quote.by, None))


def _listing(writer: Writer, listing: nodes.Listing, look: Look) -> None:
    for item in listing.items:
        writer.paragraph("List Bullet", (item.text, None), lang=item.lang)


WRITTEN = {
    nodes.Part: _part, nodes.Fold: _fold, nodes.Heading: _heading, nodes.Number: _number, nodes.Paragraph: _paragraph,
    nodes.Notice: _notice, nodes.Chart: _chart, nodes.Table: _table, nodes.Definitions: _definitions,
    nodes.Beside: _beside, nodes.Quote: _quote, nodes.Listing: _listing,
}  # fmt: skip


def _about(made, author: str, day: dt.date, lang: str, told: list[nodes.Node]) -> None:
    """What the file says of itself."""
    about = made.core_properties
    about.title = reading.title(told)[:255]
    about.author = author[:255]
    about.language, about.comments, about.subject = lang, "", reading.kicker(told)[:255]
    about.created = about.modified = dt.datetime.combine(day, dt.time())
    about.last_modified_by = about.author


def _foot(writer: Writer, told: list[nodes.Node], look: Look) -> None:
    """Title, edition and date, the address where it stands for good, and the page."""
    from docx.oxml import parse_xml

    foot = writer.document.sections[0].footer.paragraphs[0]
    foot.style = writer.document.styles["Footer"]
    writer.run(foot, f"{reading.title(told)} · {reading.kicker(told)} · ")
    page = foot.add_run()
    for kind, code in (("begin", ""), (None, "PAGE"), ("end", "")):
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        field = f'<w:fldChar {space} w:fldCharType="{kind}"/>' if kind else f"<w:instrText {space}>{code}</w:instrText>"
        page._r.append(parse_xml(field))
    if look.address:
        foot.add_run().add_break()
        writer.run(foot, look.address, None, "en")


def _undated(packed: io.BytesIO) -> bytes:
    """The package without the moment that it was made: a file that is asked for twice is the same file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(packed) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            kept.writestr(zipfile.ZipInfo(name, NO_DATE), made.read(name), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
