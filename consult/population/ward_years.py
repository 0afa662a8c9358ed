"""Which year's ward boundaries a file's codes are of. 126 of Greater Manchester's 215 ward codes changed in 2023."""

from collections.abc import Iterable
from dataclasses import dataclass

from consult import reference


@dataclass(frozen=True)
class WardYear:
    """The latest year of which all the codes are, or None; and what is known of the borough's wards then and now.

    names    every known code of the borough, of any year -> its name
    unknown  codes that are of no year known
    """

    year: str | None
    names: dict[str, str]
    unknown: tuple[str, ...]


def ward_year(codes: Iterable[str], borough: str) -> WardYear:
    """The year of a borough's ward codes. Codes that are the same in several years are the latest's.

    A mixture of years is of none: its codes are known, and its year is None.
    """
    codes = set(codes)
    years = {year: boroughs.get(borough, {}) for year, boroughs in reference.wards().items()}
    names = {code: name for wards in years.values() for code, name in wards.items()}
    whole = [year for year in sorted(years) if codes and codes <= years[year].keys()]
    return WardYear(whole[-1] if whole else None, names, tuple(sorted(codes - names.keys())))
