"""The styles of a Word file: quiet, in the partnership's colour, the same sizes in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

# With letters of every language that documents are in, on every machine that has Word.
FONT = "Arial"
INK, SOFT = "16202A", "4A5865"

# Paragraph style -> based on, points, bold, colour (None: the partnership's), points before, points after.
PARAGRAPHS = {
    "Normal": (None, 11, False, INK, 0, 6),
    "Title": (None, 26, True, INK, 0, 8),
    "Heading 1": (None, 18, True, INK, 24, 6),
    "Heading 2": (None, 14, True, INK, 20, 6),
    "Heading 3": (None, 10.5, True, None, 10, 3),
    "Caption": (None, 10, True, INK, 8, 3),
    "List Bullet": (None, 11, False, INK, 0, 3),
    "Footer": (None, 8.5, False, SOFT, 0, 0),
    "Kicker": ("Normal", 11, True, None, 0, 4),
    "Lede": ("Normal", 13, False, SOFT, 0, 10),
    "Notice": ("Normal", 11, False, INK, 4, 10),
    "Withheld": ("Normal", 11, False, INK, 0, 6),
    "Known": ("Normal", 10, False, SOFT, 4, 4),
    "Small": ("Normal", 9.5, False, SOFT, 0, 4),
    "Definition": ("Normal", 9, False, INK, 0, 3),
    "Figure": ("Normal", 11, False, INK, 4, 6),
    "Quote Text": ("Normal", 12, False, INK, 4, 2),
    "Gap": ("Normal", 4, False, INK, 0, 2),
    "Table Text": ("Normal", 9.5, False, INK, 2, 2),
    "Table Strong": ("Table Text", 9.5, True, INK, 2, 2),
    "Table Heading": ("Table Text", 9.5, True, INK, 2, 2),
}
# Character style -> points (None: as around it), bold, colour.
CHARACTERS = {"Big Number": (30, True, None), "Tag": (None, True, INK), "Link": (None, False, None)}
KEPT_WITH_NEXT = ("Kicker", "Heading 1", "Heading 2", "Heading 3", "Caption", "Table Heading")


def dress(document: Document, lang: str, rtl: bool, colour: str) -> None:
    """Page, styles and language of an empty document."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    brand = colour.lstrip("#").upper()
    for name, (base, size, bold, ink, before, after) in PARAGRAPHS.items():
        style = _style(document, name, WD_STYLE_TYPE.PARAGRAPH, base)
        _letters(style, size, bold, ink or brand)
        _spaced(style, before, after, name in KEPT_WITH_NEXT)
        _turned(style, rtl)
    for name, (size, bold, ink) in CHARACTERS.items():
        _letters(_style(document, name, WD_STYLE_TYPE.CHARACTER, None), size, bold, ink or brand)
    document.styles["Link"].font.underline = True
    _hung(document.styles["Definition"])
    _ruled(document.styles["Notice"], brand, rtl)
    _ruled(document.styles["Withheld"], "66727D", rtl)
    _language(document, lang, rtl)
    _figures(document)


def _style(document: Document, name: str, kind, base: str | None):
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, kind)
    if base:
        style.base_style = styles[base]
    style.hidden, style.quick_style = False, True
    return style


def _letters(style, size, bold: bool, colour: str) -> None:
    """Font, size and weight, for Latin letters and for those that Word calls complex scripts."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.bold, font.italic, font.color.rgb = bold, False, RGBColor.from_string(colour)
    font.size = Pt(size) if size else None
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")) + properties.findall(qn("w:spacing")):
        properties.remove(old)
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for tag, value, after in (("w:bCs", "1" if bold else "0", "w:b"), ("w:szCs", size and str(int(size * 2)), "w:sz")):
        if value and (beside := properties.find(qn(after))) is not None:
            made = OxmlElement(tag)
            made.set(qn("w:val"), value)
            beside.addnext(made)


def _spaced(style, before: float, after: float, kept: bool) -> None:
    from docx.shared import Pt

    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), kept
    shape.line_spacing = 1.15


def _turned(style, rtl: bool) -> None:
    """Right to left: every paragraph of the style, so that not one is forgotten."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if rtl:
        properties.insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
            "w:mirrorIndents", "w:jc", "w:outlineLvl",
        )  # fmt: skip


def _hung(style) -> None:
    """Terms at the beginning of the line, what is said of them in a column beside."""
    from docx.shared import Mm

    shape = style.paragraph_format
    shape.left_indent, shape.first_line_indent = Mm(48), Mm(-48)
    shape.tab_stops.add_tab_stop(Mm(48))


def _ruled(style, colour: str, rtl: bool) -> None:
    """A line where lines of text begin, as the page has it."""
    from docx.oxml import parse_xml

    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    properties = style.element.get_or_add_pPr()
    line = f'w:val="single" w:sz="24" w:space="8" w:color="{colour}"'
    # A border has a side of the paper, whatever the direction of the text.
    border = parse_xml(f'<w:pBdr xmlns:w="{namespace}"><w:{"right" if rtl else "left"} {line}/></w:pBdr>')
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _language(document: Document, lang: str, rtl: bool) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    said = OxmlElement("w:lang")
    said.set(qn("w:val"), "en-GB" if lang == "en" or rtl else lang)
    if rtl:
        said.set(qn("w:bidi"), lang)
    defaults.append(said)


def _figures(document: Document) -> None:
    """The style of tables: a strong line under the head, a quiet one under each row."""
    from docx.oxml import parse_xml

    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document.styles.element.append(parse_xml(
        f'<w:style xmlns:w="{namespace}" w:type="table" w:customStyle="1" w:styleId="Figures">'
        '<w:name w:val="Figures"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        '<w:bottom w:val="single" w:sz="4" w:color="CFD7DD"/><w:insideH w:val="single" w:sz="4" w:color="CFD7DD"/>'
        '</w:tblBorders><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
        '</w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="12" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
    ))  # fmt: skip
