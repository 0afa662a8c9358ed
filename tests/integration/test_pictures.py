"""Charts that stand alone: what they say to those who cannot see them, and which way they run."""

import io
import re
from xml.etree import ElementTree

import pytest
from flask_babel import force_locale

from consult.services import pictures
from consult.services.drawing import BOROUGHS, drawn, middle
from consult.services.files import picture as of_page
from consult.services.reading.nodes import Chart

SVG = "{http://www.w3.org/2000/svg}"
SCALE = (("very", 0.42, "1"), ("fairly", 0.31, "2"), ("not", 0.15, "3"), ("never", None, "4"))
PARTS = [{"id": id, "value": value, "state": "shown" if value else "withheld", "tone": tone}
         for id, value, tone in SCALE]  # fmt: skip


def point(id, x, value, breaks=False):
    limits = {"lower": value - 0.04, "upper": value + 0.04} if value else {"lower": None, "upper": None}
    return {"id": id, "x": x, "value": value, **limits, "state": "shown" if value else "withheld",
            "breaks_before": breaks}  # fmt: skip


POINTS = [point("one", "2023-02-01", 0.55), point("two", "2024-02-01", 0.57), point("three", "2025-02-01", 0.52, True),
          point("four", "2026-02-01", None)]  # fmt: skip
DATA = {
    "stack": {"parts": PARTS},
    "stacks": {"rows": [{"id": "women", "parts": PARTS}, {"id": "men", "parts": PARTS}]},
    "dots": {"rows": [{"id": "ours", "ours": True, "value": 0.72, "lower": 0.66, "upper": 0.78},
                      {"id": "gm", "ours": False, "value": 0.88, "lower": None, "upper": None}]},
    "bars": {"rows": [{"id": "asb", "value": 0.46, "lower": 0.41, "upper": 0.51, "state": "shown"},
                      {"id": "few", "value": None, "lower": None, "upper": None, "state": "withheld"}]},
    "trend": {"points": POINTS, "target": 0.6, "baseline": 0.55, "better": "up"},
    "small_multiples": {"panels": [{"id": one, "points": POINTS} for one in ("north", "south")]},
    "area_map": {"areas": [{"id": "west", "value": 0.7, "state": "shown", "path": "M0 0h400v1000h-400z"},
                           {"id": "east", "value": None, "state": "withheld", "path": "M400 0h600v1000h-600z"}],
                 "viewbox": "0 0 1000 1000"},
    "tile_map": {"tiles": [{"id": name, "row": row, "column": column, "value": 0.7, "state": "shown"}
                           for name, (row, column) in BOROUGHS.items()]},
}  # fmt: skip
VALUES = {"stack": ("42%", "31%", "15%"), "stacks": ("women: very 42%", "men: very 42%"),
          "dots": ("ours 72%", "gm 88%"), "bars": ("asb 46%", "few withheld"),
          "trend": ("one 55% (51% to 59%)", "four withheld", "Target 60%"),
          "small_multiples": ("north: one 55%",), "area_map": ("west 70%", "east withheld"),
          "tile_map": ("Trafford 70%", "Wigan 70%")}  # fmt: skip
WORDS = {"title": "Feeling safe", "desc": None, "labels": {"ur": {"text": "75 سال اور اس سے زیادہ", "lang": "ur"}}}


def picture(kind, lang="en", data=None):
    chart = {"id": "it", "kind": kind, "data": data or DATA[kind]}
    return ElementTree.fromstring(pictures.svg(chart, WORDS, lang, lang == "ur"))


def named(root, tag, kind):
    return [one for one in root.iter(SVG + tag) if kind in one.get("class", "").split()]


@pytest.mark.parametrize("kind", DATA)
def test_title_and_description_tell_every_value(app, kind):
    root = picture(kind)
    assert root[0].tag == SVG + "title" and root[0].text == "Feeling safe" and root[1].tag == SVG + "desc"
    assert all(value in root[1].text for value in VALUES[kind]), root[1].text
    assert root.get("role") == "img" and root.get("aria-labelledby") == "it-title it-desc"


@pytest.mark.parametrize("lang", ["en", "ur"])
@pytest.mark.parametrize("kind", DATA)
def test_it_is_drawn_as_png_as_wide_as_asked(app, kind, lang):
    from PIL import Image

    with Image.open(io.BytesIO(pictures.png(ElementTree.tostring(picture(kind, lang), "unicode"), 900))) as image:
        assert image.width == 900 and image.height > 100
        corner, colours = image.convert("RGB").getpixel((0, 0)), image.convert("RGB").getcolors(1_000_000)
    assert corner == (255, 255, 255) and len(colours) > 20


@pytest.mark.parametrize("kind", DATA)
def test_no_picture_has_a_style_attribute_or_reaches_outside(app, kind):
    """The page's policy allows neither, and Word asks for nothing."""
    text = ElementTree.tostring(picture(kind), "unicode")
    assert " style=" not in text and "href" not in text and "None" not in text
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)


def percent(element, name):
    return float(element.get(name).rstrip("%"))


def test_bars_begin_where_reading_begins(app):
    english, urdu = (named(picture("stack", lang), "rect", "tone-1")[0] for lang in ("en", "ur"))
    assert percent(english, "x") == 0 and percent(urdu, "x") + percent(urdu, "width") == pytest.approx(100)


def test_time_runs_as_one_reads(app):
    english, urdu = ([percent(dot, "cx") for dot in named(picture("trend", lang), "circle", "chart__ours")]
                     for lang in ("en", "ur"))  # fmt: skip
    assert english == sorted(english) and urdu == sorted(urdu, reverse=True)


def test_maps_are_never_mirrored(app):
    for kind in ("tile_map", "area_map"):
        tag, place = ("rect", "x") if kind == "tile_map" else ("path", "d")
        english, urdu = ([one.get(place) for one in named(picture(kind, lang), tag, "chart__area")]
                         for lang in ("en", "ur"))  # fmt: skip
        assert english[:2] == urdu[:2]


@pytest.mark.parametrize("unit, values, steps", [
    # 87.98% reads 88%, and 84.9% reads 85%: both belong to a step that says so.
    ("share", {"North": 0.832, "West": 0.849, "Central": 0.87, "South": 0.8798},
     {"North": "83% to 84%", "West": "85% to 86%", "Central": "87% to 88%", "South": "87% to 88%"}),
    ("share", {"North": 0.5, "South": 0.5}, {"North": "50%", "South": "50%"}),
    # 53.0 to 108.0 is 551 tenths: five steps of 111.
    ("per_1000", {"Trafford": 52.994, "Bury": 65.69, "Manchester": 108.031},
     {"Trafford": "53.0 to 64.0", "Bury": "64.1 to 75.1", "Manchester": "97.4 to 108.0"}),
])  # fmt: skip
def test_an_area_is_of_the_step_that_its_written_figure_is_in(app, unit, values, steps):
    tiles = [{"id": name, "row": row, "column": 0, "value": value, "state": "shown"}
             for row, (name, value) in enumerate(values.items())]  # fmt: skip
    root = picture("tile_map", data={"tiles": tiles, "unit": unit})
    shade = [next(one for one in area.get("class").split() if one.startswith("shade-"))
             for area in named(root, "rect", "chart__area")]  # fmt: skip
    tiled, key = shade[: len(values)], shade[len(values) :]
    told = [text.text for text in root.iter(SVG + "text")][-len(key) :]
    assert [told[key.index(one)] for one in tiled] == list(steps.values())


def test_urdu_letters_begin_at_the_right_and_stand_by_themselves(app):
    bars = {"rows": [{"id": "ur", "value": 0.5, "lower": None, "upper": None, "state": "shown"}]}
    label = named(picture("bars", "ur", bars), "text", "chart__label")[0]
    assert label.get("text-anchor") == "end" and label.get("x") == "100.00%"
    assert label.text == "\u2068" + WORDS["labels"]["ur"]["text"] + "\u2069"


def of_finding(chart, lang="en", colour="#7a1f5c"):
    return ElementTree.fromstring(of_page.svg(chart, lang, colour))


def test_every_picture_has_the_colour_of_its_partnership(app):
    """Those that a finding draws and those of other blocks, side by side in one file."""
    words = {"title": "x", "desc": None, "labels": {}}
    trend = ElementTree.fromstring(pictures.svg({"id": "it", "kind": "trend", "data": DATA["trend"]}, words, "en",
                                                False, "#7a1f5c"))  # fmt: skip
    rows = [{"label": "Trafford", "ours": True, "value": 0.7, "lower": 0.6, "upper": 0.8, "text": "70%"}]
    for root in (trend, of_finding(Chart("it", "dots", rows, "Feeling safe", "Trafford 70%"))):
        style = root.find(SVG + "style").text
        assert ".chart__ours{fill:#7a1f5c}" in style and ".chart__line{stroke:#7a1f5c;" in style
        assert "BRAND" not in style and named(root, "circle", "chart__ours")


def test_the_tones_of_a_finding_differ_without_colour_in_its_key_too(app):
    parts = [{"label": f"Answer {one}", "lang": None, "start": (one - 1) / 4, "value": 0.25, "text": "25%",
              "tone": str(one)} for one in (1, 2, 3, 4)]  # fmt: skip
    key = tuple((f"tone-{part['tone']}", f"{part['label']} 25%") for part in parts)
    root = of_finding(Chart("it", "stack", parts, "Feeling safe", "…", key))
    over = [one.get("fill") for one in root.iter(SVG + "rect")]
    assert over.count("url(#it-over4)") == 2 and over.count("url(#it-over3)") == 2
    told = [one.text for one in root.iter(SVG + "text")]
    assert told[-4:] == ["Answer 1 25%", "Answer 2 25%", "Answer 3 25%", "Answer 4 25%"]
    assert ".chart__over3{" in root.find(SVG + "style").text


def test_a_picture_is_in_the_language_of_its_file(app):
    """Whoever asks for the Urdu file may read the page in English, and the other way round."""
    chart = Chart("it", "trend", DATA["trend"], "x", "…", (), {})
    for lang, reader, named_so in (("ur", "en", False), ("en", "ur", True)):
        with force_locale(reader):
            told = " ".join("".join(one.itertext()) for one in of_finding(chart, lang).iter(SVG + "text"))
        assert ("Target" in told) is named_so and ("asked otherwise" in told) is named_so


def test_a_number_and_that_beside_it_follow_one_another_from_the_right(app):
    rows = [{"label": "عورت", "lines": ["عورت"], "sample": 0.5, "target": 0.6, "text": "53%", "beside": "| 60%"}]
    key = (("bar", "جواب دینے والے"), ("mark", "آبادی"))
    root = of_finding(Chart("it", "against", rows, "جنس", "…", key), "ur")
    told = next(one for one in root.iter(SVG + "text") if len(one))
    # From a right-to-left embedding to its end.
    assert "".join(told.itertext()).split() == ["\u202b53%", "|", "60%\u202c"] and told.get("text-anchor") == "end"
    bar, mark = named(root, "rect", "chart__bar")[-1], named(root, "rect", "chart__mark")[-1]
    assert (bar.get("width"), mark.get("width")) == ("18", "4")


def test_what_is_withheld_is_hatched_and_has_no_value(app):
    hatched = [one for one in picture("area_map").iter(SVG + "path") if one.get("fill") == "url(#it-hatch)"]
    assert len(hatched) == 1
    root = picture("trend")
    assert len(named(root, "circle", "chart__ours")) == 3 and len(named(root, "rect", "chart__gap")) == 1


def test_a_line_is_not_drawn_over_a_break(app):
    assert len(named(picture("trend"), "line", "chart__line")) == 1
    assert len(named(picture("trend"), "line", "chart__break")) == 1


def test_the_two_dark_tones_differ_without_colour(app):
    """In black and white they would be alike: one has stripes."""
    parts = [{"id": str(one), "value": 0.25, "state": "shown", "tone": str(one)} for one in (1, 2, 3, 4)]
    over = [one.get("fill") for one in picture("stack", data={"parts": parts}).iter(SVG + "rect")]
    assert over.count("url(#it-over4)") == 2 and over.count("url(#it-over3)") == 2


def test_the_boroughs_lie_as_on_the_map():
    north = {name for name, (row, _column) in BOROUGHS.items() if row == 0}
    assert len(BOROUGHS) == len(set(BOROUGHS.values())) == 10 and north == {"Wigan", "Bolton", "Bury", "Rochdale"}
    assert BOROUGHS["Trafford"][1] < BOROUGHS["Stockport"][1] < BOROUGHS["Tameside"][1]
    assert BOROUGHS["Salford"][1] < BOROUGHS["Manchester"][1] < BOROUGHS["Oldham"][1]


@pytest.mark.parametrize("path, centre", [
    ("M0 0L10 0L10 20L0 20Z", (5, 10)), ("M0 0l10 0 0 20-10 0z", (5, 10)), ("m2 2h4v4h-4z", (4, 4)),
    ("M0 0h1v1h-1zM10 10h4v4h-4z", (12, 12)), ("M0 0L9 0L0 9Z", (3, 3)),
])  # fmt: skip
def test_the_middle_of_an_area(path, centre):
    assert middle(path) == pytest.approx(centre)


def test_the_scale_of_a_trend_holds_every_interval_and_the_target(app):
    with force_locale("en"):
        it = drawn("trend", DATA["trend"], WORDS)
    ends = [one for point in it["points"] if point["y"] for one in (point["upper"], point["lower"])]
    assert all(it["top"] <= y <= it["bottom"] for y in (*ends, *(line["y"] for line in it["levels"])))
    assert it["ticks"][0]["text"] == "40%" and it["ticks"][-1]["text"] == "80%"
    # A year apart each, and as far apart on the line.
    places = [point["x"] for point in it["points"]]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=0.002)


def test_no_points_and_one_point_are_pictures_too(app):
    for points in (POINTS[:1], [POINTS[3]]):
        assert picture("trend", data={"points": points, "target": None, "baseline": None})


def test_a_published_figure_keeps_its_decimal_and_ours_is_whole(app):
    """Half a per cent of England's children is not one per cent of them; ours, of 301 answers, is not so fine."""
    plain = {"lower": None, "upper": None}
    rows = [{"id": "ours", "ours": True, "value": 0.2458, **plain},
            {"id": "theirs", "ours": False, "published": True, "value": 0.005, **plain}]  # fmt: skip
    with force_locale("en"):
        assert [row["text"] for row in drawn("dots", {"rows": rows}, {})["rows"]] == ["25%", "0.5%"]
