"""Structure files of LimeSurvey, as old and new versions of it write them."""

import pytest
from flask import Flask
from flask_babel import Babel

from consult.questionnaire import Questionnaire
from consult.services.exchange import files, reading
from consult.services.exchange.words import said


@pytest.fixture(autouse=True)
def babel():
    """Words for what a form lacks are chosen by language, as in a request."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def lss(languages=("en",), **tables):
    """A structure file of tables given as rows."""
    def cell(name, value):
        return f"<{name}><![CDATA[{value}]]></{name}>"

    parts = ["<?xml version='1.0' encoding='UTF-8'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>",
             "<DBVersion>400</DBVersion><languages>", *[f"<language>{one}</language>" for one in languages],
             "</languages>"]
    for table, rows in tables.items():
        lines = ["<row>" + "".join(cell(name, value) for name, value in row.items()) + "</row>" for row in rows]
        parts.append(f"<{table}><fields></fields><rows>{''.join(lines)}</rows></{table}>")
    return "".join([*parts, "</document>"]).encode()


def question(number, kind, title, relevance="1", **more):
    return {"qid": number, "parent_qid": 0, "gid": 1, "type": kind, "title": title, "question_order": number,
            "mandatory": "N", "other": "N", "relevance": relevance, **more}


# Title of the question, type, words: the same survey in both structures.
QUESTIONS = [
    question(1, "L", "Q1", mandatory="Y", other="Y"), question(2, "M", "Q2"), question(3, "F", "Q3"),
    question(4, "N", "Q4", "((Q1.NAOK == \"A1\"))"), question(5, "T", "Q5", "Q2_SQ001.NAOK == \"Y\""),
    question(6, "X", "Q6", "Q1.NAOK == 'A1' and !is_empty(Q4.NAOK)"), question(7, "R", "Q7"),
    question(8, "Y", "Q8"), question(9, "|", "Q9"), question(10, "5", "Q10", "Q4.NAOK >= 3 || Q8.NAOK == 'yes'"),
]  # fmt: skip
SUBQUESTIONS = [
    {"qid": 21, "parent_qid": 2, "title": "SQ001", "question_order": 1},
    {"qid": 22, "parent_qid": 2, "title": "SQ002", "question_order": 2},
    {"qid": 31, "parent_qid": 3, "title": "SQ001", "question_order": 1},
]
ANSWERS = [{"aid": 100 * qid + n, "qid": qid, "code": f"A{n}", "sortorder": n, "scale_id": 0}
           for qid in (1, 3, 7) for n in (1, 2)]  # fmt: skip
WORDS = {1: "<p>Do you <strong>feel</strong> safe?</p>", 2: "Why?", 3: "How much?", 4: "How often?", 5: "Say more",
         6: "Read &amp; <img src='x'/> go on", 7: "In order", 8: "Agree?", 9: "File", 10: "Rate",
         21: "Litter", 22: "Noise", 31: "Dogs"}  # fmt: skip
SURVEYS = {
    "surveys": [{"sid": 1, "language": "en", "additional_languages": "pl"}],
    "surveys_languagesettings": [
        {"surveyls_language": "en", "surveyls_title": "Safety", "surveyls_welcometext": "<p>Hello.</p>",
         "surveyls_endtext": ""}],
}  # fmt: skip


def both(language, words):
    return {"en": words, "pl": f"{words} (pl)"}[language]


def old():
    """Texts in the rows, a row a language."""
    def spoken(rows, column, words):
        return [{**row, "language": lang, column: both(lang, words(row))} for row in rows for lang in ("en", "pl")]

    return lss(
        ("en", "pl"), **SURVEYS,
        groups=[{"gid": 1, "group_order": 1, "group_name": both(lang, "About"), "description": "", "language": lang}
                for lang in ("en", "pl")],
        questions=spoken(QUESTIONS, "question", lambda row: WORDS[row["qid"]]),
        subquestions=spoken(SUBQUESTIONS, "question", lambda row: WORDS[row["qid"]]),
        answers=spoken(ANSWERS, "answer", lambda row: f"Answer {row['code']}"),
    )  # fmt: skip


def new():
    """Texts in tables of their own."""
    return lss(
        ("en", "pl"), **SURVEYS, groups=[{"gid": 1, "group_order": 1}],
        group_l10ns=[{"id": at, "gid": 1, "group_name": both(lang, "About"), "description": "", "language": lang}
                     for at, lang in enumerate(("en", "pl"))],
        questions=QUESTIONS, subquestions=SUBQUESTIONS,
        question_l10ns=[{"id": qid, "qid": qid, "question": both(lang, words), "help": "", "language": lang}
                        for qid, words in WORDS.items() for lang in ("en", "pl")],
        answers=ANSWERS,
        answer_l10ns=[{"id": row["aid"], "aid": row["aid"], "answer": both(lang, f"Answer {row['code']}"),
                       "language": lang} for row in ANSWERS for lang in ("en", "pl")],
    )  # fmt: skip


def brought(content):
    found = reading.read(content, "safety.lss")
    for remark in found.remarks:
        assert said(remark)
    return found


@pytest.mark.parametrize("content", [old(), new()], ids=["old", "new"])
def test_both_structures_give_the_same_questionnaire(content):
    found = brought(content)
    questionnaire = Questionnaire.from_document(found.document)
    made = questionnaire.items
    assert {name: item.type for name, item in made.items()} == {
        "q1": "single", "q2": "several", "q3": "grid", "q4": "number", "q5": "text", "q6": "info", "q7": "ranking",
        "q8": "yes_no", "q10": "scale"}
    assert made["q1"].required and [choice.value for choice in made["q1"].choices] == ["A1", "A2", "oth"]
    assert made["q1"].choices[2].kind == "other"
    assert made["q1"].text == {"en": "Do you feel safe?", "pl": "Do you feel safe?\n(pl)"}
    assert [row.text["en"] for row in made["q3"].rows] == ["Dogs"]
    assert found.document["sections"][0]["title"] == {"en": "About", "pl": "About (pl)"}
    assert found.document["intro"] == {"en": "Hello."}
    # By hand from the conditions above.
    assert [made[name].when for name in ("q4", "q5", "q6", "q10")] == [
        {"item": "q1", "in": ["A1"]}, {"item": "q2", "in": ["SQ001"]},
        {"all": [{"item": "q1", "in": ["A1"]}, {"item": "q4", "answered": True}]},
        {"any": [{"item": "q4", "at_least": 3}, {"item": "q8", "in": ["yes"]}]}]
    codes = {(remark.code, remark.params.get("name")) for remark in found.remarks}
    assert {("no_equal_lss", "Q9"), ("html", "Q6"), ("lss_words", "Q8")} <= codes


@pytest.mark.parametrize("relevance", ["Q3_SQ001.NAOK == \"A1\"", "count(that.Q2.NAOK) > 1", "Q1.NAOK == \"A9\"",
                                       "if(Q1.NAOK, 1, 0)", "Q9.NAOK == 1", "{"])  # fmt: skip
def test_a_condition_without_an_equal_is_said(relevance):
    questions = [*QUESTIONS, question(11, "S", "Q11", relevance, mandatory="Y")]
    found = brought(lss(questions=questions, subquestions=SUBQUESTIONS, answers=ANSWERS, groups=[{"gid": 1}]))
    item = Questionnaire.from_document(found.document).items["q11"]
    assert item.when is None and not item.required
    assert any(remark.code == "rule_dropped" and remark.place.row == 11 for remark in found.remarks)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><x>&b;</x></document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE document [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><x>&a;</x></document>"""


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="XML with entities or a document type",
    gets="refused, nothing expanded or fetched",
)
@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
def test_entities_are_never_expanded(content):
    with pytest.raises(files.FileRefused, match="declares entities"):
        reading.read(content, "bomb.lss")


@pytest.mark.parametrize("content", [lss(), lss(questions=[{}]), lss(questions=[question(1, "", "")]),
                                     lss(questions=[{"type": "L"}], answers=[{}], subquestions=[{}], groups=[{}])])
def test_an_odd_structure_is_explained(content):
    found = brought(content)
    assert found.problems or (found.document is not None and found.remarks)
