"""The areas that published figures are about, with their ONS codes."""

# The ten boroughs of Greater Manchester: ONS, Register of Geographic Codes.
BOROUGHS = {
    "E08000001": "Bolton", "E08000002": "Bury", "E08000003": "Manchester", "E08000004": "Oldham",
    "E08000005": "Rochdale", "E08000006": "Salford", "E08000007": "Stockport", "E08000008": "Tameside",
    "E08000009": "Trafford", "E08000010": "Wigan",
}  # fmt: skip
# Name -> (level, code). The police force's area is the ten boroughs', under another code.
AREAS = {
    **{name: ("borough", code) for code, name in BOROUGHS.items()},
    "Greater Manchester": ("greater_manchester", "E47000001"),
    "Greater Manchester Police force area": ("greater_manchester", "E23000005"),
    "North West of England": ("region", "E12000002"),
    "England": ("country", "E92000001"),
    "England and Wales": ("country", "K04000001"),
    "Great Britain": ("country", "K03000001"),
    "United Kingdom": ("country", "K02000001"),
}
OTHER = ("other", None)


def place_of(area: str) -> tuple[str, str | None]:
    """(level, ONS code or None) of an area by its name."""
    return AREAS.get(area, OTHER)
