"""A success measure by neighbourhood, or by ward where a partnership has no neighbourhoods: small trends and a map."""

from __future__ import annotations

import math
from dataclasses import dataclass

from consult.extensions import db
from consult.models import Area, SuccessMeasure
from consult.services.places import projection, rings
from consult.services.success import groups
from consult.services.success.groups import Cell
from consult.services.success.series import SHOWN, WITHHELD, waves_of

# The longer side of a map, in the units of its drawing.
SIZE = 1000
# How many shades a reader can tell apart in print.
TONES = 4
# Where neighbourhoods that are called after the compass stand on a map of tiles: (row, column).
COMPASS = {"north": (0, 1), "west": (1, 0), "central": (1, 1), "east": (1, 2), "south": (2, 1)}


@dataclass(frozen=True)
class Place:
    """An area with its figures: code, name, and the wave's slug -> Cell of every wave that has one, in order."""

    code: str
    name: str
    cells: dict[str, Cell]


@dataclass(frozen=True)
class ByArea:
    """A measure by area. `kind` is "neighbourhood" or "ward"; `newest` is the wave that the map shows; `drawing` is the
    data of a chart of type "area_map" or "tile_map"."""

    kind: str
    places: list[Place]
    waves: list
    newest: object
    chart: str
    drawing: dict


@dataclass(frozen=True)
class Shape:
    """The closed lines of an area in degrees, and where its figure is written."""

    rings: list
    label: list


def by_area(measure: SuccessMeasure) -> ByArea | None:
    """The measure by area; None for a series from elsewhere, or where the survey does not ask where people live."""
    kind = _kind(measure)
    if kind is None:
        return None
    item = groups.dimension(measure.survey, kind)
    told = groups.cells([measure], kind)
    waves = [wave for wave in waves_of(measure) if told[measure.id, wave.slug][None].state in (SHOWN, WITHHELD)]
    if not waves:
        return None
    names = {code: groups.label(measure.survey, item, code, "en")[0]
             for code in groups.categories(measure.survey, item)}  # fmt: skip
    places = [
        Place(code, name, {wave.slug: told[measure.id, wave.slug][code] for wave in waves
                           if code in told[measure.id, wave.slug]})
        for code, name in names.items()
    ]  # fmt: skip
    newest = waves[-1]
    chart, drawing = _drawing(measure, kind, places, newest.slug)
    return ByArea(kind, places, waves, newest, chart, drawing)


def _kind(measure: SuccessMeasure) -> str | None:
    if measure.survey is None:
        return None
    own = (measure.group or {}).get("dimension")
    for kind in ("neighbourhood", "ward"):
        item = groups.dimension(measure.survey, kind)
        if item and item != own and groups.categories(measure.survey, item):
            return kind
    return None


def _drawing(measure: SuccessMeasure, kind: str, places: list[Place], wave: str) -> tuple[str, dict]:
    values = toned({one.code: _told(one.cells.get(wave)) for one in places})
    shapes = _shapes(measure.partnership_id, kind)
    if all(code in shapes for code in values):
        project, width, height = projection([ring for code in values for ring in shapes[code].rings], SIZE)
        areas = [{"id": code, **told, "path": "".join(_path(ring, project) for ring in shapes[code].rings),
                  **dict(zip("xy", project(shapes[code].label), strict=True))}
                 for code, told in values.items()]  # fmt: skip
        return "area_map", {"areas": areas, "viewbox": f"0 0 {width} {height}"}
    return "tile_map", {"tiles": [
        {"id": code, "row": row, "column": column, **told}
        for (code, told), (row, column) in zip(values.items(), _tiles(list(values)), strict=True)
    ]}  # fmt: skip


def toned(values: dict[str, dict]) -> dict[str, dict]:
    """Each with its `tone`, 1 to 4 by bands of ten or, where figures lie far apart, of 25 percentage points; and the
    `band` that the tone stands for, [from, to). None for what is not told."""
    known = [one["value"] for one in values.values() if one["value"] is not None]
    if not known:
        return {code: {**one, "tone": None, "band": None} for code, one in values.items()}
    width = 10 if _band(max(known), 10) - _band(min(known), 10) < TONES else 25
    first = _band(min(known), width) if width == 10 else 0
    found = {}
    for code, one in values.items():
        if one["value"] is None:
            found[code] = {**one, "tone": None, "band": None}
            continue
        place = _band(one["value"], width)
        found[code] = {**one, "tone": place - first + 1, "band": [place * width, place * width + width]}
    return found


def _band(value: float, width: int) -> int:
    # 100% belongs to the band below it.
    return min(int(round(value * 100, 3) // width), 100 // width - 1)


def _told(cell: Cell | None) -> dict:
    if cell is None or cell.figure is None:
        return {"value": None, "state": cell.state if cell else WITHHELD}
    return {"value": round(cell.figure.value, 5), "state": cell.state}


def _tiles(codes: list[str]) -> list[tuple[int, int]]:
    """Row and column of each area: by the compass where they are called after it, else in rows as they come."""
    if all(code in COMPASS for code in codes):
        return [COMPASS[code] for code in codes]
    wide = math.ceil(math.sqrt(len(codes)))
    return [divmod(place, wide) for place in range(len(codes))]


def _shapes(partnership_id: int, kind: str) -> dict[str, Shape]:
    """Code -> the drawing of an area; a neighbourhood is drawn by its wards. Only areas that are outlined whole."""
    query = db.select(Area).where(Area.partnership_id == partnership_id, Area.kind == "ward").order_by(Area.code)
    owned: dict[str, list] = {}
    for ward in db.session.scalars(query):
        owner = ward if kind == "ward" else ward.within
        if owner is not None:
            owned.setdefault(owner.code, []).append(ward.outline)
    return {code: _shape(outlines) for code, outlines in owned.items() if all(outlines)}


def _shape(outlines: list[dict]) -> Shape:
    """The lines of an area, and a place in its middle for its figure: in the ward that is nearest to all others."""
    labels = [outline["label"] for outline in outlines]
    label = min(labels, key=lambda here: sum(math.dist(here, there) for there in labels))
    return Shape([ring for outline in outlines for ring in rings(outline)], label)


def _path(ring: list, project) -> str:
    places = dict.fromkeys(project(point) for point in ring)
    return "M" + "L".join(f"{x} {y}" for x, y in places) + "Z"
