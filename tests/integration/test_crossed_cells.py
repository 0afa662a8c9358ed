"""Many tables of weighted cells from one reading: the people and weights that a pencil gives, on both databases."""

import pandas as pd
import pytest

from consult.services import cells, crossed_cells, designs, weigh
from consult.services.weigh import Margin
from tests.integration.waves import add_people, add_wave, fifteen

SEX = Margin(("sex",), {("female",): 52.0, ("male",): 48.0})


def rows(frame, *columns):
    """The cells as {values: (people, weight of one)}, None for what is missing."""
    told = frame[[*columns, "n", "weight"]].itertuples(index=False, name=None)
    clean = (tuple(None if value != value else value for value in row) for row in told)
    return {row[:-2]: (row[-2], None if row[-1] is None else round(row[-1], 9)) for row in clean}


def test_each_table_has_its_own_cells_with_the_weights_of_the_run(any_app):
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [SEX], "tests")
    # Six women stand for 52, nine men for 48.
    woman, man = round(52 / 6, 9), round(48 / 9, 9)
    dark, reasons, nothing = designs.frames(run, [["dark"], ["reasons=asb", "reasons=drugs"], []])
    assert rows(dark, "dark", "sex") == {
        ("safe", "female"): (4, woman), ("unsafe", "female"): (2, woman), ("safe", "male"): (6, man),
        ("unsafe", "male"): (3, man),
    }
    assert rows(reasons, "reasons=asb", "reasons=drugs", "sex") == {
        (1, 1, "female"): (2, woman), (1, 0, "male"): (3, man), (None, None, "female"): (4, woman),
        (None, None, "male"): (6, man),
    }
    assert rows(nothing, "sex") == {("female",): (6, woman), ("male",): (9, man)}


def test_each_table_is_the_one_that_is_read_alone(any_app):
    wave = add_wave()
    fifteen(wave)
    add_people(wave, (2, {"sex": "female", "asb": {"litter": "big"}, "reasons": ["nothing"], "reasons.other": "x"}))
    run = weigh.weigh(wave, [SEX], "tests")
    lists = [["dark", "age_band"], ["asb.litter"], ["reasons=asb", "reasons=nothing", "dark"], ["sex", "reasons.other"]]
    for columns, found in zip(lists, designs.frames(run, lists), strict=True):
        alone = designs.frame(run, columns)
        pd.testing.assert_frame_equal(found[alone.columns].sort_values(columns, ignore_index=True),
                                      alone.sort_values(columns, ignore_index=True), check_dtype=False)  # fmt: skip


def test_more_responses_than_are_held_at_a_time(any_app, monkeypatch):
    monkeypatch.setattr(cells, "AT_ONCE", 4)
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [SEX], "tests")
    (dark,) = designs.frames(run, [["dark"]])
    assert dark.groupby("dark")["n"].sum().to_dict() == {"safe": 10, "unsafe": 5}
    assert cells.counts(wave, ["dark", "sex"]) == [
        ("safe", "female", 4), ("safe", "male", 6), ("unsafe", "female", 2), ("unsafe", "male", 3)]  # fmt: skip


def test_what_was_weighed_before_is_refused_and_so_is_an_unknown_column(any_app):
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [SEX], "tests")
    with pytest.raises(cells.UnknownColumn):
        crossed_cells.weighted_cells(run, [["dark"], ["drak"]], [])
    add_people(wave, (1, {"sex": "female"}))
    with pytest.raises(cells.StaleRun) as caught:
        crossed_cells.weighted_cells(run, [["dark"]], [])
    assert (caught.value.then, caught.value.now) == (15, 16)
    with pytest.raises(cells.StaleRun):
        cells.check(run)
