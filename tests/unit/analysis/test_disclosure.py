"""Disclosure control, attacked: a reader with pencil and time must not get a hidden figure by subtraction."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure import (
    CHILDREN,
    COUNCIL,
    MARK,
    NHS,
    SCHOOLS,
    SMALL_BASE,
    DisclosureError,
    Hidden,
    Rule,
    Shown,
    protect,
    protect_share,
    strictest,
)

TOTAL = "Total"


def with_totals(counts):
    """A long table of a [rows, columns] array with all its totals."""
    full = np.zeros(np.add(counts.shape, 1), dtype=int)
    full[:-1, :-1] = counts
    full[-1, :-1], full[:-1, -1], full[-1, -1] = counts.sum(axis=0), counts.sum(axis=1), counts.sum()
    rows = [*(f"r{i}" for i in range(counts.shape[0])), TOTAL]
    columns = [*(f"c{i}" for i in range(counts.shape[1])), TOTAL]
    return pd.DataFrame(
        [(r, c, full[i, j]) for i, r in enumerate(rows) for j, c in enumerate(columns)],
        columns=["row", "column", "count"],
    )


def attack(bounds, shape, position):
    """Least and most that a reader can believe of one cell of a table [rows, columns] with all its totals.

    A reader knows the sums, and least and most of each figure, `bounds` [cells, 2]: an integer programme.
    """
    grid = np.arange((shape[0] + 1) * (shape[1] + 1)).reshape(shape[0] + 1, shape[1] + 1)
    sums = []
    for lines in (grid, grid.T):
        for line in lines:
            row = np.zeros(grid.size)
            row[line[:-1]], row[line[-1]] = 1, -1
            sums.append(row)
    limits = Bounds(bounds[:, 0], bounds[:, 1])
    aim = np.zeros(grid.size)
    aim[position] = 1
    ends = [
        milp(
            sign * aim,
            constraints=LinearConstraint(np.array(sums), 0, 0),
            bounds=limits,
            integrality=np.ones(grid.size),
        )
        for sign in (1, -1)
    ]
    assert all(end.success for end in ends)
    return round(ends[0].fun), round(-ends[1].fun)


class TestTablesAttacked:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(2, 4), st.integers(2, 5), st.data())
    def test_two_way(self, rows, columns, data):
        cells = data.draw(st.lists(st.integers(0, 20), min_size=rows * columns, max_size=rows * columns))
        table = with_totals(np.array(cells).reshape(rows, columns))
        protected = protect(table, COUNCIL, by=["row", "column"])
        small = [i for i, n in enumerate(table["count"]) if 0 < n < 5]
        assert protected.loc[small, "suppressed"].all()
        assert protected.loc[protected["suppressed"], "count"].isna().all()
        # Zeros are shown, so that nothing hidden is 0.
        bounds = np.array([(1, 10_000) if t == MARK else (int(t), int(t)) for t in protected["shown"]])
        for position in small:
            least, most = attack(bounds, (rows, columns), position)
            assert least <= table["count"][position] <= most
            assert least < most and most >= 5

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
    def test_one_way_with_its_total(self, counts):
        table = pd.DataFrame(
            {"area": [*map(str, range(len(counts))), TOTAL], "count": [*counts, sum(counts)]}
        )
        protected = protect(table, COUNCIL)
        hidden = protected["suppressed"].to_numpy()
        small = np.array([0 < n < 5 for n in table["count"]])
        assert hidden[small].all()
        inner = hidden[:-1]
        if small.any() and not hidden[-1]:
            left = sum(counts) - sum(n for n, h in zip(counts, inner, strict=True) if not h)
            # Each of the others is at least 1, so the largest that any one can be is what is left.
            assert inner.sum() >= 2 and left - (inner.sum() - 1) >= 5

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
    def test_one_way_whose_total_is_known_elsewhere(self, counts):
        table = pd.DataFrame({"area": [*map(str, range(len(counts)))], "count": counts})
        protected = protect(table, COUNCIL)
        hidden = protected["suppressed"].to_numpy()
        small = np.array([0 < n < 5 for n in counts])
        assert hidden[small].all()
        if small.any() and not protected.attrs["unsafe_total"]:
            left = sum(n for n, h in zip(counts, hidden, strict=True) if h)
            assert hidden.sum() >= 2 and left - (hidden.sum() - 1) >= 5
        if protected.attrs["unsafe_total"]:
            assert hidden[np.array(counts) > 0].all()

    @settings(max_examples=50, deadline=None)
    @given(
        st.integers(2, 4),
        st.integers(2, 4),
        st.sampled_from([NHS, Rule("both", fewest=5, round_to=5)]),
        st.data(),
    )
    def test_rounded_figures_do_not_give_a_small_one_away(self, rows, columns, rule, data):
        cells = data.draw(st.lists(st.integers(0, 30), min_size=rows * columns, max_size=rows * columns))
        table = with_totals(np.array(cells).reshape(rows, columns))
        protected = protect(table, rule, by=["row", "column"])
        assume(not protected.attrs["unsafe_total"])

        def meaning(text):
            if text == MARK:
                return 1, 10_000
            n = int(text)
            if rule is NHS:
                return (0, 0) if n == 0 else (1, 7) if n == 5 else (max(n - 2, 8), n + 2)
            return (0, 0) if n == 0 else (max(n - 2, 5), n + 2)

        bounds = np.array([meaning(text) for text in protected["shown"]])
        for position, n in enumerate(table["count"]):
            if 0 < n <= (7 if rule is NHS else 4):
                least, most = attack(bounds, (rows, columns), position)
                assert least <= n <= most and most - least >= 3
                assert rule is NHS or most >= 5

    def test_a_small_example_by_eye(self):
        table = with_totals(np.array([[3, 20, 30], [40, 50, 60], [25, 35, 45]]))
        protected = protect(table, COUNCIL)
        hidden = set(map(tuple, protected.loc[protected["suppressed"], ["row", "column"]].to_numpy()))
        # The small cell, one more in its row, one more in its column, and the corner that closes the
        # rectangle.
        assert ("r0", "c0") in hidden and len(hidden) == 4
        assert not any(TOTAL in cell for cell in hidden)


class TestTables:
    def test_zeros_and_large_cells_stay(self):
        table = pd.DataFrame({"area": list("abc"), "count": [0, 50, 60]})
        assert protect(table, COUNCIL)["shown"].tolist() == ["0", "50", "60"]

    def test_every_number_of_a_hidden_row_is_blank(self):
        table = pd.DataFrame(
            {"area": list("abc"), "count": [3, 50, 60], "estimate": [0.03, 0.5, 0.6], "se": [0.1] * 3}
        )
        protected = protect(table, COUNCIL)
        hidden = protected[protected["suppressed"]]
        assert len(hidden) == 2
        assert hidden[["count", "estimate", "se"]].isna().all(axis=None)
        assert not (protected["count"] == 0).any()
        assert table["count"].tolist() == [3, 50, 60]

    def test_the_reader_cannot_tell_primary_from_secondary(self):
        protected = protect(pd.DataFrame({"area": list("abc"), "count": [3, 50, 60]}), COUNCIL)
        assert set(protected.loc[protected["suppressed"], "shown"]) == {MARK}

    def test_nhs_rounding(self):
        table = pd.DataFrame({"area": list("abcdef"), "count": [0, 1, 7, 8, 12, 13]})
        assert protect(table, NHS)["shown"].tolist() == ["0", "5", "5", "10", "10", "15"]
        assert protect(table, NHS)["count"].tolist() == [0, 5, 5, 10, 10, 15]

    def test_schools(self):
        table = pd.DataFrame(
            {
                "year": ["7", "8", "9", "10"],
                "count": [20, 25, 30, 22],
                "base": [120, 29, 130, 110],
                "schools": [5, 5, 2, 6],
            }
        )
        protected = protect(table, SCHOOLS, base="base", schools="schools", by=["year"])
        assert protected["suppressed"].tolist()[1:3] == [True, True]
        assert protected["reason"].tolist()[1:3] == ["base under 30", "from fewer than 3 schools"]
        with pytest.raises(DisclosureError, match="needs the number of schools"):
            protect(table, SCHOOLS, base="base", by=["year"])

    def test_no_figure_about_every_child(self):
        table = pd.DataFrame(
            {"year": list("abc"), "count": [60, 45, 50], "base": [60, 90, 100], "schools": 6}
        )
        protected = protect(table, CHILDREN, by=["year"], base="base", schools="schools").set_index("year")
        assert protected.loc["a", "reason"] == "everyone who was asked said so"
        assert not protect(table, SCHOOLS, by=["year"], base="base", schools="schools")["suppressed"].any()

    def test_a_zero_of_a_small_base_is_hidden_even_where_all_is(self):
        table = pd.DataFrame({"area": ["a", "b"], "count": [0, 3], "base": [4, 30]})
        protected = protect(table, SMALL_BASE, by=["area"], base="base")
        assert protected["suppressed"].all() and protected["count"].isna().all()

    def test_a_few_who_did_not_are_hidden_too(self):
        table = pd.DataFrame({"area": ["a", "b", "c"], "count": [48, 30, 20], "base": [50, 60, 60]})
        protected = protect(table, COUNCIL, base="base")
        assert protected["suppressed"].iloc[0]

    @pytest.mark.parametrize(
        "table, message",
        [
            ({"area": ["a", "a"], "count": [1, 2]}, "Two rows"),
            ({"area": ["a", None], "count": [1, 2]}, "no label"),
            ({"area": ["a", "b"], "count": [1, -2]}, "whole numbers"),
            ({"area": ["a", "b"], "count": [1, np.nan]}, "whole numbers"),
            ({"area": ["a", "b"], "count": [1.5, 2]}, "whole numbers"),
            ({"area": ["a", "b", TOTAL], "count": [10, 20, 35]}, "total of 35, but its cells add up to 30"),
            ({"count": [10, 20]}, "no column of labels"),
        ],
    )
    def test_refused(self, table, message):
        with pytest.raises(DisclosureError, match=message):
            protect(pd.DataFrame(table), COUNCIL)

    def test_an_earlier_edition_cannot_be_subtracted(self):
        before = pd.DataFrame({"area": ["a", "b", "c"], "count": [20.0, np.nan, 40]})
        now = pd.DataFrame({"area": ["a", "b", "c"], "count": [22, 30, 60]})
        protected = protect(now, COUNCIL, earlier=before).set_index("area")
        assert protected.loc["a", "suppressed"]
        assert protected.loc["a", "reason"] == "differs from an earlier table by fewer than 5 people"
        assert protected["suppressed"].sum() == 2
        assert not protect(now, COUNCIL)["suppressed"].any()

    def test_three_ways(self):
        rng = np.random.default_rng(3)
        rows = [
            (*labels, n)
            for labels, n in zip(product("ab", "uvw", "xy"), rng.integers(2, 30, 12), strict=True)
        ]
        table = pd.DataFrame(rows, columns=["a", "b", "c", "count"])
        protected = protect(table, COUNCIL)
        small = table["count"] < 5
        assert small.any() and protected.loc[small, "suppressed"].all()
        for ways in (["a", "b"], ["a", "c"], ["b", "c"]):
            hidden = protected.groupby(ways)["suppressed"].sum()
            assert not (hidden == 1).any()


class TestShares:
    def test_two_per_cent_of_300_is_six_children(self):
        found = protect_share(6, 300, CHILDREN, schools=9)
        assert isinstance(found, Hidden) and found.hidden and found.reason == "fewer than 8 people said so"
        assert protect_share(6, 300, COUNCIL) == Shown(0.02, 300)

    @pytest.mark.parametrize(
        "numerator, base, rule, schools, reason",
        [
            (4, 300, COUNCIL, None, "fewer than 5 people said so"),
            (296, 300, COUNCIL, None, "fewer than 5 people did not"),
            (3, 9, SMALL_BASE, None, "base under 10"),
            (2, 4, COUNCIL, None, "fewer than 5 people"),
            (10, 29, SCHOOLS, 5, "base under 30"),
            (10, 60, SCHOOLS, 2, "from fewer than 3 schools"),
            (60, 60, CHILDREN, 5, "everyone who was asked said so"),
            (0, 0, COUNCIL, None, "nobody was asked"),
        ],
    )
    def test_hidden(self, numerator, base, rule, schools, reason):
        assert protect_share(numerator, base, rule, schools=schools) == Hidden(reason)

    def test_shown(self):
        assert protect_share(0, 300, COUNCIL) == Shown(0.0, 300)
        assert protect_share(300, 300, COUNCIL) == Shown(1.0, 300)
        assert protect_share(60, 300, CHILDREN, schools=3) == Shown(0.2, 300)
        assert protect_share(60, 300, COUNCIL, estimate=0.23) == Shown(0.23, 300)

    def test_rounding_blurs_both_counts(self):
        assert protect_share(6, 302, NHS) == Shown(5 / 300, 300)
        assert protect_share(6, 302, NHS, estimate=0.031) == Hidden("7 people or fewer said so")

    def test_contradictions(self):
        with pytest.raises(DisclosureError, match="301 of 300"):
            protect_share(301, 300, COUNCIL)
        with pytest.raises(DisclosureError, match="number of schools"):
            protect_share(60, 300, CHILDREN)

    @given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 6))
    def test_the_strictest_rule_shows_nothing_another_hides(self, numerator, base, schools):
        assume(numerator <= base)
        rules = (COUNCIL, NHS, SMALL_BASE, SCHOOLS)
        if isinstance(protect_share(numerator, base, strictest(*rules), schools=schools), Shown):
            assert all(
                isinstance(protect_share(numerator, base, r, estimate=0.5, schools=schools), Shown)
                for r in rules
            )

    def test_an_own_rule(self):
        assert isinstance(protect_share(9, 100, Rule("ours", fewest=10)), Hidden)
