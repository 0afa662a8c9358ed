"""Shapes the plain data of a chart into what is drawn: places along a line, texts in the language in force.

The forms of the data are those of the blocks of a document (kind, data; ids instead of words); `words` is
{title, desc, labels: {id: {text, lang}}}. Places along the line are shares 0..1 in the direction of reading.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from flask_babel import format_percent
from flask_babel import gettext as _

from consult.services.phrases import per_1000, percent, published

WITHHELD = "withheld"
# What a value is of, and how finely it is written in a picture: a share in whole per cent, a rate in tenths.
SHARE, PER_1000 = "share", "per_1000"
WRITTEN_IN = {SHARE: 100, PER_1000: 10}
# Letters that fit on a line of a picture on a phone of 360 pixels.
LABEL_WIDTH = 38
# Steps of the one hue that areas are shaded in, and from which on letters on it are white.
SHADES, DARK = 5, 4
# The ten boroughs as they lie: (row from the north, column from the west).
BOROUGHS = {
    "Wigan": (0, 0), "Bolton": (0, 1), "Bury": (0, 2), "Rochdale": (0, 3), "Salford": (1, 1), "Manchester": (1, 2),
    "Oldham": (1, 3), "Trafford": (2, 1), "Stockport": (2, 2), "Tameside": (2, 3),
}  # fmt: skip


def drawn(kind: str, data: dict, words: dict) -> dict:
    """What the picture of that kind draws, with `desc`: every value in words. Raises KeyError for another kind."""
    return {
        "dots": _dots, "bars": _bars, "stack": _stack, "stacks": _stacks, "trend": trend,
        "small_multiples": _multiples, "area_map": _areas, "tile_map": _tiles,
    }[kind](data, words)  # fmt: skip


def _label(words: dict, id: str) -> dict:
    found = words.get("labels", {}).get(id) or {"text": id, "lang": None}
    return {"label": found["text"], "lang": found.get("lang")}


def _told(row: dict, unit: str = SHARE) -> str:
    """A value as it is written beside its mark."""
    if row.get("state") == WITHHELD or row["value"] is None:
        return _("withheld")
    if row.get("published"):
        return published(row["value"])
    return percent(row["value"]) if unit == SHARE else per_1000(row["value"])


def _value(row: dict) -> float | None:
    return None if row.get("state") == WITHHELD else row["value"]


def _desc(rows: Sequence[dict]) -> str:
    return _("; ").join(f"{row['label']} {row['text']}" for row in rows)


def _dots(data: dict, words: dict) -> dict:
    rows = [{**row, **_label(words, row["id"]), "value": _value(row), "text": _told(row)} for row in data["rows"]]
    return {"rows": rows, "desc": _desc(rows)}


def _bars(data: dict, words: dict) -> dict:
    shown = [row for row in data["rows"] if _value(row) is not None]
    longest = max((row.get("upper") or row["value"] for row in shown), default=0) or 1
    rows = []
    for row in data["rows"]:
        told = {**_label(words, row["id"]), "text": _told(row)}
        told["lines"] = textwrap.wrap(told["label"], LABEL_WIDTH, break_long_words=False) or [told["label"]]
        shares = {name: None if _value(row) is None or row.get(name) is None else row[name] / longest
                  for name in ("value", "lower", "upper")}  # fmt: skip
        rows.append({**told, **shares})
    return {"rows": rows, "desc": _desc(rows)}


def _stack(data: dict, words: dict) -> dict:
    parts = _parts(data["parts"], words)
    return {"parts": parts, "desc": _desc([part for part in parts if part["text"]])}


def _parts(given: Sequence[dict], words: dict) -> list[dict]:
    """Side by side; what is withheld is one part at the end, as long as what is left."""
    parts, start = [], 0.0
    for part in given:
        if value := _value(part):
            tone = part.get("tone", "apart")
            parts.append({**_label(words, part["id"]), "start": start, "value": value, "text": percent(value),
                          "tone": tone})  # fmt: skip
            start += value
    if start < 0.999 and any(_value(part) is None for part in given):
        parts.append({"label": _("Withheld"), "lang": None, "start": start, "value": 1 - start, "text": "",
                      "tone": WITHHELD})  # fmt: skip
    return parts


def _stacks(data: dict, words: dict) -> dict:
    """data: {rows: [{id, parts: as of a stack}]}: the same answers of several groups."""
    rows = [{**_label(words, row["id"]), "parts": _parts(row["parts"], words)} for row in data["rows"]]
    tones: dict[str, dict] = {}
    for row in rows:
        for part in row["parts"]:
            tones.setdefault(part["label"], {**part, "text": ""})
    order = [_label(words, part["id"])["label"] for part in data["rows"][0]["parts"]] if data["rows"] else []
    told = sorted(tones.values(), key=lambda part: order.index(part["label"]) if part["label"] in order else len(order))
    said = [f"{row['label']}: " + (_desc([part for part in row["parts"] if part["text"]]) or _("withheld"))
            for row in rows]  # fmt: skip
    return {"rows": rows, "tones": told, "desc": _(". ").join(said)}


# Points over time

TOP, PLOT, UNDER = 64, 180, 30
# Where the plot begins, after the words of its scale.
EDGE = 0.1


def trend(data: dict, words: dict, scale: tuple[float, float] | None = None, small: bool = False) -> dict:
    """The points of a trend, over one scale that holds all intervals, target and baseline."""
    low, high = scale or _scale([data], data)
    plot, edge = (110, 0.2) if small else (PLOT, EDGE)

    def y(share: float) -> float:
        return round(TOP + plot * (high - share) / (high - low), 1)

    places = _places([point["x"] for point in data["points"]], edge)
    points = [_point(point, x, y, words, TOP + plot) for point, x in zip(data["points"], places, strict=True)]
    for point in points:
        point["label_x"] = point["x"]
    if small and len(points) > 1:
        points[0] |= {"label_x": edge, "anchor": "start"}
        points[-1] |= {"label_x": 1.0, "anchor": "end"}
    _thin_out(points, 2 if small else 7)
    steps = [low + (high - low) * step / 4 for step in range(5)]
    return {
        "height": TOP + plot + UNDER, "top": TOP, "bottom": TOP + plot, "edge": edge,
        "ticks": [{"y": y(step), "text": percent(round(step, 4))} for step in (steps[::2] if small else steps)],
        "levels": _levels(data, y, edge, small), "points": points,
        "lines": [{"x1": one["x"], "x2": two["x"], "y1": one["y"], "y2": two["y"]} for one, two in pairwise(points)
                  if one["y"] is not None and two["y"] is not None and not two["breaks_before"]],
        "breaks": [{"x": (one["x"] + two["x"]) / 2, "text": "" if small else _("asked otherwise")}
                   for one, two in pairwise(points) if two["breaks_before"]],
        "desc": _trend_desc(data, words),
    }  # fmt: skip


def _scale(panels: Sequence[dict], data: dict) -> tuple[float, float]:
    """From and to a full ten per cent, at least forty points apart where there is room, within 0 and 1."""
    values = [value for panel in panels for point in panel["points"] if _value(point) is not None
              for value in (point["value"], point.get("lower"), point.get("upper")) if value is not None]  # fmt: skip
    values += [value for value in (data.get("target"), data.get("baseline")) if value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    bottom, top = max(int(low * 10 - 0.5), 0), min(int(high * 10) + 1, 10)
    while top - bottom < 4 or (top - bottom) % 2:
        if top < 10 and (top - bottom) % 2 or bottom == 0:
            top += 1
        else:
            bottom -= 1
    return bottom / 10, top / 10


def _places(dates: Sequence[str], edge: float) -> list[float]:
    """Where along the line each day stands: as far apart as in time, or evenly where they would touch."""
    first, room = edge + 0.09, 0.84 - edge
    if len(dates) == 1:
        return [first + room / 2]
    days = [date.fromisoformat(one).toordinal() for one in dates]
    span = (days[-1] - days[0]) or 1
    places = [first + room * (day - days[0]) / span for day in days]
    if any(two - one < 0.1 for one, two in pairwise(places)):
        places = [first + room * place / (len(days) - 1) for place in range(len(days))]
    return [round(place, 4) for place in places]


def _point(point: dict, x: float, y, words: dict, bottom: float) -> dict:
    told = {**_label(words, point["id"]), "x": x, "anchor": "middle"}
    told["breaks_before"] = point.get("breaks_before", False)
    if _value(point) is None:
        return {**told, "y": None, "lower": None, "upper": None, "text": _("withheld"), "text_y": bottom - 6}
    limits = {name: None if point.get(name) is None else y(point[name]) for name in ("lower", "upper")}
    above = limits["upper"] if limits["upper"] is not None else y(point["value"])
    return {**told, **limits, "y": y(point["value"]), "text": percent(point["value"]), "text_y": above - 10}


def _thin_out(points: list[dict], most: int) -> None:
    """Leave names and values beside some of many points only: the first, the last and those evenly between."""
    step = -(-(len(points) - 1) // (most - 1)) if len(points) > most else 1
    for place, point in enumerate(reversed(points)):
        if place % step and place != len(points) - 1:
            point["label"] = point["text"] = ""
    if len(points) > most and (len(points) - 1) % step:
        points[0]["label"] = points[0]["text"] = ""


def _levels(data: dict, y, edge: float, small: bool) -> list[dict]:
    """The lines of target and baseline, each named above the plot, where no point can be in the way."""
    found = []
    named = {"target": _("Target"), "baseline": _("Baseline")}
    for kind in named:
        if (share := data.get(kind)) is not None:
            text = "" if small else f"{named[kind]} {_level(share)}"
            found.append({"kind": kind, "y": y(share), "x": edge + 0.45 * len(found), "text": text})
    return found


def _level(share: float) -> str:
    """With a decimal where there is one: a target of 58.8% is not 59%."""
    return percent(share) if abs(share * 100 - round(share * 100)) < 1e-6 else format_percent(share, "#,##0.0%")


def _trend_desc(data: dict, words: dict) -> str:
    told = []
    for point in data["points"]:
        before = _("asked otherwise from here on") + ": " if point.get("breaks_before") else ""
        said = f"{before}{_label(words, point['id'])['label']} {_told(point)}"
        if _value(point) is not None and point.get("lower") is not None:
            limits = {name: percent(point[name]) for name in ("lower", "upper")}
            said += " (" + _("%(lower)s to %(upper)s", **limits) + ")"
        told.append(said)
    named = {"target": _("Target"), "baseline": _("Baseline")}
    told += [f"{named[kind]} {_level(data[kind])}" for kind in named if data.get(kind) is not None]
    return _("; ").join(told)


def _multiples(data: dict, words: dict) -> dict:
    level = {name: data.get(name) for name in ("target", "baseline")}
    scale = _scale(data["panels"], level)
    panels = [{**_label(words, panel["id"]), "drawn": trend({**level, **panel}, words, scale, small=True)}
              for panel in data["panels"]]  # fmt: skip
    return {"panels": panels, "desc": _(". ").join(f"{one['label']}: {one['drawn']['desc']}" for one in panels)}


# Maps

def _shading(rows: Sequence[dict], unit: str = SHARE):
    """A function from a row to its shade, 1 the lightest, and what the shades stand for. Steps are equal.

    An area is shaded by the figure that is written on it: one that reads 88% is of the step that holds 88%.
    """
    values = [_written(row["value"], unit) for row in rows if _value(row) is not None]
    low, high = (min(values), max(values)) if values else (0, 0)
    width = -(-(high - low + 1) // SHADES)

    def shade(row: dict) -> str:
        if _value(row) is None:
            return WITHHELD
        return str((_written(row["value"], unit) - low) // width + 1)

    used = sorted({shade(row) for row in rows})
    steps = [{"shade": one, "text": _("Withheld") if one == WITHHELD else _step(low, high, width, int(one), unit)}
             for one in used]  # fmt: skip
    return shade, steps


def _written(value: float, unit: str) -> int:
    """A value in the smallest steps that are written: whole per cent of a share, tenths of a rate."""
    return int((Decimal(str(value)) * WRITTEN_IN[unit]).quantize(Decimal(1), ROUND_HALF_UP))


def _step(low: int, high: int, width: int, shade: int, unit: str) -> str:
    first = low + width * (shade - 1)
    ends = [_told({"value": end / WRITTEN_IN[unit]}, unit) for end in (first, min(first + width - 1, high))]
    return ends[0] if ends[0] == ends[1] else _("%(low)s to %(high)s", low=ends[0], high=ends[1])


def _areas(data: dict, words: dict) -> dict:
    shade, steps = _shading(data["areas"])
    viewbox = data.get("viewbox") or "0 0 1000 1000"
    areas = []
    for number, area in enumerate(data["areas"], start=1):
        x, y = middle(area["path"])
        areas.append({**_label(words, area["id"]), "path": area["path"], "shade": shade(area), "text": _told(area),
                      "number": number, "x": x, "y": y})  # fmt: skip
    # Sixteen pixels on a map of some four hundred.
    letters = round(max(map(float, viewbox.split()[2:])) / 400, 2)
    return {"areas": areas, "steps": steps, "viewbox": viewbox, "letters": letters, "desc": _desc(areas)}


_STEP = re.compile(r"([A-Za-z])|(-?\d*\.?\d+)")


def middle(path: str) -> tuple[float, float]:
    """The centre of gravity of the largest ring of a path of straight lines (M, m, L, l, H, h, V, v, Z, z)."""
    best, where = -1.0, (0.0, 0.0)
    for ring in _rings(path):
        twice = [x * b - a * y for (x, y), (a, b) in zip(ring, ring[1:] + ring[:1], strict=True)]
        if abs(area := sum(twice)) > best and area:
            best = abs(area)
            pairs = list(zip(ring, ring[1:] + ring[:1], twice, strict=True))
            where = tuple(sum((one[axis] + two[axis]) * cross for one, two, cross in pairs) / (3 * area)
                          for axis in (0, 1))  # fmt: skip
    return round(where[0], 1), round(where[1], 1)


def _rings(path: str) -> list[list[tuple[float, float]]]:
    rings: list[list[tuple[float, float]]] = []
    numbers: list[float] = []
    command, x, y = "M", 0.0, 0.0
    for letter, number in _STEP.findall(path):
        if letter:
            command, numbers = letter, []
            continue
        numbers.append(float(number))
        if command in "HhVv":
            (value,) = numbers
            x = value if command == "H" else x + value if command == "h" else x
            y = value if command == "V" else y + value if command == "v" else y
        elif len(numbers) == 2:
            x, y = (x + numbers[0], y + numbers[1]) if command.islower() else (numbers[0], numbers[1])
        else:
            continue
        if command in "Mm":
            rings.append([])
            command = "L" if command == "M" else "l"
        rings[-1].append((x, y))
        numbers = []
    return rings


TILE, GAP = 76, 6


def _tiles(data: dict, words: dict) -> dict:
    """data: {tiles: [{id, row, column, value, state, ours}], unit}; rows from the north, columns from the west.

    unit   "share" (of 1), where none is given, or "per_1000"
    """
    unit = data.get("unit", SHARE)
    shade, steps = _shading(data["tiles"], unit)
    columns = max(tile["column"] for tile in data["tiles"]) + 1
    rows = max(tile["row"] for tile in data["tiles"]) + 1
    tiles = []
    for tile in data["tiles"]:
        found = shade(tile)
        tiles.append({
            **_label(words, tile["id"]), "shade": found, "text": _told(tile, unit), "ours": tile.get("ours", False),
            "dark": found != WITHHELD and int(found) >= DARK, "x": round(100 * tile["column"] / columns + 0.5, 2),
            "width": round(100 / columns - 1, 2), "middle": round(100 * (tile["column"] + 0.5) / columns, 2),
            "y": tile["row"] * (TILE + GAP) + 2,
        })  # fmt: skip
    return {"tiles": tiles, "steps": steps, "tile": TILE, "height": rows * (TILE + GAP) + 4, "desc": _desc(tiles)}
