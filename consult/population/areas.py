"""What an ONS area code stands for, by how it begins."""

import re

CODE = re.compile(r"[EW][0-9]{8}")
OUTPUT_AREA, LSOA, MSOA, WARD, BOROUGH = "oa", "lsoa", "msoa", "ward", "borough"
_KINDS = {"00": OUTPUT_AREA, "01": LSOA, "02": MSOA, "05": WARD, "06": BOROUGH, "07": BOROUGH, "08": BOROUGH,
          "09": BOROUGH}  # fmt: skip


def is_code(text: str) -> bool:
    """Whether this is an area code: E or W and eight digits."""
    return CODE.fullmatch(text) is not None


def kind_of(code: str) -> str | None:
    """ "oa", "lsoa", "msoa", "ward" or "borough"; None for another kind of area (a region, a country)."""
    return _KINDS.get(code[1:3]) if is_code(code) else None
