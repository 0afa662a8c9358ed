"""The making of a document: each step does what it says, refuses what would break something, and says what."""

import copy

import pytest

from consult.questionnaire import ITEM_TYPES, Questionnaire, authoring, item_bank, shipped_document
from consult.questionnaire.authoring import CannotAuthor
from consult.questionnaire.authoring.finding import new_name


@pytest.fixture
def residents():
    return shipped_document("residents")


def order(document):
    """The names of the items, page by page, section by section."""
    return [[[item["name"] for item in page["items"]] for page in section["pages"]] for section in document["sections"]]


def item(document, name):
    return authoring.find(document, name).item


def refused(code, change, *arguments, **settings):
    with pytest.raises(CannotAuthor) as refusal:
        change(*arguments, **settings)
    assert refusal.value.code == code
    return refusal.value.params


# New questions

@pytest.mark.parametrize("type_name", sorted(ITEM_TYPES))
@pytest.mark.parametrize("audience", ["adults", "young"])
def test_a_new_question_of_each_type_can_be_read_at_once(type_name, audience):
    document = authoring.blank_document("A test", audience)
    made = authoring.blank_item(document, type_name, "Do you?", ["One", "Two"], ["Row"], ["dont_know", "prefer_not"])
    read = Questionnaire.from_document(authoring.add(document, made, "questions"))
    assert read.items["do_you"].type == type_name
    kinds = [choice.kind for choice in read.items["do_you"].choices if choice.kind]
    takes = ITEM_TYPES[type_name].takes_choices and type_name != "consent"
    assert kinds == (["dont_know", "prefer_not"] if takes else [])


def test_the_usual_answers_come_in_every_language():
    document = authoring.blank_document("A test", "adults")
    made = authoring.blank_item(document, "yes_no", "Do you?", kinds=["prefer_not"])
    words = {one["value"]: one["text"]["pl"] for one in made["choices"]}
    assert words == {"yes": "Tak", "no": "Nie", "prefer_not": "Wolę nie odpowiadać"}


def test_too_few_answers_and_no_words_are_refused():
    document = authoring.blank_document("A test", "adults")
    assert refused("too_few", authoring.blank_item, document, "single", "Do you?", ["One"]) == {
        "part": "answers", "least": 2}
    assert refused("too_few", authoring.blank_item, document, "grid", "Do you?", ["One", "Two"])["part"] == "rows"
    refused("no_words", authoring.blank_item, document, "text", "")


def test_a_new_name_means_nothing_else(residents):
    """Figures are published by name: a question of one's own never takes the name of one of the product's."""
    blank = authoring.blank_document("A test", "adults")
    assert new_name(blank, "Safe dark") == "safe_dark_2"
    assert new_name(blank, "Hope") == "hope_2"
    assert new_name(blank, "Why don’t you go out at night any more, and where?") == "why_dont_you_go_out_at"
    assert new_name(blank, "آپ کیسے ہیں؟") == "question"
    assert new_name(blank, "24 hours") == "q_24_hours"
    assert len(new_name(blank, "x" * 300)) <= 40


# The bank

def test_every_question_of_the_bank_can_be_added_for_each_audience():
    for audience in ("adults", "young"):
        document = authoring.blank_document("A test", audience)
        found = authoring.bank_items(audience)
        assert {one.bank for one in found.values()} == set(item_bank())
        for one in found.values():
            document = authoring.add(document, authoring.from_bank(one, document), "questions")
        read = Questionnaire.from_document(document)
        assert len(read.items) == len(found) + 1
    assert read.items["orientation"].from_age == 16, "a child below 16 is not asked this"


def test_a_question_of_the_bank_is_asked_as_its_audience_is_asked():
    young = authoring.bank_items("young")
    assert "youth.safe_dark" in young and "residents.safe_dark" not in young
    assert authoring.home("safe_dark", "adults") == ("residents", "safe_dark")
    assert authoring.home("safe_dark", "young") == ("youth", "safe_dark")
    assert authoring.home("bought_knife", "adults") is None, "adults are not set beside children"
    assert authoring.home(None, "adults") is None


def test_it_comes_without_rules_about_questions_that_are_not_there():
    document = authoring.blank_document("A test", "adults")
    found = authoring.bank_items("adults")["residents.condition_limits"]
    made = authoring.from_bank(found, document)
    assert "when" not in made and made["bank"] == "condition_limits"


# What ends a comparison

CHANGES = {
    "wording": lambda document: authoring.change_item(document, "safe_dark", {"text": "How safe is the night?"}),
    "answers": lambda document: authoring.change_answer(document, "safe_dark", "choices", "very_safe", "Totally safe"),
    "order": lambda document: authoring.move_answer(document, "safe_dark", "choices", "very_safe", 1),
    "net": lambda document: authoring.change_answer(document, "safe_dark", "choices", "bit_unsafe", "A bit unsafe",
                                                    net=True),
    "rows": lambda document: authoring.remove_answer(document, "asb", "rows", "litter"),
}


@pytest.mark.parametrize("code", CHANGES)
def test_asking_in_another_way_is_noticed(residents, code):
    name = "asb" if code == "rows" else "safe_dark"
    changed = CHANGES[code](residents)
    assert authoring.departures(item(residents, name), item(changed, name), "en") == (code,)


def test_what_others_do_not_ask_about_may_change(residents):
    same = authoring.remove_answer(residents, "safe_dark", "choices", "prefer_not")
    same = authoring.change_item(same, "safe_dark", {"hint": "Near your home.", "required": False})
    assert authoring.departures(item(residents, "safe_dark"), item(same, "safe_dark"), "en") == ()
    own = authoring.change_item(residents, "safe_dark", {"bank": None})
    assert authoring.departures(item(own, "safe_dark"), item(CHANGES["wording"](own), "safe_dark"), "en") == ()


def test_a_translation_is_kept_where_the_original_changes(residents):
    changed = item(CHANGES["wording"](residents), "safe_dark")["text"]
    assert changed["en"] == "How safe is the night?"
    assert changed["ur"] == item(residents, "safe_dark")["text"]["ur"]


# Answers

def test_an_answer_takes_its_place_before_those_that_stand_apart(residents):
    changed = authoring.add_answer(residents, "primary_concern", "choices", "Dogs")
    values = [one["value"] for one in item(changed, "primary_concern")["choices"]]
    assert values[values.index("dogs"):] == ["dogs", "other", "dont_know", "prefer_not"]
    less = authoring.remove_answer(changed, "primary_concern", "choices", "dont_know")
    assert authoring.new_kinds(item(less, "primary_concern")) == ["dont_know"]
    again = authoring.add_answer(less, "primary_concern", "choices", "", "dont_know")
    assert [one["value"] for one in item(again, "primary_concern")["choices"]] == values
    assert item(again, "primary_concern")["choices"][-2]["text"]["pl"] == "Nie wiem"


def test_an_answer_that_a_rule_looks_for_stays_or_takes_the_rule_along(residents):
    users = refused("needed", authoring.remove_answer, residents, "safe_area", "choices", "very_unsafe")["users"]
    assert [(one.kind, one.id) for one in users] == [("page", "reasons_unsafe")]
    changed = authoring.remove_answer(residents, "safe_area", "choices", "very_unsafe", with_rules=True)
    parts = authoring.rule(changed, "item", "reasons_unsafe")["any"]
    assert parts[0] == {"item": "safe_area", "in": ["fairly_unsafe"]} and len(parts) == 3
    assert item(changed, "safe_area")["net"] == ["very_safe", "fairly_safe"]
    less = authoring.remove_answer(residents, "safe_day", "choices", "fairly_safe")
    assert item(less, "safe_day")["net"] == ["very_safe"]
    Questionnaire.from_document(changed)


def test_the_least_number_of_answers(residents):
    refused("yes_no", authoring.remove_answer, residents, "condition", "choices", "yes", with_rules=True)
    refused("yes_no", authoring.add_answer, residents, "condition", "choices", "Perhaps")
    document = authoring.blank_document("A test", "adults")
    for type_name, part, value in (("single", "choices", "one"), ("grid", "rows", "row")):
        made = authoring.blank_item(document, type_name, "Do you?", ["One", "Two"], ["Row"])
        with_it = authoring.add(document, made, "questions")
        refused("too_few", authoring.remove_answer, with_it, "do_you", part, value)


# Removing and moving

def test_a_question_that_rules_rest_on_is_not_removed_unless_they_go_too(residents):
    users = refused("needed", authoring.remove_item, residents, "safe_area")["users"]
    assert [one.id for one in users] == ["reasons_unsafe", "reasons_safe"]
    changed = authoring.remove_item(residents, "safe_area", with_rules=True)
    assert authoring.rule(changed, "item", "reasons_safe") is None
    assert len(authoring.rule(changed, "item", "reasons_unsafe")["any"]) == 2
    Questionnaire.from_document(changed)


def test_a_question_that_is_quoted_is_never_removed(residents):
    quoting = authoring.change_item(residents, "change", {"hint": "You said {answer.primary_concern|something else}."})
    Questionnaire.from_document(quoting)
    users = refused("needed", authoring.remove_item, quoting, "primary_concern", with_rules=True)["users"]
    assert [(one.id, one.by) for one in users] == [("change", "quote")]


def test_the_last_question_stays():
    document = authoring.blank_document("A test", "adults")
    refused("last_question", authoring.remove_item, document, "anything_else")
    note = authoring.blank_item(document, "info", "Read this.")
    refused("last_question", authoring.remove_item, authoring.add(document, note, "questions"), "anything_else")


def test_pages_move_within_their_section_and_into_the_next(residents):
    moved = authoring.move_page(residents, "safe_day", -1)
    assert order(moved)[0][:2] == [["safe_day"], ["safe_area"]]
    crossed = authoring.move_page(residents, "worry_knife", 1)
    assert order(crossed)[0][-1] == ["reasons_safe"] and order(crossed)[1][0] == ["worry_knife"]
    assert order(authoring.move_page(crossed, "worry_knife", -1)) == order(residents)
    assert order(authoring.move_page(residents, "safe_area", -1)) == order(residents), "there is nothing before it"


def test_nothing_moves_before_what_its_rule_looks_at(residents):
    params = refused("order", authoring.move_item, residents, "condition_limits", -1)
    assert params["needs"] == "condition" and params["user"].id == "condition_limits"
    params = refused("order", authoring.move_item, residents, "anything_else", 1)
    assert params["needs"] == "anything_else"
    params = refused("order", authoring.join_page, residents, "condition_limits")
    assert params["needs"] == "condition"


def test_sharing_a_page_and_leaving_it(residents):
    shared = authoring.join_page(residents, "safe_day")
    assert order(shared)[0][0] == ["safe_area", "safe_day"]
    assert order(authoring.move_item(shared, "safe_day", -1))[0][0] == ["safe_day", "safe_area"]
    apart = authoring.split_page(shared, "safe_day")
    assert order(apart) == order(residents)
    assert [page["id"] for page in apart["sections"][0]["pages"]] == [
        page["id"] for page in residents["sections"][0]["pages"]], "addresses stay the same"
    refused("begins_section", authoring.join_page, residents, "safe_area")


def test_sections_begin_join_move_and_are_renamed(residents):
    begun = authoring.begin_section(residents, "worry_knife", "Knives")
    assert [one["title"]["en"] for one in begun["sections"]][:3] == ["Feeling safe", "Knives", "Problems in your area"]
    assert order(authoring.join_section(begun, "knives")) == order(residents)
    refused("begins_section", authoring.begin_section, begun, "worry_knife", "Again")
    refused("first_section", authoring.join_section, residents, "safety")
    moved = authoring.move_section(residents, "about", -1)
    assert [one["id"] for one in moved["sections"]] == ["safety", "problems", "about", "community"]
    renamed = authoring.rename_section(residents, "about", "You")
    assert authoring.section(renamed, "about")["title"]["en"] == "You"
    assert authoring.section(renamed, "about")["title"]["ur"] == authoring.section(residents, "about")["title"]["ur"]


# Rules

def test_a_rule_is_a_list_of_conditions(residents):
    rule = authoring.rule(residents, "item", "reasons_unsafe")
    joined, leaves = authoring.flat(rule)
    assert joined == "any" and [leaf["item"] for leaf in leaves] == ["safe_area", "safe_day", "safe_dark"]
    assert authoring.flat(authoring.rule(residents, "item", "ward")) == (
        "all", [{"item": "neighbourhood", "not_in": ["elsewhere"]}]), "not in is written flat"
    assert authoring.flat({"all": [rule]}) is None, "nested rules are kept and shown, not taken apart"
    one = authoring.remove_leaf(authoring.remove_leaf(rule, 2), 1)
    assert one == {"item": "safe_area", "in": ["fairly_unsafe", "very_unsafe"]}
    assert authoring.remove_leaf(one, 0) is None
    two = authoring.add_leaf(one, {"item": "worry_knife", "in": ["very"]}, "all")
    assert set(two) == {"all"} and len(two["all"]) == 2
    assert set(authoring.set_joined(two, "any")) == {"any"}
    refused("not_there", authoring.remove_leaf, one, 1)


def test_a_question_alone_is_ruled_by_its_page_and_one_of_several_by_itself(residents):
    leaf = {"item": "safe_area", "in": ["very_safe"]}
    ruled = authoring.set_rule(residents, "item", "safe_day", leaf)
    place = authoring.find(ruled, "safe_day")
    assert place.page["when"] == leaf and "when" not in place.item
    shared = authoring.join_page(residents, "worry_knife")
    assert "when" in item(shared, "reasons_safe") and "when" not in item(shared, "worry_knife")
    ruled = authoring.set_rule(shared, "item", "worry_knife", leaf)
    assert item(ruled, "worry_knife")["when"] == leaf
    assert authoring.rule(authoring.set_rule(ruled, "item", "worry_knife", None), "item", "worry_knife") is None


def test_settings_and_languages(residents):
    changed = authoring.change_settings(residents, "New", "Hello {area}.", "Bye.", ["999"], ["ur", "pl"])
    assert list(changed["languages"]) == ["en", "ur", "pl"] and changed["title"]["ur"] == residents["title"]["ur"]
    assert item(changed, "safe_area")["text"]["so"], "a language taken off loses none of its texts"
    back = authoring.change_settings(changed, "New", "Hello {area}.", "Bye.", ["999"], ["so"])
    assert back["languages"] == {"en": {"state": "master"}, "so": {"state": "machine"}}
    assert Questionnaire.from_document(back).languages == ("en", "so")
    refused("no_words", authoring.change_settings, residents, "", "x", "y", [], [])


def test_a_setting_of_nought_is_a_setting():
    document = authoring.blank_document("A test", "adults")
    document = authoring.add(document, authoring.blank_item(document, "number", "How many?"), "questions")
    changed = authoring.change_item(document, "how_many", {"min": 0, "max": 5, "unit": "times", "required": True})
    read = Questionnaire.from_document(changed).items["how_many"]
    assert (read.at_least, read.at_most, read.unit["en"], read.required) == (0, 5, "times", True)
    cleared = authoring.change_item(changed, "how_many", {"min": None, "unit": "", "required": False})
    assert not {"min", "unit", "required"} & set(item(cleared, "how_many"))


def test_nothing_changes_the_document_it_was_given(residents):
    before = copy.deepcopy(residents)
    for change in CHANGES.values():
        change(residents)
    authoring.remove_item(residents, "safe_area", with_rules=True)
    authoring.join_page(residents, "safe_day")
    authoring.begin_section(residents, "worry_knife", "Knives")
    authoring.move_section(residents, "about", -1)
    assert residents == before
