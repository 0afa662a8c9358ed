"""Outlines of wards as they lie on a flat drawing."""

import math
from collections.abc import Callable

# (longitude, latitude) in degrees.
Point = tuple[float, float]


def rings(outline: dict) -> list[list[Point]]:
    """Every closed line of an outline, islands and holes too."""
    polygons = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def projection(lines: list[list[Point]], size: int) -> tuple[Callable[[Point], tuple[int, int]], int, int]:
    """From degrees to a drawing whose longer side is `size`: (a function of a point -> whole (x, y), width, height).

    Degrees of longitude are as narrow as they are in the middle of the drawing, so that shapes are true.
    """
    points = [point for line in lines for point in line]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = size / max((east - west) * narrow, north - south)

    def project(point: Point) -> tuple[int, int]:
        return round((point[0] - west) * narrow * scale), round((north - point[1]) * scale)

    return project, *project((east, south))
