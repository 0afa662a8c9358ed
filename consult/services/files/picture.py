"""A chart of the page as a picture that stands alone: SVG for the PDF, PNG for Word.

It is drawn by the same macros as the page's. What the page says with style sheets and the direction of its text is
written into the picture, as the programs that set it know neither.
"""

import re
from pathlib import Path

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup, escape

from consult.services import pictures
from consult.services.print import CannotPrint
from consult.services.reading.nodes import Chart

FONTS = Path(__file__).resolve().parent.parent.parent / "fonts"
# Of the space between the margins of a page of A4, in the pixels of the page; room for dots that stand on an edge.
WIDTH, EDGE, LINE = 760, 12, 26
# As in the style sheet of the site (assets/scss/_base.scss), with the partnership's colour for its brand.
STYLE = """
text{{font-family:{fonts};font-size:16px;fill:#16202a}}
.chart__tick{{font-size:14px;fill:#4a5865}} .chart__value{{font-weight:600}}
.chart__value--ours{{font-weight:700;fill:{brand}}} .chart__grid{{stroke:#cfd7dd}}
.chart__track{{stroke:#cfd7dd;stroke-width:2}} .chart__interval{{fill:#6fa9ae}} .chart__ours{{fill:{brand}}}
.chart__theirs{{fill:#66727d}} .chart__bar{{fill:#6fa9ae}} .chart__bar--first{{fill:{brand}}}
.chart__whisker{{stroke:#16202a;stroke-width:2}} .chart__mark{{fill:#16202a}}
.chart__part{{stroke:#fff;stroke-width:2}} .tone-1{{fill:#0b5c66}} .tone-2{{fill:#6fa9ae}} .tone-3{{fill:#e3b98f}}
.tone-4{{fill:#b8431f}} .tone-apart{{fill:#cfd7dd}} .chart__hatch{{fill:#f4f6f7}}
.chart__hatching{{stroke:#66727d;stroke-width:3}}
text.chart__inside{{font-weight:600;fill:#16202a}} text.tone-1,text.tone-4{{fill:#fff}}
"""
FAMILIES = "'Noto Sans','Noto Naskh Arabic'"
# Of the languages that documents are in: reading the others too would take most of the time.
FILES = [
    str(FONTS / f"{name}.ttf")
    for name in ("NotoSans_400Regular", "NotoSans_700Bold", "NotoNaskhArabic_400Regular", "NotoNaskhArabic_700Bold")
]

_PERCENT = re.compile(r'\b(x|x1|x2|cx|width)="(-?[\d.]+)%"')
_ROOT = re.compile(r'<svg class="chart"[^>]*height="(\d+)"[^>]*>(.*)</svg>', re.S)
# Right-to-left embedding, and its end: a line of a picture has no direction of its own elsewhere.
_BEGIN, _END = "\u202b", "\u202c"
_ANCHOR = re.compile(r'text-anchor="(start|end)"')


def svg(chart: Chart, rtl: bool, colour: str) -> str:
    """The picture as SVG of a fixed width in pixels, its key drawn beneath it."""
    if chart.labels is not None:
        words = {"title": chart.title, "desc": chart.desc, "labels": chart.labels}
        return pictures.svg({"id": chart.id, "kind": chart.kind, "data": chart.data}, words, str(get_locale()), rtl)
    page = current_app.jinja_env.get_template("components/nodes.html").module
    # A key in the markup of the page is drawn here instead.
    found = _ROOT.search(str(page.draw(chart, rtl)).split('<ul class="key"')[0])
    height, body = int(found[1]), _PERCENT.sub(_pixels, found[2])
    body += _key(chart, height, rtl)
    height += LINE * len(chart.key)
    style = STYLE.format(brand=colour, fonts=FAMILIES)
    body = _mirrored(body) if rtl else body
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 2 * EDGE}" height="{height}" '
        f'viewBox="{-EDGE} 0 {WIDTH + 2 * EDGE} {height}"><style>{style}</style>{body}</svg>'
    )


def png(picture: str, width: int) -> bytes:
    """An SVG of `svg` as PNG, so many pixels wide, with the fonts of this site alone.

    Raises consult.services.print.CannotPrint where they are missing.
    """
    import resvg_py

    if not FONTS.exists():
        raise CannotPrint(f"There are no fonts in {FONTS}. Build the assets: make assets.")
    drawn = resvg_py.svg_to_bytes(
        svg_string=picture, width=width, background="#ffffff", skip_system_fonts=True, font_files=FILES,
        font_family="Noto Sans", sans_serif_family="Noto Sans",
    )  # fmt: skip
    return bytes(drawn)


def _pixels(found: re.Match) -> str:
    return f'{found[1]}="{float(found[2]) * WIDTH / 100:.2f}"'


def _mirrored(body: str) -> str:
    """Texts that begin where right-to-left lines do; a browser does so itself, where the page says its direction."""
    body = re.sub(r"<text(?![^>]*text-anchor)", '<text text-anchor="start"', body)
    body = re.sub(r"(<text[^>]*>)(.*?)(</text>)", rf"\1{_BEGIN}\2{_END}\3", body)
    return _ANCHOR.sub(lambda found: f'text-anchor="{"end" if found[1] == "start" else "start"}"', body)


def _key(chart: Chart, top: int, rtl: bool) -> str:
    """A line for each mark of the key."""
    drawn = Markup()
    for place, (mark, words) in enumerate(chart.key):
        y = top + place * LINE + 6
        x = WIDTH - 16 if rtl else 0
        drawn += Markup('{}<text x="{}" y="{}">{}</text>').format(
            _mark(mark, x, y, chart.id), x - 10 if rtl else 26, y + 13, escape(words)
        )
    return str(drawn)


def _mark(mark: str, x: int, y: int, id: str) -> Markup:
    if mark == "bar":
        return Markup('<rect class="chart__bar" x="{}" y="{}" width="16" height="12"/>').format(x, y + 2)
    if mark == "mark":
        return Markup('<rect class="chart__mark" x="{}" y="{}" width="4" height="16"/>').format(x + 6, y)
    fill = Markup(' fill="url(#{}-hatch)"').format(id) if mark == "tone-withheld" else ""
    return Markup('<rect class="chart__part {}"{} x="{}" y="{}" width="16" height="16"/>').format(mark, fill, x, y)
