"""What each kind of item takes from a form, refuses, shows and exports."""

import pytest

from consult.questionnaire import AnswerError, Text, flatten, problems


def refusal(item, raw):
    with pytest.raises(AnswerError) as error:
        item.parse(raw)
    return error.value


class TestSingle:
    def test_takes_a_choice(self, load):
        assert load("item_single").item("a").parse(["x"]) == "x"

    @pytest.mark.parametrize(("raw", "code"), [
        ([], "required"), ([""], "required"), (["  "], "required"), (["w"], "not_offered"), (["X"], "not_offered"),
        (["x\x00"], "not_offered"), (["x", "y"], "unreadable"), ("x", "unreadable"), ([1], "unreadable"),
        ([None], "unreadable"), (["x" * 65536], "not_offered"),
    ])
    def test_refuses(self, load, raw, code):
        error = refusal(load("item_single").item("a"), raw)
        assert error.code == code
        assert error.params == {}

    def test_dont_know_and_prefer_not_to_say_are_two_answers(self, load):
        item = load("item_single").item("a")
        kinds = {value: item.choice(item.parse([value])).kind for value in ("dont_know", "prefer_not")}
        assert kinds == {"dont_know": "dont_know", "prefer_not": "prefer_not"}

    def test_words_beside_other(self, load):
        item = load("item_single").item("a")
        assert item.read({"a": ["other"], "a.other": ["  dogs\x00\u202e "]}) == {"a": "other", "a.other": "dogs"}
        assert item.read({"a": ["other"], "a.other": [""]}) == {"a": "other"}

    def test_words_typed_without_ticking_other_tick_it(self, load):
        assert load("item_single").item("a").read({"a.other": ["dogs"]}) == {"a": "other", "a.other": "dogs"}

    def test_words_left_over_beside_another_choice_are_dropped(self, load):
        assert load("item_single").item("a").read({"a": ["x"], "a.other": ["dogs"]}) == {"a": "x"}

    def test_too_many_words_beside_other(self, load):
        item = load("item_single").item("a")
        with pytest.raises(AnswerError) as error:
            item.read({"a": ["other"], "a.other": ["d" * 201]})
        assert (error.value.code, error.value.params) == ("too_long", {"length": 201, "max_length": 200})
        assert len(item.parse_other(["d" * 200])) == 200

    def test_summary(self, load):
        item = load("item_single").item("a")
        assert item.summary("x", "en") == [Text("X", "en")]
        assert item.summary("other", "en", "dogs") == [Text("Other: dogs", "en")]
        assert item.summary(None, "en") == []


class TestSeveral:
    def test_order_is_the_documents_and_each_stands_once(self, load):
        assert load("item_several").item("a").parse(["z", "x", "z"]) == ["x", "z"]

    @pytest.mark.parametrize("raw", [["none", "x"], ["dont_know", "x"], ["none", "dont_know"]])
    def test_none_of_these_stands_alone(self, load, raw):
        assert refusal(load("item_several").item("a"), raw).code == "exclusive"

    @pytest.mark.parametrize(("raw", "code"), [([], "required"), (["x", "w"], "not_offered"), ("x", "unreadable")])
    def test_refuses(self, load, raw, code):
        assert refusal(load("item_several").item("a"), raw).code == code

    def test_words_typed_tick_other_beside_the_rest(self, load):
        item = load("item_several").item("a")
        assert item.read({"a": ["x"], "a.other": ["dogs"]}) == {"a": ["x", "other"], "a.other": "dogs"}
        assert item.read({"a": ["none"], "a.other": ["dogs"]}) == {"a": ["none"]}

    def test_a_column_a_choice(self, load):
        questionnaire = load("item_several")
        assert questionnaire.item("a").columns() == (
            "a=x", "a=y", "a=z", "a=other", "a=none", "a=dont_know", "a.other")
        assert flatten(questionnaire, {"a": ["x", "other"], "a.other": "dogs"}) == {
            "a=x": 1, "a=y": 0, "a=z": 0, "a=other": 1, "a=none": 0, "a=dont_know": 0, "a.other": "dogs"}
        assert set(flatten(questionnaire, {}).values()) == {None}

    @pytest.mark.parametrize(("value", "code"), [
        ("x", "unreadable"), (["y", "x"], "unreadable"), (["x", "x"], "unreadable"), ([["x"]], "unreadable"),
        ([], "required"), (["w"], "not_offered"), (["x", "none"], "exclusive"), ({"x": 1}, "unreadable"),
    ])
    def test_what_is_stored_is_checked_again(self, load, value, code):
        assert [problem.code for problem in problems(load("item_several"), {"a": value})] == [code]


class TestScale:
    def test_points_are_in_order_without_the_dont_know(self, load):
        item = load("item_scale").item("a")
        assert item.points == ("high", "middle", "low")
        assert item.net == ("high", "middle")
        assert item.parse([]) is None


class TestGrid:
    def test_takes_rows(self, load):
        item = load("item_grid").item("a")
        raw = {"drugs": ["small"], "litter": ["big"], "noise": ["dont_know"]}
        assert list(item.parse(raw).items()) == [("litter", "big"), ("noise", "dont_know"), ("drugs", "small")]

    def test_reads_a_field_a_row(self, load):
        form = {"a.litter": ["big"], "a.noise": ["big"], "a.drugs": ["small"], "csrf_token": ["t"]}
        assert load("item_grid").item("a").read(form) == {"a": {"litter": "big", "noise": "big", "drugs": "small"}}

    def test_says_which_rows_are_missing(self, load):
        item = load("item_grid").item("a")
        assert refusal(item, {"litter": ["big"]}).params == {"rows": ["noise", "drugs"]}
        assert refusal(item, {}).params == {"rows": ["litter", "noise", "drugs"]}

    @pytest.mark.parametrize(("raw", "code"), [
        ({"litter": ["huge"], "noise": ["big"], "drugs": ["big"]}, "not_offered"), ({"roads": ["big"]}, "not_offered"),
        ({"litter": ["big", "small"]}, "unreadable"), (["big"], "unreadable"), ({"litter": "big"}, "unreadable"),
    ])
    def test_refuses(self, load, raw, code):
        assert refusal(load("item_grid").item("a"), raw).code == code

    def test_columns_and_summary(self, load):
        questionnaire = load("item_grid")
        item = questionnaire.item("a")
        assert item.columns() == ("a.litter", "a.noise", "a.drugs")
        assert flatten(questionnaire, {"a": {"noise": "big"}}) == {"a.litter": None, "a.noise": "big", "a.drugs": None}
        assert item.summary({"noise": "big", "litter": "small"}, "en") == [
            Text("Litter: Small", "en"), Text("Noise: Big", "en")]


class TestFreeText:
    def test_short_and_long(self, load):
        questionnaire = load("item_text")
        assert (questionnaire.item("a").limit, questionnaire.item("a").long) == (40, False)
        assert (questionnaire.item("b").limit, questionnaire.item("b").long) == (1000, True)

    @pytest.mark.parametrize(("typed", "kept"), [
        ("  two\r\nlines  ", "two\nlines"), ("a\x00b\x07c", "abc"), ("safe\u202egnp.exe", "safegnp.exe"),
        ("👩\u200d👧 میں\u200cنے", "👩\u200d👧 میں\u200cنے"), ("=cmd()", "=cmd()"), ("e\u0301", "é"),
    ])
    def test_cleaned_not_mangled(self, load, typed, kept):
        assert load("item_text").item("b").parse([typed]) == kept

    @pytest.mark.parametrize("blank", [[], [""], [" \n "], ["\x00"], ["\u202e"]])
    def test_a_blank_is_no_answer(self, load, blank):
        assert load("item_text").item("a").parse(blank) is None
        assert refusal(load("item_text").item("b"), blank).code == "required"

    def test_64_kb_is_too_long_and_the_words_are_not_echoed(self, load):
        error = refusal(load("item_text").item("b"), ["x" * 65536])
        assert (error.code, error.params) == ("too_long", {"length": 65536, "max_length": 1000})

    def test_exactly_the_limit_fits(self, load):
        assert load("item_text").item("a").parse(["ا" * 40]) == "ا" * 40
        assert refusal(load("item_text").item("a"), ["ا" * 41]).code == "too_long"

    @pytest.mark.parametrize("raw", [["\ud800"], ["a", "b"], "text", [b"bytes"]])
    def test_what_is_no_text_is_unreadable(self, load, raw):
        assert refusal(load("item_text").item("a"), raw).code == "unreadable"


class TestPlace:
    def test_areas_first_then_the_documents_own(self, load):
        item = load("item_place").item("a")
        assert [choice.value for choice in item.choices] == ["E05015239", "E05015241", "elsewhere"]
        assert item.parse(["E05015241"]) == "E05015241"
        assert refusal(item, ["E05015242"]).code == "not_offered"

    def test_a_places_name_is_marked_as_english_in_any_language(self, load):
        assert load("item_place").item("a").summary("E05015239", "ur") == [Text("Altrincham", "en")]

    def test_areas_may_be_objects(self, load):
        class Area:
            value, text = "E1", {"en": "Hale", "pl": "Hale"}

        assert load("item_place", {"wards": [Area()]}).item("a").parse(["E1"]) == "E1"
