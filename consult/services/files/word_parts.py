"""Paragraphs, tables, links and pictures of a Word file, with its right-to-left where that is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from consult.services.files.look import is_rtl
from consult.services.reading.nodes import Table, Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Between the margins of a page of A4, in twentieths of a point, and the part of it for words beside numbers.
ACROSS, FOR_WORDS = 9638, 0.46


class Writer:
    """Writes to a Word document in one language; what is in another says so itself."""

    def __init__(self, document: Document, lang: str):
        self.document, self.lang, self.rtl = document, lang, is_rtl(lang)
        self.pictures = 0
        # Of the heading that what is written now stands under.
        self.level = 1
        # Looked up once: the library looks through all of them for every paragraph.
        self.styles = {style.name: style.style_id for style in document.styles}

    def paragraph(self, style: str, *runs: tuple[str, str | None], lang: str | None = None) -> Paragraph:
        """A paragraph of (text, character style or None); `lang` where it is not the document's."""
        made = self.document.add_paragraph()
        made._p.style = self.styles[style]
        if lang and is_rtl(lang) != self.rtl:
            _turn(made, is_rtl(lang))
        for text, of in runs:
            self.run(made, text, of, lang)
        return made

    def run(self, paragraph: Paragraph, text: str, style: str | None = None, lang: str | None = None):
        """A run of text with the language and the direction that it is read in."""
        from docx.oxml import parse_xml

        made = paragraph.add_run(text)
        if style:
            made._r.style = self.styles[style]
        for part in _properties(lang, self.rtl):
            made._r.get_or_add_rPr().append(parse_xml(part))
        return made

    def link(self, paragraph: Paragraph, text: str, address: str) -> None:
        """A link to another site."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        made = OxmlElement("w:hyperlink")
        made.set(qn("r:id"), self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = self.run(paragraph, text, "Link")
        made.append(run._r)
        paragraph._p.append(made)

    def picture(self, png: bytes, width: int, title: str, desc: str) -> None:
        """A picture as wide as the text (`width` in points), with its alternative text."""
        import io

        from docx.shared import Pt

        self.document.add_picture(io.BytesIO(png), width=Pt(width))
        self.pictures += 1
        shape = self.document.inline_shapes[-1]._inline.docPr
        shape.set("name", f"Picture {self.pictures}")
        shape.set("title", title)
        shape.set("descr", f"{title}: {desc}")

    def table(self, table: Table) -> None:
        """A table whose heading row is repeated on every page, after its caption."""
        from docx.oxml import parse_xml

        self.paragraph("Caption", (table.caption, None))
        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(str(self._markup(table))))
        for note in table.notes:
            self.paragraph("Small", (note, None))
        # Word joins two tables that follow one another; the space also ends the table for the eye.
        self.paragraph("Gap")

    def _markup(self, table: Table) -> Markup:
        widths = _widths(len(table.columns))
        head = Markup("").join(
            self._cell(Words(column.text), width, column.numeric, "Table Heading")
            for column, width in zip(table.columns, widths, strict=True)
        )
        rows = Markup("").join(
            Markup("<w:tr><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>").format(Markup("").join(
                self._cell(cell, width, column.numeric, "Table Strong" if row.strong else "Table Text")
                for cell, column, width in zip(row.cells, table.columns, widths, strict=True)
            ))
            for row in table.rows
        )  # fmt: skip
        return Markup(
            '<w:tbl xmlns:w="{}"><w:tblPr><w:tblStyle w:val="Figures"/>{}<w:tblW w:w="{}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{}"/></w:tblPr>'
            "<w:tblGrid>{}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>{}</w:tbl>"
        ).format(
            NAMESPACE, Markup("<w:bidiVisual/>") if self.rtl else "", ACROSS, table.caption,
            Markup("").join(Markup('<w:gridCol w:w="{}"/>').format(width) for width in widths), head, rows,
        )  # fmt: skip

    def _cell(self, cell: Words, width: int, numeric: bool, style: str) -> Markup:
        # At the end of the line, which a right-to-left paragraph has on the left.
        place = Markup('<w:jc w:val="right"/>') if numeric else ""
        properties = Markup("").join(
            Markup(part.replace(f' xmlns:w="{NAMESPACE}"', "")) for part in _properties(cell.lang, self.rtl)
        )
        return Markup(
            '<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{}"/>{}</w:pPr>'
            '<w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r></w:p></w:tc>'
        ).format(width, style.replace(" ", ""), place, properties, cell.text)


def _turn(paragraph: Paragraph, rtl: bool) -> None:
    """Give a paragraph another direction than its style has."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    turned = OxmlElement("w:bidi")
    turned.set(qn("w:val"), "1" if rtl else "0")
    paragraph._p.get_or_add_pPr().append(turned)


def _properties(lang: str | None, rtl: bool) -> list[str]:
    """How a run is read: from right to left, or in a language of its own."""
    own = is_rtl(lang) if lang else rtl
    told = [f'<w:rtl xmlns:w="{NAMESPACE}"/>'] if own else []
    if lang:
        told.append(f'<w:lang xmlns:w="{NAMESPACE}" w:{"bidi" if own else "val"}="{lang}"/>')
    return told


def _widths(columns: int) -> list[int]:
    if columns == 1:
        return [ACROSS]
    first = int(ACROSS * FOR_WORDS)
    return [first] + [(ACROSS - first) // (columns - 1)] * (columns - 1)
