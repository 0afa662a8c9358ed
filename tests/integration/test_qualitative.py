"""Reading, redacting and coding what people wrote, on both databases."""

import datetime as dt
from contextlib import contextmanager

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Coding, Quote, Response, TextReading
from consult.redaction import NotInText, suggestions
from consult.services import cells, retention, weigh
from consult.services.answering import receipts
from consult.services.qualitative import agreeing, coding, figures, frames, quotes, redacting, texts
from tests.integration.waves import DOCUMENT, add_margin, add_wave, page

CONSENT = {
    "id": "quote_consent", "when": {"item": "comment", "answered": True},
    "items": [{"name": "quote_consent", "type": "consent", "required": True, "text": {"en": "May we quote you?"},
               "choices": [{"value": "yes", "text": {"en": "Yes"}}, {"value": "no", "text": {"en": "No"}}]}],
}  # fmt: skip
SECTION = DOCUMENT["sections"][0]
# Without the grid, which the section on communities would take for its own measure.
PAGES = [one for one in SECTION["pages"] if one["id"] != "asb"]
WITH_CONSENT = {**DOCUMENT, "sections": [{**SECTION, "pages": [*PAGES, CONSENT]}]}


def words_wave(slug="tiny-1", partnership="trafford", **more):
    return add_wave(slug, partnership, document=WITH_CONSENT, **more)


def write(wave, words, consent="yes", item="comment", language="en", **answers):
    """A response with words in it; its id."""
    given = {item: words, **({"quote_consent": consent} if consent else {}), **answers}
    response = Response(wave_id=wave.id, version_id=wave.version_id, answers=given, channel="open_link",
                        language=language, receipt_digest=answers.pop("receipt", None))  # fmt: skip
    db.session.add(response)
    db.session.commit()
    return response.id


def keep(wave, id_, by_hand=(), item="comment"):
    """Read a text and keep all that was suggested."""
    text = texts.find(wave, item, id_)
    return redacting.redact(wave, text, [one.key for one in suggestions(text.words)], by_hand, "ann@test.example")


@contextmanager
def refused(kind, why):
    """Refused in these words, in English."""
    with force_locale("en"), pytest.raises(kind, match=why):
        yield


def make_themes(wave, *names, item="comment"):
    return [frames.add_theme(wave.survey, item, name, "", "tests").id for name in names]


def test_open_questions_are_the_texts_and_the_boxes_beside_other(any_app):
    wave = words_wave()
    assert texts.open_questions(wave) == ["reasons.other", "comment"]
    write(wave, "Dark at night")
    write(wave, "", consent=None)
    write(wave, "dogs", item="reasons.other", consent=None)
    one, two = texts.progress(wave)
    assert (one.item, one.written, one.unread) == ("reasons.other", 1, 1)
    assert (two.item, two.written, two.unread, two.ready) == ("comment", 1, 1, 0)


def test_a_text_is_read_once_and_what_was_accepted_is_taken_out(any_app):
    wave = words_wave()
    id_ = write(wave, "Ring me, Tom, on 07700 900123 at the Bull")
    assert texts.next_unread(wave, "comment") == id_
    reading = keep(wave, id_, ["the bull"])
    assert reading.redacted == "Ring me, [name], on [phone number] at [taken out]" and reading.state == "ready"
    assert texts.next_unread(wave, "comment") is None
    # Rejected suggestions stay in.
    redacting.redact(wave, texts.find(wave, "comment", id_), [], [], "ann@test.example")
    assert db.session.scalar(db.select(TextReading.redacted)) == "Ring me, Tom, on 07700 900123 at the Bull"


def test_what_the_text_does_not_have_is_refused_and_nothing_kept(any_app):
    wave = words_wave()
    text = texts.find(wave, "comment", write(wave, "Dark at night"))
    with pytest.raises(NotInText):
        redacting.redact(wave, text, [], ["Bull"], "ann@test.example")
    with pytest.raises(redacting.NotSuggested):
        redacting.redact(wave, text, ["0-4"], [], "ann@test.example")
    assert db.session.scalar(db.select(TextReading)) is None


@pytest.mark.refusal(
    part="What people wrote",
    comes="a third coder; a coder who follows the other; a text that was held back",
    gets="refused in words",
)
def test_two_coders_apart_then_settled(any_app):
    wave = words_wave()
    reading = keep(wave, write(wave, "Dark, and no police"))
    light, police = make_themes(wave, "Light", "Police")
    assert (coding.to_code(wave, "comment", "ann", False), coding.to_code(wave, "comment", "bob", True)) == (1, 0)
    coding.code(wave, reading, [light], "ann")
    assert texts.progress_of(wave, "comment").coded == 1
    # Ann is not asked twice, and Bob does not see what she chose.
    assert coding.next_text(wave, "comment", "ann", True) is None
    assert coding.next_text(wave, "comment", "bob", True).id == reading.id
    assert coding.own(reading, "bob") is None
    coding.code(wave, reading, [light, police], "bob")
    assert (texts.progress_of(wave, "comment").coded, texts.progress_of(wave, "comment").to_settle) == (0, 1)
    assert [one.id for one in agreeing.to_settle(wave, "comment")] == [reading.id]
    # Both have decided: neither can now follow the other.
    with pytest.raises(coding.CannotCode, match="both_done"):
        coding.code(wave, reading, [police], "ann")
    with pytest.raises(coding.CannotCode, match="two_others"):
        coding.code(wave, reading, [police], "cat")
    coding.settle(wave, reading, [police], "cat")
    agreed = db.session.scalar(db.select(Coding).where(Coding.turn == "agreed"))
    assert agreed.themes == {police} and agreed.coder == "cat" and not agreeing.to_settle(wave, "comment")


def test_a_coder_may_think_again_until_another_has_decided(any_app):
    wave = words_wave()
    reading = keep(wave, write(wave, "Dark"))
    light, police = make_themes(wave, "Light", "Police")
    coding.code(wave, reading, [police], "ann")
    coding.code(wave, reading, [light], "ann")
    coding.code(wave, reading, [light], "bob")
    agreed = db.session.scalar(db.select(Coding).where(Coding.turn == "agreed"))
    assert agreed.themes == {light} and db.session.scalar(db.select(db.func.count(Coding.id))) == 3


@pytest.mark.refusal(
    part="What people wrote",
    comes="a third coder; a coder who follows the other; a text that was held back",
)
@pytest.mark.parametrize("wrong, reason", [("nothing", "no_frame"), ("stranger", "unknown_theme"),
                                           ("held", "not_ready"), ("once", "not_twice")])  # fmt: skip
def test_a_coding_that_cannot_be_is_refused(any_app, wrong, reason):
    wave = words_wave()
    reading = keep(wave, id_ := write(wave, "Dark"))
    if wrong != "nothing":
        make_themes(wave, "Light")
    (elsewhere,) = make_themes(wave, "Light", item="reasons.other")
    if wrong == "held":
        redacting.hold(wave, texts.find(wave, "comment", id_), "ann")
    with pytest.raises(coding.CannotCode, match=reason):
        if wrong == "once":
            coding.settle(wave, reading, [], "ann")
        else:
            coding.code(wave, reading, [elsewhere] if wrong == "stranger" else [], "ann")
    assert db.session.scalar(db.select(Coding)) is None


def test_agreement_by_hand(any_app):
    """Ten texts by two coders: both say light of 4, one each of 1, neither of 4: (0.8 - 0.5) / 0.5 = 0.6."""
    wave = words_wave()
    (light,) = make_themes(wave, "Light")
    for ann, bob in [(1, 1)] * 4 + [(1, 0), (0, 1)] + [(0, 0)] * 4:
        reading = keep(wave, write(wave, "Dark"))
        coding.code(wave, reading, [light] * ann, "ann")
        coding.code(wave, reading, [light] * bob, "bob")
    compared = agreeing.compare(wave, "comment")
    ((_theme, one),) = compared.themes
    assert (compared.texts, compared.same, one.observed, compared.coders) == (10, 0.8, 0.8, ["ann", "bob"])
    assert one.kappa == pytest.approx(0.6) and compared.pooled == pytest.approx(0.6)


def weighed(wave, men=50, women=50):
    margin = add_margin(wave, "sexes", ["sex"], [("female", women), ("male", men)])
    return weigh.weigh(wave, [weigh.margin_of(margin)], "tests")


def test_themes_are_weighted_like_the_choices_of_an_item(any_app):
    """Of 20 men 10 write of light; of 15 women 10 write, all of light; men and women weigh half each.

    A man weighs 50/20, a woman 50/15: 10 x 2.5 + 10 x 3.333 = 58.33 of 20 x 2.5 + 10 x 3.333 = 83.33.
    """
    wave = words_wave()
    light, police = make_themes(wave, "Light", "Police")
    for n, sex, themes in ((10, "male", [light]), (10, "male", [police]), (10, "female", [light])):
        for _one in range(n):
            coding.code(wave, keep(wave, write(wave, "Words", sex=sex)), themes, "ann")
    for _one in range(5):
        write(wave, "", consent=None, sex="female")
    with pytest.raises(figures.NoFigures, match="not_weighted"):
        figures.themes(wave, "comment")
    weighed(wave)
    finding = figures.themes(wave, "comment")
    parts = {part["id"]: part for part in finding["parts"]}
    assert parts[str(light)]["value"] == pytest.approx(58.3333 / 83.3333, abs=1e-5)
    assert parts[str(police)]["value"] == pytest.approx(25 / 83.3333, abs=1e-5)
    assert finding["base"] == 30 and finding["design"] == "open"
    # An open survey has no margin of error.
    assert parts[str(light)]["lower"] is None
    write(wave, "One more", sex="male")
    with pytest.raises(figures.NoFigures, match="stale"):
        figures.themes(wave, "comment")


def test_a_random_sample_has_an_interval_around_its_share(any_app):
    wave = words_wave(design="probability")
    (light,) = make_themes(wave, "Light")
    for place in range(40):
        sex = "male" if place % 2 else "female"
        coding.code(wave, keep(wave, write(wave, "Words", sex=sex)), [light] * (place < 20), "ann")
    weighed(wave)
    (part,) = figures.themes(wave, "comment")["parts"]
    assert part["value"] == 0.5 and 0.3 < part["lower"] < 0.4 and 0.6 < part["upper"] < 0.7


def test_a_theme_said_by_few_is_withheld(any_app):
    wave = words_wave()
    light, police = make_themes(wave, "Light", "Police")
    for place in range(20):
        coding.code(wave, keep(wave, write(wave, "Words", sex="male")), [police if place < 3 else light], "ann")
    for _one in range(5):
        write(wave, "", consent=None, sex="female")
    weighed(wave)
    parts = {part["id"]: part for part in figures.themes(wave, "comment")["parts"]}
    # Fewer than five said it, and fewer than five did not say the other.
    assert {part["state"] for part in parts.values()} == {"withheld"} and parts[str(police)]["value"] is None


def test_texts_coded_before_a_theme_was_there_say_nothing_of_it(any_app):
    wave = words_wave()
    make_themes(wave, "Light")
    readings = [keep(wave, write(wave, "Words", sex="male")) for _one in range(12)]
    for reading in readings[:6]:
        coding.code(wave, reading, [], "ann")
    (police,) = make_themes(wave, "Police")
    for reading in readings[6:]:
        coding.code(wave, reading, [police], "ann")
    for _one in range(5):
        write(wave, "", consent=None, sex="female")
    weighed(wave)
    assert coding.overtaken(wave, "comment", "ann") == 6 and coding.overtaken(wave, "comment", "bob") == 0
    bases = {part["id"]: part["base"] for part in figures.themes(wave, "comment")["parts"] if part["state"] == "shown"}
    assert bases[str(police)] == 6
    # Looked at once more, they speak.
    coding.code(wave, coding.next_overtaken(wave, "comment", "ann"), [], "ann")
    assert coding.overtaken(wave, "comment", "ann") == 5


def test_to_settle_counts_in_no_base(any_app):
    wave = words_wave()
    (light,) = make_themes(wave, "Light")
    for place in range(12):
        reading = keep(wave, write(wave, "Words", sex="male" if place % 2 else "female"))
        coding.code(wave, reading, [light] * (place < 6), "ann")
    coding.code(wave, reading, [light], "bob")
    weighed(wave)
    assert figures.themes(wave, "comment")["base"] == 11


def test_withdrawing_takes_everything_of_it_along(any_app):
    wave = words_wave()
    (light,) = make_themes(wave, "Light")
    code = "0123-4567-89AB-CDEF"
    gone = write(wave, "Mine, and it is dark", receipt=receipts.digest(code))
    db.session.execute(db.update(Response).where(Response.id == gone).values(receipt_digest=receipts.digest(code)))
    db.session.commit()
    stays = [write(wave, "It is dark") for _one in range(5)]
    for id_ in (gone, *stays):
        reading = keep(wave, id_)
        coding.code(wave, reading, [light], "ann")
        coding.code(wave, reading, [], "bob")
        coding.settle(wave, reading, [light], "cat")
        quotes.approve(wave, "comment", reading.id, "dark", "ann")
    before = counted()
    assert before["quote"] == 6 and before["coding"] == 18 and before["coded_theme"] == 12
    assert receipts.withdraw(wave.survey, code)
    after = counted()
    assert {name: before[name] - after[name] for name in after} == {
        "text_reading": 1, "coding": 3, "coded_theme": 2, "quote": 1, "response": 1}  # fmt: skip
    db.session.expire_all()
    assert texts.find(wave, "comment", gone) is None and len(quotes.of(wave, "comment")) == 5


def counted():
    names = ("text_reading", "coding", "coded_theme", "quote", "response")
    return {name: db.session.scalar(db.text(f"SELECT count(*) FROM {name}")) for name in names}


def test_when_words_are_deleted_their_copies_go_and_the_themes_stay(any_app):
    wave = words_wave()
    (light,) = make_themes(wave, "Light")
    ids = [write(wave, "The lamp by the canal is dark") for _one in range(6)]
    for id_ in ids[:5]:
        reading = keep(wave, id_)
        coding.code(wave, reading, [light], "ann")
        quotes.approve(wave, "comment", reading.id, "The lamp by the canal is dark", "ann")
    keep(wave, ids[5])
    wave.retention_days, wave.opens_on = 1, wave.opens_on - dt.timedelta(days=60)
    wave.closes_on = dt.date.today() - dt.timedelta(days=30)
    db.session.commit()
    assert [one.wave for one in retention.run().deleted] == ["tiny-1"]
    for table in ("response", "text_reading", "quote"):
        assert "canal" not in str(db.session.execute(db.text(f"SELECT * FROM {table}")).all())
    assert quotes.of(wave, "comment") == [] and counted()["coded_theme"] >= 5


@pytest.mark.parametrize("written, turned", [
    ("I feel unsafe here", "safe here"), ("I feel unsafe here", "I feel […] safe here"),
    ("You can’t walk there", "You can […] walk there"), ("It is not dark. We know", "It is no […] We know"),
])  # fmt: skip
def test_a_word_cut_in_two_is_not_what_was_written(app, written, turned):
    wave = words_wave()
    reading = [keep(wave, write(wave, written)) for _one in range(5)][0]
    with refused(quotes.CannotQuote, "not what was written"):
        quotes.approve(wave, "comment", reading.id, turned, "ann")
    for whole in ("I feel […] here", "You […] walk there", "It is […] dark"):
        if whole.split()[0] == written.split()[0]:
            assert quotes.approve(wave, "comment", reading.id, whole, "ann").words == whole


def test_left_out_it_is_neither_quoted_nor_suggested_from(any_app):
    wave = words_wave()
    (light,) = make_themes(wave, "Light")
    ids = [write(wave, "It is dark") for _one in range(6)]
    for id_ in ids:
        reading = keep(wave, id_)
        coding.code(wave, reading, [light], "ann")
        quotes.approve(wave, "comment", reading.id, "It is dark", "ann")
    db.session.execute(db.update(Response).where(Response.id == ids[0]).values(left_out=True))
    db.session.commit()
    assert len(quotes.of(wave, "comment")) == 5 and texts.progress_of(wave, "comment").coded == 5


@pytest.mark.refusal(
    part="What people wrote",
    comes="a text that is withdrawn while it is being read",
    gets="not found; nothing is kept of it",
)
def test_a_text_withdrawn_while_it_is_read_is_gone(any_app):
    wave = words_wave()
    id_ = write(wave, "Dark")
    text = texts.find(wave, "comment", id_)
    db.session.execute(db.delete(Response).where(Response.id == id_))
    db.session.commit()
    with pytest.raises(texts.Gone):
        redacting.redact(wave, text, [], [], "ann")


def test_held_back_it_loses_codes_and_quotes(any_app):
    wave = words_wave()
    (light,) = make_themes(wave, "Light")
    ids = [write(wave, "It is dark") for _one in range(5)]
    for id_ in ids:
        reading = keep(wave, id_)
        coding.code(wave, reading, [light], "ann")
        quotes.approve(wave, "comment", reading.id, "It is dark", "ann")
    redacting.hold(wave, texts.find(wave, "comment", ids[0]), "ann")
    assert len(quotes.of(wave, "comment")) == 4 and texts.progress_of(wave, "comment").coded == 4
    held = texts.reading(wave, "comment", ids[0])
    assert (held.state, held.redacted) == ("held", None)


@pytest.mark.refusal(
    part="What people wrote",
    comes="a quote of somebody who said no, or was not asked; with a word changed; of a text since redacted otherwise",
    gets="refused; shown nowhere, even where it was stored",
)
def test_only_what_consent_covers_is_quoted_and_only_in_their_words(any_app):
    wave = words_wave()
    assert quotes.consent_item(wave, "comment") == "quote_consent"
    # The question on quoting was asked about the comment, not about the box beside "other".
    assert quotes.consent_item(wave, "reasons.other") is None
    readings = {consent: keep(wave, write(wave, "It is dark. Tom knows", consent=consent))
                for consent in ("yes", "no", None)}  # fmt: skip
    for _one in range(3):
        write(wave, "", consent=None)
    for consent in ("no", None):
        with refused(quotes.CannotQuote, "may not be quoted"):
            quotes.approve(wave, "comment", readings[consent].id, "It is dark", "ann")
    for wrong, why in (("It was dark", "not what was written"), ("Tom knows", "not what was written"),
                       ("[name] knows […] It is dark", "not what was written"), ("[…]", "at least a few")):  # fmt: skip
        with refused(quotes.CannotQuote, why):
            quotes.approve(wave, "comment", readings["yes"].id, wrong, "ann")
    quote = quotes.approve(wave, "comment", readings["yes"].id, "It is […] knows", "ann")
    assert quotes.approve(wave, "comment", readings["yes"].id, "It is  […]\nknows", "bob").id == quote.id
    assert [one.words for one in quotes.of(wave, "comment")] == ["It is […] knows"]
    # Redacted otherwise, the quote goes.
    redacting.redact(wave, texts.find(wave, "comment", readings["yes"].response_id), [], ["dark"], "ann")
    assert db.session.scalar(db.select(Quote)) is None


def test_a_quote_in_a_language_of_few_is_not_shown(any_app):
    wave = words_wave()
    few = [keep(wave, write(wave, "Ciemno tu", language="pl")) for _one in range(4)]
    assert quotes.candidates(wave, "comment") == ([], 0)
    with pytest.raises(quotes.CannotQuote):
        quotes.approve(wave, "comment", few[0].id, "Ciemno tu", "ann")
    fifth = write(wave, "", consent=None, language="pl")
    quotes.approve(wave, "comment", few[0].id, "Ciemno tu", "ann")
    assert len(quotes.of(wave, "comment")) == 1
    db.session.execute(db.delete(Response).where(Response.id == fifth))
    db.session.commit()
    assert quotes.of(wave, "comment") == []


def test_a_young_peoples_wave_needs_thirty_in_a_language(any_app):
    wave = words_wave()
    wave.survey.audience, wave.disclosure_rule = "young", "schools"
    db.session.commit()
    assert quotes.least_answers(wave) == 30


@pytest.mark.refusal(
    part="What people wrote",
    comes="a theme without a name, too long, or named like another but for capitals, blanks or accents",
)
def test_two_themes_never_read_alike(any_app):
    wave = words_wave()
    make_themes(wave, "Street lighting")
    for name in ("Street lighting", "STREET  LIGHTING", "Street líghting"):
        with refused(frames.CannotChange, "already"):
            make_themes(wave, name)
    (theme,) = frames.themes_of(wave.survey, "comment")
    frames.retire_theme(wave.survey, theme, True, "tests")
    with refused(frames.CannotChange, "retired"):
        make_themes(wave, "Street lighting")
    assert frames.key_of("روشنی") != frames.key_of("روشن") and frames.key_of("ਰੋਸ਼ਨੀ") != frames.key_of("ਰਸ਼ਨ")


def test_nothing_of_what_was_done_holds_the_words(any_app):
    wave = words_wave()
    (light,) = make_themes(wave, "Light")
    ids = [write(wave, "Zanzibar is dark") for _one in range(5)]
    for id_ in ids:
        texts.record_reading(wave, texts.find(wave, "comment", id_), "ann")
        reading = keep(wave, id_)
        coding.code(wave, reading, [light], "ann")
        quotes.approve(wave, "comment", reading.id, "Zanzibar", "ann")
    events = list(db.session.scalars(db.select(AuditEvent)))
    assert {"read text", "redact text", "code text", "approve quote"} <= {one.verb for one in events}
    assert not [one for one in events if "Zanzibar" in f"{one.subject} {one.detail}"]


def test_another_waves_texts_and_themes_are_not_there(any_app):
    wave, other = words_wave(), words_wave("other-1", "stockport")
    (theirs,) = make_themes(other, "Light")
    id_ = write(other, "Dark")
    reading = keep(other, id_)
    assert texts.find(wave, "comment", id_) is None and texts.reading(wave, "comment", id_) is None
    assert frames.theme_of(wave.survey, "comment", theirs) is None
    assert quotes.candidate(wave, "comment", reading.id) is None
    with pytest.raises(cells.UnknownColumn):
        cells.cells(wave, [f"theme.{frames.frame_of(other.survey, 'comment').id}={theirs}"])


def test_a_question_without_consent_is_never_quoted(any_app):
    wave = add_wave()
    assert page("comment", "text")["id"] == "comment" and quotes.consent_item(wave, "comment") is None
    readings = [keep(wave, write(wave, "It is dark", consent="yes")) for _one in range(6)]
    assert quotes.candidates(wave, "comment") == ([], 0) and quotes.of(wave, "comment") == []
    with pytest.raises(quotes.CannotQuote):
        quotes.approve(wave, "comment", readings[0].id, "dark", "ann")
