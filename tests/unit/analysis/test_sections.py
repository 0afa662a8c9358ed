"""The figures of a section: the design gate, comparisons, and disclosure control seen from outside."""

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest

from analysis import Benchmark, SurveyDesign
from analysis.compare import difference as library_difference
from analysis.measures import SEVERAL, SHARE, SINGLE, Asked, Measure
from analysis.measuring import estimate
from analysis.sections import Beside, difference, finding, rule_for, who_answered

COUNCIL = rule_for("council", "adults", False)
CHILDREN = rule_for("council", "young", False)
SCALE = ("vs", "fs", "fu", "vu")
SAFE = Asked("safe", SCALE, ("dk",), net=("vs", "fs"))
GM = Benchmark(0.88, base=12875)


def wave(counts: dict, weight: dict | None = None) -> pd.DataFrame:
    weight = weight or {}
    return pd.DataFrame(
        {"safe": list(counts), "n": list(counts.values()), "weight": [weight.get(one, 1.0) for one in counts]}
    )


def told(counts, rule=COUNCIL, kind="quota", beside=(), measure=SHARE, asked=SAFE):
    made = estimate(
        Measure("m", "safe", "adults", measure),
        asked,
        wave(counts),
        lambda frame: SurveyDesign(frame, weight="weight", count="n", kind=kind),
    )
    return finding(made, rule, beside)


BOTH = (Beside("similar", GM, "similar"), Beside("other", GM, "not comparable"))


def test_a_difference_is_given_only_where_design_and_verdict_allow_it():
    counts = {"vs": 500, "fs": 440, "fu": 40, "vu": 20}
    by_design = {kind: told(counts, kind=kind, beside=BOTH) for kind in ("open", "quota", "probability")}
    for kind, body in by_design.items():
        similar, other = body["beside"]
        assert other["difference"] is None
        assert (similar["difference"] is None) == (kind == "open")
        assert (body["lower"] is None) == (kind == "open")
    # 94% less 88% is 6 points; both errors: sqrt(.94 x .06 / 1000 + .88 x .12 / 12875) = 0.80 points, times 1.96.
    found = by_design["probability"]["beside"][0]["difference"]
    half = 1.96 * math.sqrt(0.94 * 0.06 / 1000 + 0.88 * 0.12 / 12875)
    assert found["value"] == 0.06
    assert found["lower"] == pytest.approx(0.06 - half, abs=0.0006)
    assert found["verdict"] == "higher"


def test_a_difference_agrees_with_the_library_of_comparisons():
    frame = pd.DataFrame({"safe": ["vs"] * 61 + ["vu"] * 39, "n": 1, "weight": np.linspace(0.5, 1.5, 100)})
    design = SurveyDesign(frame, weight="weight", count="n", kind="quota")
    made = estimate(Measure("m", "safe", "adults", SHARE), SAFE, frame, lambda more: SurveyDesign(
        more, weight="weight", count="n", kind="quota"))  # fmt: skip
    theirs = library_difference(design, "safe", ["vs", "fs"], against=Benchmark(0.5, base=900))
    ours = difference(made.net, Benchmark(0.5, base=900))
    assert ours["value"] == pytest.approx(theirs.estimate, abs=0.0005)
    # They take Student's t on 99 degrees of freedom (1.984), we the normal quantile (1.960).
    assert ours["upper"] - ours["value"] == pytest.approx(theirs.upper - theirs.estimate, rel=0.02)


def test_a_benchmark_without_a_base_gets_no_difference():
    body = told({"vs": 500, "fs": 440, "fu": 60}, beside=(Beside("csew", Benchmark(0.78), "similar"),))
    assert body["beside"][0]["difference"] is None
    assert body["beside"][0]["value"] == 0.78


def test_a_share_keeps_more_digits_than_anybody_reads():
    """45.46% is 45%: kept as 45.5% it would be read as 46%."""
    assert told({"vs": 4546, "fs": 0, "fu": 5454})["value"] == 0.4546


def test_all_of_a_small_base_is_not_certainty():
    """Twelve of twelve: Clopper and Pearson's interval is 0.025 ** (1 / 12) = 73.5% to 100%, so 88% is within reach."""
    counts = {"vs": 12, "fs": 0, "fu": 0}
    body = told(counts, kind="probability", beside=(Beside("gm", Benchmark(0.88, base=12875), "similar"),))
    found = body["beside"][0]["difference"]
    assert found["value"] == 0.12
    assert found["verdict"] == "cannot_tell"


def test_a_difference_within_chance_says_that_nobody_can_tell():
    body = told({"vs": 45, "fs": 44, "fu": 11}, beside=(Beside("gm", GM, "similar"),))
    assert body["beside"][0]["difference"]["verdict"] == "cannot_tell"


@pytest.mark.parametrize(
    "counts, rule, reason",
    [
        ({"vs": 3, "vu": 97}, COUNCIL, "small_count"),
        ({"vs": 97, "vu": 4}, COUNCIL, "small_count"),
        ({"vs": 2, "vu": 1}, COUNCIL, "small_base"),
        ({"vs": 15, "vu": 14}, CHILDREN, "small_base"),
        ({"vs": 7, "vu": 93}, CHILDREN, "small_count"),
        ({"vs": 40}, CHILDREN, "unanimous"),
    ],
)
def test_a_small_base_or_count_on_either_side_withholds_the_whole_finding(counts, rule, reason):
    body = told(counts, rule)
    assert (body["state"], body["reason"]) == ("withheld", reason)
    assert body["value"] is None and body["parts"] == [] and body["beside"] == []
    # Where everybody said the same, the base would be the number of them.
    assert (body["base"] is None) == (reason in ("small_base", "unanimous"))


def test_thirty_young_people_are_enough():
    assert told({"vs": 15, "vu": 15}, CHILDREN)["value"] == 0.5


def test_young_people_have_the_strictest_rule_whatever_the_partnership_chose():
    for setting in ("council", "nhs", "base10", "schools"):
        rule = rule_for(setting, "young", False)
        assert (rule.least_base, rule.fewest) == (30, 8)
    assert rule_for("council", "young", True).least_schools == 3


def solutions(body, base: int, net: int, answers) -> dict[str, set[int]]:
    """What a reader who knows base and net count can work out for each hidden answer: every number it could be.

    A zero is only hidden where all are, so any other hidden answer is at least 1. `body` is unweighted, so that
    shown shares are counts.
    """
    least = 0 if all(part["state"] != "shown" for part in body["parts"]) else 1
    shown = {part["id"]: round(part["value"] * base) for part in body["parts"] if part["state"] == "shown"}
    possible = {}
    for side, total in ((("vs", "fs"), net), (tuple(one for one in answers if one not in ("vs", "fs")), base - net)):
        hidden = [one for one in side if one not in shown]
        left = total - sum(shown[one] for one in side if one in shown)
        if not hidden:
            continue
        every = [split for split in itertools.product(range(least, left + 1), repeat=len(hidden)) if sum(split) == left]
        for place, one in enumerate(hidden):
            possible[one] = {split[place] for split in every}
    return possible


def test_no_hidden_answer_can_be_had_from_the_net_the_base_and_the_answers_shown():
    chance = np.random.default_rng(5)
    seen = 0
    for _ in range(60):
        counts = dict(zip((*SCALE, "dk"), chance.choice([0, 1, 2, 3, 6, 9, 14], 5).tolist(), strict=True))
        base = sum(counts.values())
        counts = {one: number for one, number in counts.items() if number}
        if base < 12:
            continue
        body = told(counts)
        if body["state"] == "withheld":
            continue
        net = counts.get("vs", 0) + counts.get("fs", 0)
        for one, values in solutions(body, base, net, (*SCALE, "dk")).items():
            if not counts.get(one):
                continue
            seen += 1
            assert len(values) > 1, (counts, one, values)
            # At least as uncertain as the rule: it could be as many as a figure that may be shown.
            assert max(values) >= 5, (counts, one, values)
    assert seen > 20


def test_an_answer_of_a_ranking_hides_whether_few_gave_it_or_few_did_not():
    asked = Asked("why", ("a", "b", "c"), ())
    frame = pd.DataFrame({"why=a": [1] * 50, "why=b": [1] * 3 + [0] * 47, "why=c": [1] * 20 + [0] * 30})
    made = estimate(Measure("m", "why", "adults", SEVERAL), asked, frame, lambda more: SurveyDesign(more, kind="open"))
    parts = {part["id"]: part for part in finding(made, COUNCIL)["parts"]}
    assert parts["a"]["value"] == 1.0 and parts["c"]["value"] == 0.4
    assert parts["b"] == {
        "id": "b", "in_net": False, "apart": False, "state": "withheld", "value": None, "lower": None, "upper": None,
        "base": None,
    }  # fmt: skip


def test_a_ranking_is_ordered_by_share_with_what_is_off_the_subject_last():
    asked = Asked("safe", ("fs", "vs"), ("dk",))
    body = told({"vs": 50, "fs": 10, "dk": 60}, measure=SINGLE, asked=asked)
    assert [part["id"] for part in body["parts"]] == ["vs", "fs", "dk"]


def test_a_routed_base_is_not_shown_where_it_would_tell_of_those_outside_it():
    # 97 of 100 feel safe and are asked why: the base of the reasons would say that 3 do not.
    asked = Asked("why", ("a", "b"), (), route=(("safe", ("vs",)),))
    frame = pd.DataFrame({
        "why=a": [1] * 50 + [0] * 47 + [None] * 3, "why=b": [0] * 50 + [1] * 47 + [None] * 3,
        "safe": ["vs"] * 97 + ["vu"] * 3,
    })  # fmt: skip
    made = estimate(Measure("m", "why", "adults", SEVERAL), asked, frame, lambda more: SurveyDesign(more, kind="open"))
    body = finding(made, COUNCIL)
    assert body["state"] == "withheld"
    assert "97" not in json.dumps(body)


def test_who_answered_beside_the_census():
    rows = [
        {"categories": ["f"], "target": 500, "people": 60},
        {"categories": ["m"], "target": 480, "people": 40},
        {"categories": ["x"], "target": 20, "people": 0},
    ]
    body = who_answered("sex", rows, 12, COUNCIL)
    assert [row["sample"] for row in body["rows"]] == [0.6, 0.4, 0.0]
    assert [row["target"] for row in body["rows"]] == [0.5, 0.48, 0.02]
    # 40% is more than three quarters of 48% (36%).
    assert [row["heard"] for row in body["rows"]] == ["enough", "enough", "none"]
    assert (body["base"], body["unanswered"]) == (100, 12)


def test_a_category_of_few_people_takes_another_with_it():
    rows = [{"categories": [one], "target": 100, "people": n} for one, n in (("a", 60), ("b", 3), ("c", 37))]
    body = who_answered("group", rows, 0, COUNCIL)
    hidden = [row["categories"][0] for row in body["rows"] if row["state"] == "withheld"]
    # With one of the others shown alone, 100% less the two would be b.
    assert "b" in hidden and len(hidden) == 2
    assert [row["sample"] for row in body["rows"] if row["categories"] == ["b"]] == [None]


def test_few_people_who_did_not_say_hide_the_base_from_which_they_would_be_had():
    rows = [{"categories": [one], "target": 100, "people": 50} for one in "ab"]
    body = who_answered("group", rows, 2, COUNCIL)
    assert body["base"] is None and body["unanswered"] is None
