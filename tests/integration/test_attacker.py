"""Everything public of several editions is read as text, and an attacker tries to recover what few people said."""

import csv
import io
import json
import re

import numpy as np
import pytest

from consult.extensions import db
from consult.models import Response, ToldCount
from consult.services import disclosure, editions, sections
from tests.attacker import Attacker
from tests.integration import telling
from tests.integration.telling import add_wave, answer, weigh_by_sex

SECTION = "/trafford/what-our-communities-tell-us"
ADULTS = ("very_safe", "fairly_safe", "fairly_unsafe", "very_unsafe", "dont_know")
YOUNG = ("very", "fairly", "not_very", "not_at_all", "dont_know")
# Answers of each edition: what came in (or, below nought, was withdrawn) since the one before.
ADULT_MOVES = [(60, 30, 20, 3, 9), (20, 2, 15, 1, 0), (-1, -2, 0, 0, 0), (15, 20, 6, 6, 6)]
YOUNG_MOVES = [(60, 40, 30, 4, 12), (20, 3, 18, 9, 1), (0, 0, -2, 0, 0)]


def move(wave, item, answers, by):
    """So many people more or fewer for each answer; the weights are those of everybody alike."""
    for said, number in zip(answers, by, strict=True):
        if number > 0:
            answer(wave, number - number // 2, sex="female", **{item: said})
            answer(wave, number // 2, sex="male", **{item: said})
        elif number:
            own = [one for one in db.session.scalars(db.select(Response).where(Response.wave_id == wave.id))
                   if one.answers[item] == said]  # fmt: skip
            for one in own[: -number]:
                db.session.delete(one)
            db.session.commit()
    # Weighed as they came, so that every share is a count of people divided by the base.
    sexes = [one.answers["sex"] for one in db.session.scalars(db.select(Response).where(Response.wave_id == wave.id))]
    weigh_by_sex(wave, sexes.count("female"), sexes.count("male"))


def told(wave):
    """The next edition of the section about a wave, as two people publish it."""
    return telling.published(editions.partnership("trafford"), [wave])


def published(client, number):
    """What the page, the CSV and the JSON of an edition say of safety or worry: {rows of the CSV}, whole text."""
    page = client.get(f"{SECTION}/edition-{number}").text
    table = client.get(f"{SECTION}/edition-{number}.csv").data.decode("utf-8-sig")
    document = client.get(f"{SECTION}/edition-{number}.json").text
    return list(csv.DictReader(io.StringIO(table))), json.loads(document), page + table + document


def read(attacker, release, rows, document, measure, net):
    """Equations from one edition: the base, the net, each answer that is told."""
    finding = next(one for one in document["blocks"] if one["id"] == measure)
    base = finding["base"]
    if base is None:
        return
    attacker.learn(attacker.sum(release), base)
    if finding["value"] is not None:
        attacker.learn(attacker.sum(release, answer=net), round(finding["value"] * base))
    for part in finding["parts"]:
        if part["value"] is not None:
            attacker.learn(attacker.sum(release, answer=part["id"]), round(part["value"] * base))
    # The file says the same, to a decimal.
    shown = {row["id"]: row["percent"] for row in rows if row["finding"] == measure and row["row"] == "answer"}
    assert all((shown[part["id"]] == "") == (part["value"] is None) for part in finding["parts"])


def attack(client, audience, item, answers, moves, net, fewest):
    """Publish, read, add and subtract: (small sums tried, those recovered)."""
    wave = add_wave(f"wave-{audience}", "trafford" if audience == "adults" else "trafford-youth")
    signs = [1 if sum(by) > 0 else -1 for by in moves[1:]]
    attacker = Attacker({"answer": list(answers)}, len(moves), signs)
    texts = []
    for release, by in enumerate(moves):
        move(wave, item, answers, by)
        edition = told(wave)
        rows, document, text = published(client, edition.number)
        texts.append(text)
        read(attacker, release, rows, document, item, net)
    truth = np.cumsum(np.array(moves), axis=0).ravel()
    wanted = []
    for answer_set in [(one,) for one in answers] + [(a, b) for a in answers for b in answers if a < b]:
        own = [attacker.sum(release, answer=answer_set) for release in range(len(moves))]
        wanted += own + [later - then for place, later in enumerate(own) for then in own[:place]]
    small = [row * np.sign(row @ truth) for row in wanted if 1 <= abs(row @ truth) < fewest]
    return small, [row for row in small if attacker.has_found(row, fewest)], texts


CASES = [
    ("adults", "safe_area", ADULTS, ADULT_MOVES, ("very_safe", "fairly_safe"), 5),
    ("young", "worry_knife", YOUNG, YOUNG_MOVES, ("very", "fairly"), 8),
]


@pytest.mark.parametrize("case", CASES, ids=["adults", "young"])
def test_no_small_count_is_recovered_from_all_editions_together(client, app, case):
    small, found, texts = attack(client, *case)
    assert len(small) > 5 and found == []
    # Hidden numbers are kept for the door alone: no public text carries the ledger's words.
    assert db.session.scalar(db.select(db.func.count(ToldCount.id)).where(ToldCount.reason.is_not(None)))
    assert not any(re.search(r"small_count|\bdifference\b\": \"difference", text) for text in texts)


@pytest.mark.parametrize("case", CASES, ids=["adults", "young"])
def test_the_same_attack_succeeds_without_protection(client, app, monkeypatch, case):
    monkeypatch.setattr(disclosure, "hidden", lambda wave, counts: {})
    monkeypatch.setattr(disclosure, "record", lambda *given: None)
    _small, found, _texts = attack(client, *case)
    assert len(found) > 5


def test_an_unchanged_edition_is_published_again_as_itself(app):
    wave = add_wave("same")
    move(wave, "safe_area", ADULTS, ADULT_MOVES[0])
    told(wave)
    with pytest.raises(sections.CannotChange):
        told(wave)


def test_few_who_came_are_not_told_by_the_number_of_people(client, app):
    wave = add_wave("few")
    move(wave, "safe_area", ADULTS, ADULT_MOVES[0])
    told(wave)
    assert "122 residents answered" in client.get(f"{SECTION}/edition-1").text
    move(wave, "safe_area", ADULTS, (2, 0, 0, 0, 0))
    told(wave)
    page = client.get(f"{SECTION}/edition-2").text
    assert "More than 100 residents answered" in page and "124" not in page
    assert "Withheld: with other published figures it would give away" in page


def test_a_table_that_was_taken_out_is_listed_by_its_question(sign_in, app):
    wave = add_wave("listed")
    move(wave, "safe_area", ADULTS, ADULT_MOVES[0])
    officer = sign_in("officer", "trafford")
    address = "/officer/trafford/waves/listed/tables"
    sent = {"csrf_token": officer.token(f"{address}?item=safe_area&by=sex"), "item": "safe_area", "by": "sex",
            "format": "csv"}  # fmt: skip
    assert officer.post(address, data=sent).mimetype == "text/csv"
    page = officer.get("/officer/trafford/hidden").text
    assert "How safe or unsafe do you feel in your local area? – by: What is your sex?" in page
    assert "table of" not in page


def test_officers_see_what_was_hidden_and_why_and_no_counts(sign_in, app):
    wave = add_wave("listed")
    move(wave, "safe_area", ADULTS, ADULT_MOVES[0])
    told(wave)
    page = sign_in("officer", "trafford").get("/officer/trafford/hidden").text
    # However many blocks of an edition tell of a wave, it is one output, under the name of its section.
    assert page.count("What our communities tell us, edition 1</a>") == 1 and f'href="{SECTION}/edition-1"' in page
    assert "Few people gave the answer, or few did not" in page
    assert "Very unsafe" in page and "With the other figures it would give a hidden one away" in page
    assert sign_in("officer", "stockport").get("/officer/trafford/hidden").status_code == 404
    assert "Few people gave" not in sign_in("officer", "stockport").get("/officer/stockport/hidden").text
