"""What may be told beside and after other figures. An attacker of the tests' own tries to undo every protection."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.counts import DIFFERENCE, OTHERS, PEOPLE, SECONDARY, SMALL_COUNT, Count
from analysis.disclosure_rules import CHILDREN, COUNCIL, NHS, Rule
from analysis.protection import withheld
from analysis.protection_moves import least_told
from analysis.protection_system import Told
from tests.attacker import ANY, Attacker

EVERYBODY = frozenset()
PUPILS = Rule("children without schools", fewest=8, least_base=30, unanimous=False)
ANSWERS = ("a", "b", "c")
AREAS, SEXES = ("north", "south", "nowhere"), ("female", "male")
# Nobody here kept their sex to themselves, but a reader cannot know that.
ANY_SEX = (*SEXES, "unsaid")


def counts(group=EVERYBODY, variable="safe", net=(), **people):
    """Every answer of a question in one group, with the base and perhaps a net."""
    base = sum(people.values())
    sets = [(answer,) for answer in people] + [tuple(people)] + ([net] if net else [])
    return [
        Count(variable, frozenset(one), frozenset(group), sum(people[answer] for answer in one), base) for one in sets
    ]


def names(found, reason=None):
    """The answers, groups aside, of what is withheld, for one reason or any."""
    return {"".join(sorted(count.answers)) for count, why in found.items() if reason in (None, why)}


def told(now, found, state="first"):
    return [Told(count, state, found.get(count)) for count in now]


def test_one_small_answer_takes_another_with_it():
    found = withheld(counts(a=50, b=30, c=12, d=3), [], COUNCIL)
    assert names(found, SMALL_COUNT) == {"d"}
    # 3 could be 3 + 4 once 12 is hidden as well: the cheapest of the three.
    assert names(found, SECONDARY) == {"c"}


def test_nothing_small_hides_nothing():
    assert withheld(counts(a=50, b=30, c=12), [], COUNCIL) == {}


def test_a_net_and_all_but_one_of_its_answers_tell_the_last():
    """68 and 65 are both large; who is given the two has the 3 without being told of them."""
    now = [Count("safe", frozenset(one), EVERYBODY, people, 100) for one, people in (("ab", 68), ("a", 65))]
    found = withheld(now, [], COUNCIL)
    assert names(found, SECONDARY) == {"a"}


AREA = "area"


def test_everybody_else_is_the_other_areas_together_and_no_area_of_its_own():
    parts = {"north": (20, 10), "south": (20, 10), "west": (10, 10), OTHERS + "north": (30, 20)}
    now = counts(a=50, b=30) + [one for area, (a, b) in parts.items() for one in counts({(AREA, area)}, a=a, b=b)]
    assert withheld(now, [], COUNCIL) == {}


def test_everybody_else_less_the_areas_that_are_told_is_the_small_one():
    """38 of everybody else less 35 in the West would be the 3 in the South."""
    parts = {"north": (20, 10), "south": (3, 17), "west": (35, 11), OTHERS + "north": (38, 28)}
    now = counts(a=60, b=40) + [one for area, (a, b) in parts.items() for one in counts({(AREA, area)}, a=a, b=b)]
    found = withheld(now, [], COUNCIL)
    hidden_in = {area for (area, answers) in ((dict(one.group).get(AREA), one.answers) for one in found)
                 if answers == frozenset("a")}
    assert "south" in hidden_in and hidden_in & {"west", OTHERS + "north"}


def test_everybody_less_the_north_is_not_the_north():
    """93 and 90 are large, and so are the 30 and 30 who said otherwise; the difference of 3 lives elsewhere."""
    now = counts(a=93, b=30) + counts({("area", "north")}, a=90, b=30)
    found = withheld(now, [], COUNCIL)
    assert found and all(count.group for count in found)


def test_details_go_before_totals():
    now = counts(a=60, b=60)
    now += counts({("area", "north")}, a=3, b=27) + counts({("area", "south")}, a=57, b=33)
    found = withheld(now, [], COUNCIL)
    assert all(count.group for count in found)
    assert {(next(iter(count.group))[1], *count.answers) for count in found if len(count.answers) == 1} >= {
        ("north", "a"), ("south", "a")
    }  # fmt: skip


def test_the_same_again_is_the_same():
    now = counts(a=50, b=30, c=12, d=3, net=("a", "b"))
    found = withheld(now, [], COUNCIL)
    assert withheld(now, told(now, found), COUNCIL, "first") == found


def test_what_was_hidden_is_not_given_away_by_another_output():
    first = counts(a=50, b=30, c=12, d=3)
    before = told(first, withheld(first, [], COUNCIL))
    # The net of b and c would leave 3; a and b were told.
    later = [Count("safe", frozenset(one), EVERYBODY, people, 95) for one, people in (("bc", 42), ("abc", 92))]
    found = withheld(later, before, COUNCIL, "first")
    assert names(found) == {"bc", "abc"}


@pytest.mark.parametrize(("more", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_figure_that_moved_by_a_few_people_is_not_told_again(more, hidden):
    first = counts(a=50, b=30)
    before = told(first, {})
    found = withheld(counts(a=50 + more, b=30), before, COUNCIL, "second" if more else "first")
    assert bool(found) == hidden
    if hidden:
        # The base moved by as many: nothing of it can be told.
        assert names(found, DIFFERENCE) == {"a", "b", "ab"}


def test_withdrawn_answers_are_protected_as_those_that_came():
    first = counts(a=50, b=30)
    assert names(withheld(counts(a=48, b=30), told(first, {}), COUNCIL, "second")) == {"a", "b", "ab"}
    assert not withheld(counts(a=40, b=30), told(first, {}), COUNCIL, "second")


def test_of_many_who_came_the_few_who_said_so_are_not_told():
    first = counts(a=50, b=30, c=40)
    found = withheld(counts(a=70, b=32, c=60), told(first, {}), COUNCIL, "second")
    assert "b" in names(found, DIFFERENCE) and len(found) == 2
    assert "abc" not in names(found)


def test_the_number_of_people_gives_no_few_away_who_were_not_asked():
    """97 of 100 were led to a question: the 3 others gave the answers that did not lead there."""
    now = [Count(PEOPLE, frozenset(), EVERYBODY, 100, 100), *counts(a=50, b=47)]
    assert not withheld(now, [], COUNCIL)
    found = withheld(now, [], COUNCIL, routed={"safe"})
    assert names(found) == {"a", "b", "ab"}


def test_a_base_that_few_have_is_no_unanimous_answer():
    """All who were asked are in the base: that every pupil answered is nothing that anybody said."""
    assert not withheld(counts(a=20, b=20), [], PUPILS)
    assert names(withheld(counts(a=40, b=0), [], PUPILS)) >= {"a"}


def test_a_rule_that_rounds_hides_what_it_would_blur():
    assert least_told(NHS) == 8 and least_told(CHILDREN) == 8
    assert "b" in names(withheld(counts(a=90, b=7, c=40), [], NHS))


@dataclass
class World:
    """People by answer, area and sex [3, 3, 2]; figures of them come out again and again."""

    people: np.ndarray

    def group(self, **labels):
        """Counts of every answer in one group."""
        place = [slice(None), slice(None), slice(None)]
        for axis, (name, known) in enumerate((("area", AREAS), ("sex", SEXES)), 1):
            if name in labels:
                place[axis] = slice(known.index(labels[name]), known.index(labels[name]) + 1)
        by_answer = self.people[tuple(place)].sum(axis=(1, 2)).tolist()
        return counts(labels.items(), net=("a", "b"), **dict(zip(ANSWERS, by_answer, strict=True)))

    def release(self, by):
        """The figures of an output: of everybody, or by area (those without one are never a group), or by sex."""
        options = {"area": AREAS[:2], "sex": SEXES}
        found = self.group()
        for chosen in itertools.product(*(options[name] for name in by)):
            found += self.group(**dict(zip(by, chosen, strict=True)))
        return list(dict.fromkeys(found))


def sums(attacker, releases):
    """Everything small that somebody could want: each answer or two of them, in each group, in each release and
    between two of them."""
    sets = [(one,) for one in ANSWERS] + list(itertools.combinations(ANSWERS, 2)) + [ANSWERS]
    areas = [AREAS, ("nowhere",), ("north",), ("south",), ("north", "south")]
    for answers, area, sex in itertools.product(sets, areas, [ANY_SEX, ("female",), ("male",)]):
        rows = [attacker.sum(release, answer=answers, area=area, sex=sex) for release in range(releases)]
        yield from rows
        yield from (later - then for then, later in itertools.combinations(rows, 2))


def read(attacker, release, now, found):
    """The attacker reads what is told, and takes what is withheld for more than nought, as noughts are told.

    Not where a whole crossing is withheld: there, noughts are as well.
    """
    noughts_are_told = {_by(count) for count in now if count not in found} - {
        _by(count) for count in found if not count.people
    }
    for count in now:
        where = {name: value for name, value in count.group}
        base = attacker.sum(release, **where)
        if any(one not in found for one in now if one.group == count.group):
            attacker.learn(base, count.base)
        row = attacker.sum(release, answer=tuple(count.answers), **where)
        if count not in found:
            attacker.learn(row, count.people)
        elif _by(count) in noughts_are_told:
            attacker.learn(row, 1, np.inf)


def _by(count):
    return frozenset(name for name, _value in count.group)


tables = st.lists(st.sampled_from([0, 0, 1, 2, 3, 5, 8, 13, 30]), min_size=18, max_size=18)
splits = st.sampled_from([(), ("area",), ("sex",), ("area", "sex")])
TRIALS = {"outputs": 0, "sums": 0}


def attack(outputs, rule, signs=(), protected=True):
    """Tell one output after another and let the attacker at them all: the true numbers of what it has found.

    outputs   (number of the release whose people are counted, the people, what the figures are by)
    signs     as the Attacker takes them
    """
    attacker = Attacker({"answer": list(ANSWERS), "area": list(AREAS), "sex": list(ANY_SEX)}, len(signs) + 1, signs)
    before, fewest = [], least_told(rule)
    for release, world, by in outputs:
        now = world.release(by)
        found = withheld(now, before, rule, str(release)) if protected else {}
        read(attacker, release, now, found)
        before += told(now, found, str(release))
    unsaid = ((0, 0), (0, 0), (0, 1))
    people = {release: np.pad(world.people, unsaid).ravel() for release, world, _by in outputs}
    truth = np.concatenate([people[release] for release in sorted(people)])
    small = [row * np.sign(row @ truth) for row in sums(attacker, len(people)) if 1 <= abs(row @ truth) < fewest]
    TRIALS["outputs"] += len(outputs)
    TRIALS["sums"] += len(small)
    return [float(row @ truth) for row in small if attacker.has_found(row, fewest)]


EXAMPLES = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@EXAMPLES
@given(tables, st.lists(splits, min_size=1, max_size=3))
def test_several_tables_of_the_same_people_give_nobody_away(table, splits_of):
    world = World(np.array(table).reshape(3, 3, 2))
    assert attack([(0, world, by) for by in splits_of], COUNCIL) == []


@EXAMPLES
@given(tables, st.lists(st.sampled_from([0, 0, 0, 1, 2, 6]), min_size=18, max_size=18), splits, splits, st.booleans())
def test_answers_that_come_or_go_between_two_outputs_give_nobody_away(table, more, first, second, come):
    fewer = World(np.array(table).reshape(3, 3, 2))
    greater = World(fewer.people + np.array(more).reshape(3, 3, 2))
    then, now = (fewer, greater) if come else (greater, fewer)
    assert attack([(0, then, first), (1, now, second)], COUNCIL, [1 if come else -1]) == []


@EXAMPLES
@given(tables, splits, splits)
def test_young_peoples_tables_give_nobody_away(table, first, second):
    world = World(3 * np.array(table).reshape(3, 3, 2))
    assert attack([(0, world, first), (0, world, second)], PUPILS) == []


def test_the_attack_finds_people_where_nothing_is_protected():
    chance = np.random.default_rng(3)
    found = 0
    for _ in range(10):
        world = World(chance.choice([0, 1, 2, 5, 13, 30], 18).reshape(3, 3, 2))
        grown = World(world.people + chance.choice([0, 0, 1], 18).reshape(3, 3, 2))
        found += len(attack([(0, world, ("area",)), (1, grown, ("sex",))], COUNCIL, [1], protected=False)) > 0
    assert found == 10


def test_a_table_by_age_neighbourhood_and_sex_is_protected_and_keeps_its_margins():
    """4 answers x 6 ages x 4 neighbourhoods x 2 sexes, with every margin: 525 cells."""
    chance = np.random.default_rng(1)
    shape = {"age": list("uvwxyz"), "area": list("nswc"), "sex": list("fm")}
    people = chance.multinomial(10_000, chance.dirichlet([4] * 192)).reshape(4, 6, 4, 2)
    now = []
    for chosen in itertools.product(*([ANY, *labels] for labels in shape.values())):
        axes = [slice(None) if one is ANY else [labels.index(one)]
                for one, labels in zip(chosen, shape.values(), strict=True)]  # fmt: skip
        cell = people[:, axes[0]][:, :, axes[1]][:, :, :, axes[2]].sum(axis=(1, 2, 3)).tolist()
        group = {(name, one) for name, one in zip(shape, chosen, strict=True) if one is not ANY}
        now += counts(group, **dict(zip("abcd", cell, strict=True)))
    found = withheld(now, [], COUNCIL)
    assert all(count in found for count in now if 0 < count.people < 5)
    assert all(count.group for count in found)



def test_all_other_categories_together_are_the_sum_of_those_that_are_named():
    """30 of 40 in one group beside 30 of 80 in all others: the three groups behind them add up to both."""
    def count(people, base, *group):
        return Count("safe", frozenset({"yes"}), frozenset(group), people, base)

    told = [count(60, 160), count(30, 40, ("age", "a")), count(20, 40, ("age", "b")), count(10, 40, ("age", "c")),
            count(30, 80, ("age", "!a"))]  # fmt: skip
    assert withheld(told, [], COUNCIL) == {}
    # All but two answers in the others: three told groups would leave the fourth, of 2 people, to be worked out.
    few = [count(62, 122), count(30, 40, ("age", "a")), count(32, 82, ("age", "!a")), count(30, 80, ("age", "b"))]
    assert withheld(few, [], COUNCIL)
