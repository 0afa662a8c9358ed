"""Charts as pictures that stand alone: SVG with its styles inside for the PDF, and PNG of it for Word.

They are drawn by the macros of the web page, at a fixed width. What the page writes in HTML (keys, lists beside maps)
is written into the picture here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from flask import current_app
from flask_babel import force_locale

from consult.services.drawing import drawn
from consult.services.print import CannotPrint

# Of the space between the margins of a page of A4, in the pixels of the page.
WIDTH = 760
# Around the drawing, where dots can stand on its edge, and the height of a line beside it.
MARGIN, LINE = 12, 26
# What stands between these is read in the direction of its own first letter, or from the right.
ISOLATED, FROM_RIGHT = "\u2068%s\u2069", ("\u202b", "\u202c")
FONTS = Path(__file__).resolve().parent.parent / "fonts"
# Of the languages that documents are in: reading the others too would take most of the time.
FILES = [
    str(FONTS / f"{name}.ttf")
    for name in ("NotoSans_400Regular", "NotoSans_700Bold", "NotoNaskhArabic_400Regular", "NotoNaskhArabic_700Bold")
]
BRAND = "#0b5c66"
FAMILIES = ("Noto Sans", "Noto Naskh Arabic", "Noto Sans Bengali", "Noto Sans Gurmukhi", "Noto Sans SC")
SVG = "{http://www.w3.org/2000/svg}"
# As consult/assets/scss, with its variables filled in: a picture has no page to take them from. BRAND is the colour of
# the partnership.
STYLE = """
text{font-family:FAMILIES;font-size:16px;fill:#16202a}
.chart__tick{font-size:14px;fill:#4a5865}.chart__name{font-size:14px}.chart__level{font-size:14px;font-weight:700}
.chart__value{font-weight:700}.chart__value--ours{font-weight:700;fill:BRAND}.chart__strong{font-weight:700}
.chart__grid{stroke:#cfd7dd}.chart__track{stroke:#cfd7dd;stroke-width:2}.chart__interval{fill:#6fa9ae}
.chart__ours{fill:BRAND}.chart__theirs{fill:#66727d}.chart__bar{fill:#6fa9ae}.chart__bar--first{fill:BRAND}
.chart__halo{stroke:#fff;stroke-width:5}.chart__whisker,.chart__error{stroke:#16202a;stroke-width:2}
.chart__mark{fill:#16202a}.chart__part{stroke:#fff;stroke-width:2}
rect.tone-1{fill:#0b5c66}rect.tone-2{fill:#6fa9ae}rect.tone-3{fill:#e3b98f}rect.tone-4{fill:#b8431f}
rect.tone-apart{fill:#cfd7dd}.chart__hatch{fill:#f4f6f7}.chart__hatching{stroke:#66727d;stroke-width:3}
.chart__over3{fill:#8a5a26}.chart__over4{stroke:#f0b9a6;stroke-width:2}
.chart__inside{font-weight:700;paint-order:stroke;stroke-width:4;stroke-linejoin:round}
text.tone-1{fill:#fff}text.tone-3{stroke:#e3b98f}text.tone-4{fill:#fff;stroke:#b8431f}
.chart__line{stroke:BRAND;stroke-width:2.5}.chart__target{stroke:#b8431f;stroke-width:2;stroke-dasharray:8 4}
.chart__baseline{stroke:#66727d;stroke-width:2;stroke-dasharray:2 4}
.chart__break{stroke:#16202a;stroke-width:1.5;stroke-dasharray:4 4}.chart__gap{stroke:#cfd7dd}
.chart__haloed,.chart__level{paint-order:stroke;stroke:#fff;stroke-width:4;stroke-linejoin:round}
.map__number{font-weight:700;paint-order:stroke;stroke:#fff;stroke-width:4;stroke-linejoin:round}.chart__on-dark{fill:#fff}.chart__area{stroke:#16202a;stroke-width:1}
.chart__area--ours{stroke-width:4}
.shade-1{fill:#eef5f5}.shade-2{fill:#cfe3e4}.shade-3{fill:#9cc5c8}.shade-4{fill:#2f7f88}.shade-5{fill:#06434b}
""".replace("FAMILIES", ",".join(f"'{name}'" for name in FAMILIES))


def svg(chart: dict, words: dict, lang: str, rtl: bool, colour: str = BRAND) -> str:
    """A chart as an SVG document of its own, WIDTH and its margins wide.

    chart  {id, kind, data} as in the blocks of a document. words  {title, desc, labels: {id: {text, lang}}}.
    colour of the partnership. Raises KeyError for a kind that there is no picture of.
    """
    with force_locale(lang):
        if chart["kind"] == "small_multiples":
            root = _panels(chart, words, rtl)
        else:
            root = _drawing(chart, words, rtl)
            _beside(root, chart, words, rtl)
    return _alone(root, lang, rtl, colour)


def of_markup(html: str, id: str, key: Sequence[tuple[str, str]], lang: str, rtl: bool, colour: str) -> str:
    """The picture in the markup of a page as an SVG document of its own, with its `key`: pairs of a mark and words.

    Marks are "bar", "mark" (a line across) and "tone-<name>".
    """
    root = _first_picture(html)
    marks = {"bar": "chart__bar", "mark": "chart__mark"}
    steps = [{"class": marks.get(mark, mark), "shade": mark.removeprefix("tone-"), "text": text} for mark, text in key]
    if steps:
        _key(root, id, steps, rtl)
    return _alone(root, lang, rtl, colour)


def _alone(root: ElementTree.Element, lang: str, rtl: bool, colour: str) -> str:
    for one in root.iter():
        one.tag = one.tag if one.tag.startswith(SVG) else SVG + one.tag
    if rtl:
        _turn(root)
    ElementTree.register_namespace("", SVG.strip("{}"))
    return ElementTree.tostring(_on_paper(root, lang, colour), encoding="unicode")


def _on_paper(drawing: ElementTree.Element, lang: str, colour: str) -> ElementTree.Element:
    """The drawing on white with a margin; its title and description, which readers look for first, before all else."""
    height = float(drawing.get("height"))
    width, whole = str(WIDTH + 2 * MARGIN), f"{height + 2 * MARGIN:.0f}"
    names = {name: drawing.attrib.pop(name) for name in ("role", "aria-labelledby")}
    size = {"width": width, "height": whole, "viewBox": f"0 0 {width} {whole}"}
    page = ElementTree.Element(SVG + "svg", size | names)
    page.set("{http://www.w3.org/XML/1998/namespace}lang", lang)
    for one in [one for one in drawing if one.tag in (SVG + "title", SVG + "desc")]:
        drawing.remove(one)
        page.append(one)
    ElementTree.SubElement(page, SVG + "style").text = STYLE.replace("BRAND", colour)
    ElementTree.SubElement(page, SVG + "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    drawing.attrib |= {"x": str(MARGIN), "y": str(MARGIN), "width": str(WIDTH), "height": f"{height:.0f}",
                       "overflow": "visible"}  # fmt: skip
    page.append(drawing)
    return page


def png(svg: str, width: int = 2 * WIDTH) -> bytes:
    """The picture as PNG, `width` pixels wide, on white, with no letters but those of consult/fonts.

    Raises CannotPrint where they are missing.
    """
    import resvg_py

    if not FONTS.exists():
        raise CannotPrint(f"There are no fonts in {FONTS}. Build the assets: make assets.")
    return bytes(resvg_py.svg_to_bytes(
        svg_string=svg, width=width, background="#ffffff", skip_system_fonts=True, font_files=FILES,
        font_family=FAMILIES[0], sans_serif_family=FAMILIES[0],
    ))  # fmt: skip


def _drawing(chart: dict, words: dict, rtl: bool) -> ElementTree.Element:
    """The picture itself, as the page has it."""
    page = current_app.jinja_env.get_template("components/charts/any.html").module
    return _first_picture(page.chart(chart, words, rtl))


def _first_picture(html: str) -> ElementTree.Element:
    return next(one for one in ElementTree.fromstring(f"<div>{html}</div>").iter("svg"))


def _panels(chart: dict, words: dict, rtl: bool, beside: int = 3) -> ElementTree.Element:
    """Small pictures in rows of three, as one."""
    it = drawn("small_multiples", chart["data"], words)
    html = current_app.jinja_env.get_template("components/charts/any.html").module.chart(chart, words, rtl)
    found = ElementTree.fromstring(f"<div>{html}</div>")
    small = [one for panel in found.iter("div") if panel.get("class") == "multiples__panel" for one in panel.iter("svg")
             if "chart" in one.get("class", "")]  # fmt: skip
    width, height = WIDTH / beside, float(it["panels"][0]["drawn"]["height"]) + LINE
    rows = -(-len(small) // beside)
    root = _root(chart["id"], words, it["desc"], rows * height)
    for place, (panel, picture) in enumerate(zip(it["panels"], small, strict=True)):
        column = place % beside if not rtl else beside - 1 - place % beside
        x, y = column * width, place // beside * height
        _text(root, panel["label"], x + (width - 24 if rtl else 0), y + 18, "chart__strong")
        picture.attrib |= {"x": f"{x:.1f}", "y": f"{y + LINE:.1f}", "width": f"{width - 24:.1f}", "overflow": "visible"}
        for name in ("role", "aria-labelledby"):
            picture.attrib.pop(name)
        root.append(picture)
    return root


def _root(id: str, words: dict, desc: str, height: float) -> ElementTree.Element:
    root = ElementTree.Element("svg", {"class": "chart", "height": f"{height:.0f}", "role": "img",
                                       "aria-labelledby": f"{id}-title {id}-desc"})  # fmt: skip
    for name, text in (("title", words["title"]), ("desc", words.get("desc") or desc)):
        ElementTree.SubElement(root, name, {"id": f"{id}-{name}"}).text = text
    return root


def _text(parent: ElementTree.Element, text: str, x, y: float, kind: str = "", anchor: str = "start") -> None:
    place = f"{x:.1f}" if isinstance(x, float | int) else x
    given = {"x": place, "y": f"{y:.1f}", "class": kind, "text-anchor": anchor}
    ElementTree.SubElement(parent, "text", given).text = text


def _beside(root: ElementTree.Element, chart: dict, words: dict, rtl: bool) -> None:
    """What the page writes in HTML beside or under a picture."""
    it = drawn(chart["kind"], chart["data"], words)
    id = chart["id"]
    if chart["kind"] == "area_map":
        _lay_out_map(root, id, it, rtl)
    elif chart["kind"] == "tile_map":
        _key(root, id, [{"class": f"shade-{step['shade']}", **step} for step in it["steps"]], rtl)
    elif chart["kind"] in ("stack", "stacks"):
        parts = it["parts"] if chart["kind"] == "stack" else it["tones"]
        told = [
            {"shade": part["tone"], "class": f"tone-{part['tone']}", "text": f"{part['label']} {part['text']}".strip()}
            for part in parts
        ]
        _key(root, id, told, rtl)


def _key(root: ElementTree.Element, id: str, steps: list[dict], rtl: bool, x: float | None = None) -> None:
    """One line for each tone or shade, under what there is."""
    y = float(root.get("height")) + 8
    edge = (WIDTH if rtl else 0) if x is None else x
    for step in steps:
        box = {"x": f"{edge - 18 if rtl else edge:.1f}", "y": f"{y + 4:.1f}", "width": "18", "height": "18"}
        # As wide or as high as what it stands for.
        if step["class"] == "chart__bar":
            box |= {"y": f"{y + 6:.1f}", "height": "14"}
        elif step["class"] == "chart__mark":
            box |= {"x": f"{edge - 11 if rtl else edge + 7:.1f}", "width": "4"}
        kind = "chart__area" if "shade-" in step["class"] else "chart__part" if "tone-" in step["class"] else ""
        fill = {"fill": f"url(#{id}-hatch)"} if step["shade"] == "withheld" else {}
        ElementTree.SubElement(root, "rect", {"class": f"{kind} {step['class']}".strip(), **fill, **box})
        if step["class"] in ("tone-3", "tone-4"):
            ElementTree.SubElement(root, "rect", {"fill": f"url(#{id}-over{step['shade']})", **box})
        _text(root, step["text"], edge + (-28 if rtl else 28), y + 19)
        y += LINE
    root.set("height", f"{y + 4:.0f}")


def _lay_out_map(root: ElementTree.Element, id: str, it: dict, rtl: bool) -> None:
    """The map on the left, the numbered list beside it: maps are not mirrored."""
    inner = ElementTree.Element("svg", {"viewBox": it["viewbox"], "x": "0", "y": "0", "width": "420", "height": "420"})
    drawing = [one for one in root if one.tag not in ("title", "desc")]
    for one in drawing:
        root.remove(one)
        inner.append(one)
    root.attrib.pop("viewBox")
    root.append(inner)
    edge = WIDTH if rtl else 450
    y = 20.0
    for area in it["areas"]:
        _text(root, f"{area['number']}. {area['label']} {area['text']}", edge, y)
        y += LINE
    root.set("height", f"{y:.0f}")
    _key(root, id, [{"class": f"shade-{step['shade']}", **step} for step in it["steps"]], rtl, edge)
    root.set("height", f"{max(float(root.get('height')), 424):.0f}")


def _turn(root: ElementTree.Element) -> None:
    """Letters begin at the right: pictures that stand alone are read by programs that know of no direction."""
    for one in root.iter(SVG + "text"):
        if len(one):
            # Its parts follow one another on one line, from the right too.
            begin, end = FROM_RIGHT
            one.text, one[-1].tail = begin + (one.text or ""), (one[-1].tail or "") + end
        elif one.text and one.text.strip():
            one.text = ISOLATED % one.text
        anchor = one.get("text-anchor") or "start"
        one.set("text-anchor", {"start": "end", "end": "start"}.get(anchor, anchor))
