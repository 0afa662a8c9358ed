"""Whether the figures of a table add up to the totals published beside them, and tables of the same people agree."""

import math
from collections import Counter, defaultdict

from consult.population.notes import CAUTION, GOOD, Note, Unreadable
from consult.population.tables import ALL, Cell, Table

# Census 2021 alters each cell by a little, independently (cell key perturbation), and the ONS does not publish by how
# much. Sums of Greater Manchester's tables part as if the standard deviation of a cell were 1.3 at most (738 output
# areas of Trafford add up to 35 fewer than the borough); we allow four times 1.5.
PER_CELL = 6
LEAST = 5


def tolerance(cells: int) -> int:
    """How far two figures of Census 2021 may part that are made of so many altered cells together: 6 times the root."""
    return max(LEAST, math.ceil(PER_CELL * math.sqrt(cells)))


def check_totals(table: Table) -> list[Note]:
    """Compare every published total with the sum of its parts.

    Gives one note: how many were compared, how many are exact, the largest difference. Raises Unreadable, with the row
    of the total, where a difference is more than the altering of Census cells explains; an estimate must be exact.
    """
    if not table.totals:
        return [Note("no_totals", CAUTION)]
    sums = _sums(table)
    exact, largest = 0, 0
    for total in table.totals:
        found, cells = sums(total)
        off = total.value - found
        exact += not off
        largest = max(largest, abs(off))
        if abs(off) > (tolerance(cells + 1) if table.perturbed else 0):
            raise Unreadable("total_off", total.row, area=_called(table, total.area), total=total.value, sum=found,
                             allowed=tolerance(cells + 1) if table.perturbed else 0)  # fmt: skip
    figures = {"totals": len(table.totals), "exact": exact, "largest": largest}
    return [Note("totals_exact" if exact == len(table.totals) else "totals_near", GOOD, figures=figures)]


def _sums(table: Table):
    """total -> (the sum of its parts, how many parts)."""
    by_pattern: dict[tuple, dict[tuple, list[int]]] = {}

    def pattern_sums(pattern: tuple) -> dict[tuple, list[int]]:
        if pattern not in by_pattern:
            found: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
            for cell in table.cells:
                kept = tuple(one for one, over in zip(cell.categories, pattern, strict=True) if not over)
                found[cell.area, kept][0] += cell.value
                found[cell.area, kept][1] += 1
            by_pattern[pattern] = found
        return by_pattern[pattern]

    def of(total: Cell) -> tuple[int, int]:
        if ALL not in total.categories:
            head = f"{total.categories[0]}: "
            parts = [one.value for one in table.cells if one.area == total.area and one.categories[0].startswith(head)]
            return sum(parts), len(parts)
        pattern = tuple(one == ALL for one in total.categories)
        kept = tuple(one for one in total.categories if one != ALL)
        found, cells = pattern_sums(pattern).get((total.area, kept), (0, 0))
        return found, cells

    return of


def agree(people: int, cells: int, others: list[dict], perturbed: bool) -> list[Note]:
    """Compare a total with those of other tables of the same people (same area, unit, base and date).

    `others` are {title, total, cells}. A small difference is a note, a large one raises Unreadable.
    """
    notes = []
    for other in others:
        off, allowed = people - other["total"], tolerance(cells + other["cells"]) if perturbed else 0
        figures = {"title": other["title"], "total": people, "other": other["total"], "off": abs(off)}
        if abs(off) > allowed:
            raise Unreadable("tables_disagree", **figures, allowed=allowed)
        notes.append(Note("tables_differ" if off else "tables_agree", GOOD, figures=figures))
    return notes


def shared_shares(one: Counter, other: Counter) -> tuple[str, float, float] | None:
    """The category whose share differs most between two margins over the same dimension, where by more than one point.

    Each is category -> people. Gives (category, share in one, share in the other).
    """
    if not one.total() or not other.total():
        return None
    shares = [(name, one[name] / one.total(), other[name] / other.total()) for name in one.keys() | other.keys()]
    widest = max(shares, key=lambda row: (abs(row[1] - row[2]), row[0]))
    return widest if abs(widest[1] - widest[2]) > 0.01 else None


def _called(table: Table, area: str) -> str:
    return table.names.get(area, area)
