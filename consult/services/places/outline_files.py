"""Loads the outlines of a partnership's wards from a GeoJSON file, simplified to what a phone can show."""

import json
import math
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Area, Partnership
from consult.services import audit
from consult.services.places.report import Report

# Of the map’s longer side: less than three pixels on a phone, and the whole page stays within 4 KB as it is sent.
TOLERANCE = 1 / 120
DECIMALS = 5


def load_outlines(partnership: Partnership, file: Path, actor: str) -> Report:
    """Replace the outlines of the partnership's wards by those of a GeoJSON file, in degrees: of all, or of none.

    Shapes of other places are counted and passed over. Neighbours stay neighbours: a border that two wards share is
    simplified once. Each outline is a geometry with a member "label" beside, the place for a number within it.
    """
    report, simple = read_outlines(partnership, file)
    if report.accepted:
        store_outlines(partnership, simple, actor, file.name)
        report.loaded = len(simple)
    return report


def read_outlines(partnership: Partnership, file: Path) -> tuple[Report, dict[str, dict]]:
    """What `load_outlines` would store, ward code -> outline, and what it would say of the file."""
    report = Report()
    query = db.select(Area).where(Area.partnership_id == partnership.id, Area.kind == "ward").order_by(Area.code)
    wards = {ward.code: ward for ward in db.session.scalars(query)}
    shapes = _read(file, wards, report)
    if report.accepted and (missing := [ward.name for code, ward in wards.items() if code not in shapes]):
        report.refuse(
            _("The file has no outline of: %(wards)s.", wards=", ".join(missing)),
            _("Send the ward boundaries of May 2023 for the whole of %(area)s.", area=partnership.name),
        )
    return report, _simplified(shapes) if report.accepted else {}


def store_outlines(partnership: Partnership, simple: dict[str, dict], actor: str, filename: str) -> None:
    """Replace the outlines of the partnership's wards by these."""
    with writing() as session:
        wards = session.scalars(db.select(Area).where(Area.partnership_id == partnership.id, Area.kind == "ward"))
        for ward in wards:
            ward.outline = simple[ward.code]
        audit.record(actor, "load outlines", filename[:160], partnership, wards=len(simple))


def _read(file: Path, wards: dict[str, Area], report: Report) -> dict[str, Any]:
    """Ward code -> shape."""
    try:
        features = json.loads(file.read_bytes().decode("utf-8-sig"))["features"]
        found = [(feature["properties"], feature["geometry"]) for feature in features]
    except (UnicodeDecodeError, ValueError, RecursionError, TypeError, LookupError):
        report.refuse(
            _("This is not a GeoJSON file of shapes."), _("Download the ward boundaries from the ONS as GeoJSON.")
        )
        return {}
    shapes: dict[str, Any] = {}
    for number, (properties, geometry) in enumerate(found, 1):
        code = _code(properties, wards)
        if code is None:
            report.outside += 1
        elif code in shapes:
            report.refuse(
                _("Shape %(number)s is a second one of %(ward)s.", number=number, ward=wards[code].name),
                _("Keep one shape for each ward."),
            )
        else:
            shapes[code] = _shape(geometry, wards[code], report)
    return shapes


def _code(properties: Any, wards: dict[str, Area]) -> str | None:
    """The ward's code, under whichever name the release gives it ("WD23CD", "area_code")."""
    values = properties.values() if isinstance(properties, dict) else ()
    return next((value for value in values if isinstance(value, str) and value in wards), None)


def _shape(geometry: Any, ward: Area, report: Report) -> Any:
    # Loaded here: a server of respondents' pages never needs it.
    import shapely
    import shapely.geometry

    try:
        shape = shapely.geometry.shape(geometry)
        is_area = shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        is_area = False
    if not is_area:
        report.refuse(
            _("The shape of %(ward)s is not an area.", ward=ward.name),
            _("Download the ward boundaries from the ONS as GeoJSON."),
        )
        return None
    west, south, east, north = shape.bounds
    if not (-9 <= west <= east <= 2.5 and 49 <= south <= north <= 61.5):
        report.refuse(
            _("The shape of %(ward)s is not in degrees of longitude and latitude.", ward=ward.name),
            _("Download the boundaries in WGS84 (EPSG:4326), not in the National Grid."),
        )
    return shape


def _simplified(shapes: dict[str, Any]) -> dict[str, dict]:
    """Each shape as GeoJSON with as few points as a phone can tell apart."""
    import shapely

    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    # A degree of longitude is shorter than one of latitude: equal lengths on the ground must count the same.
    narrow = math.cos(math.radians((south + north) / 2))
    level = [shapely.transform(shape, lambda points: points * (narrow, 1)) for shape in shapes.values()]
    tolerance = max((east - west) * narrow, north - south) * TOLERANCE
    simple = shapely.coverage_simplify(level, tolerance)
    return {code: _outline(shape, narrow) for code, shape in zip(shapes, simple, strict=True)}


def _outline(shape: Any, narrow: float) -> dict:
    import shapely

    degrees = shapely.transform(shape, lambda points: points / (narrow, 1))
    geometry = json.loads(shapely.to_geojson(degrees))
    # Inside, and as far from the border as can be.
    x, y = shapely.maximum_inscribed_circle(shape).coords[0]
    return {
        "type": geometry["type"],
        "coordinates": _rounded(geometry["coordinates"]),
        "label": _rounded([x / narrow, y]),
    }


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return [_rounded(one) for one in coordinates]
    return round(coordinates, DECIMALS)
