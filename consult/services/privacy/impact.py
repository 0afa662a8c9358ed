"""A data protection impact assessment of a wave, as far as its settings can write it.

After the Information Commissioner's template (ico.org.uk, "Sample DPIA template"): nature, scope, context, purposes,
consultation, necessity, risks, sign-off. What only people can know is left to them and says so.
"""

import datetime as dt

from babel import Locale
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from consult.models import Wave
from consult.models.types import today
from consult.services import privacy
from consult.services.files.look import Look
from consult.services.privacy.risks import Risk, risks
from consult.services.reading.nodes import (
    Column,
    Definitions,
    Heading,
    Listing,
    Node,
    Notice,
    Paragraph,
    Part,
    Row,
    Table,
    Words,
)


def nodes_of(wave: Wave, lang: str) -> list[Node]:
    """The assessment in a language of officers', to be set as a page or a file."""
    with force_locale(lang):
        facts = privacy.facts(wave)
        title = f"{wave.survey.title}, {wave.title}"
        return [
            Paragraph(f"{facts.who.name} · {title}", role="kicker"),
            Heading(1, _("Data protection impact assessment")),
            Paragraph(_("Made on %(date)s from the settings of the wave. Where they change, it changes: keep a file of "
                        "what was signed.", date=day(today()))),
            *_unnamed(facts),
            _part("nature", _("What is done"), Definitions(tuple((*row, None) for row in _nature(facts, lang)))),
            _part("scope", _("Of whom, and what"), Definitions(tuple((*row, None) for row in _scope(facts)))),
            _part("context", _("Context"), *_listed(_context(facts)), _yours(
                _("What people here may fear, what went wrong elsewhere, and which codes of practice apply."))),
            _part("purposes", _("Purposes"), *_listed(_purposes())),
            _part("consultation", _("Who was asked"), _yours(
                _("Whom you asked before you began: residents, young people, schools, the data protection officer, and "
                  "what they said."))),
            _part("necessity", _("Necessity and proportion"), *_listed(_necessity(facts)), _yours(
                _("Confirm the lawful basis, and the condition for special categories, with your data protection "
                  "officer."))),
            _part("risks", _("Risks and measures"), _table(risks(facts)), _yours(
                _("How likely and how severe is a suggestion. Change it, and add what is particular here."))),
            _part("sign-off", _("Sign-off"), *(_yours(words) for words in _to_sign())),
        ]  # fmt: skip


def docx(wave: Wave, lang: str) -> bytes:
    """The same as a Word file."""
    from consult.services.files import word

    partnership = wave.survey.partnership
    return word.from_nodes(nodes_of(wave, lang), lang, partnership.title, today(), Look(partnership.colour))


def day(date: dt.date) -> str:
    """A date in full, in the language that is being written."""
    return format_date(date, "d MMMM y")


def _part(id_: str, title: str, *nodes: Node) -> Part:
    return Part(id_, "group", Heading(2, title), nodes)


def _listed(sentences: list[str]) -> list[Node]:
    return [Listing(tuple(map(Words, sentences)))]


def _yours(words: str) -> Paragraph:
    """What only people can write."""
    return Paragraph(words, tag=_("For you to fill in:"))


def _unnamed(facts: privacy.Facts) -> list[Node]:
    if facts.who.controller and facts.who.contact:
        return []
    return [Notice(_("Nobody is named yet who answers for the data, or where to write. The privacy notice sends "
                     "people to their council instead."), _("Not complete."))]  # fmt: skip


def _nature(facts: privacy.Facts, lang: str) -> list[tuple[str, str]]:
    wave, names = facts.wave, Locale.parse(lang).languages
    return [
        (_("Who answers for it"), facts.who.controller or _("Nobody has been named")),
        (_("Data protection officer"), facts.who.dpo_contact or _("Nobody has been named")),
        (_("When"), _("%(start)s to %(end)s", start=day(wave.opens_on), end=day(wave.closes_on))),
        (_("Ways to answer"), "; ".join(_ways()[way] for way in facts.ways)),
        (_("Languages"), ", ".join(names.get(code, code) for code in facts.languages)),
        (_("Who sees single answers"), _("People with a role in the partnership. Files of answers person by person "
                                         "need a role of their own, and a reason that is kept.")),
        (_("Sharing"), _("Nobody outside the partnership. Numbers are published after disclosure control.")),
    ]  # fmt: skip


def _ways() -> dict[str, str]:
    return {
        "open_link": _("anybody with the address"), "invitation": _("letters with a code"),
        "outreach": _("outreach workers’ tablets"), "import": _("files of answers brought in"), "paper": _("paper"),
    }  # fmt: skip


def special_words() -> dict[str, str]:
    """Categories of consult.questionnaire.special, as an assessment names them."""
    return {
        "ethnicity": _("ethnic origin"), "religion": _("religion or belief"), "health": _("health and disability"),
        "orientation": _("sexual orientation"), "gender": _("gender identity"), "politics": _("political opinions"),
        "offences": _("offences (Article 10)"),
    }  # fmt: skip


def _scope(facts: privacy.Facts) -> list[tuple[str, str]]:
    special = ", ".join(special_words()[one] for one in facts.special)
    return [
        (_("People"), _("Young people of 11 to 17") if facts.young else _("Residents of 16 and over")),
        (_("Answers wanted"), f"{facts.wave.target:,}" if facts.wave.target else _("As many as come")),
        (_("Questions"), str(facts.questions)),
        (_("Special categories"), special or _("None is asked about")),
        (_("Words of their own"), _("Yes: they may name people or tell of an offence") if facts.has_words else _("No")),
        (_("Kept of a response"), _("Answers, day, channel, language, how long it took. No name, address, network "
                                    "address or time of day.")),
        (_("Words are kept"), kept_words(facts.words_until, facts.words_deleted_on)),
        (_("Responses are kept"), kept_words(facts.answers_until, facts.answers_deleted_on)),
    ]  # fmt: skip


def kept_words(until: dt.date | None, deleted_on: dt.date | None) -> str:
    """How long something is kept."""
    if deleted_on:
        return _("Deleted on %(date)s", date=day(deleted_on))
    return _("until %(date)s", date=day(until)) if until else _("Nobody has said for how long")


def _context(facts: privacy.Facts) -> list[str]:
    words = [
        _("A public body asks the people it serves. Nobody has to answer, and nothing depends on it."),
        _("Each survey has a privacy notice made from the same settings, in each of its languages."),
        _("Whoever answered can see, take along and delete their answers with the code they were shown."),
    ]
    if facts.young:
        words.append(_("Children are asked. Below 16 an adult agrees for the group first; each young person then says "
                       "yes or no. They are not asked about gender identity below 16."))  # fmt: skip
    return words


def _purposes() -> list[str]:
    return [
        _("To know how safe people feel and what they meet, for the partnership’s strategy (Crime and Disorder Act "
          "1998, sections 5 and 6)."),
        _("To see whether groups fare differently (Equality Act 2010, section 149)."),
        _("Answers are used for nothing else: not to find, judge or write to anybody."),
    ]  # fmt: skip


def _necessity(facts: privacy.Facts) -> list[str]:
    words = [_("Lawful basis: public task (UK GDPR, Article 6(1)(e)).")]
    if facts.special:
        words.append(_("Special categories: substantial public interest, equality of opportunity (Article 9(2)(g); "
                       "Data Protection Act 2018, Schedule 1, paragraph 8), or statistics (Article 9(2)(j)). Each such "
                       "question may be passed over."))  # fmt: skip
    return [
        *words,
        _("No name and no contact is asked for, so nobody can be found by an answer."),
        _("Without a code a response cannot be tied to the person who asks about it (Article 11): the officer’s page "
          "on subject requests has the words to say so."),
        _("No company or service outside is asked for anything by any page."),
    ]  # fmt: skip


def _table(rows: list[Risk]) -> Table:
    columns = (_("Risk"), _("Likely"), _("Severe"), _("Measure"))
    return Table("risks-table", _("Risks, and what is done against each"), tuple(map(Column, columns)), tuple(
        Row((Words(one.what), Words(one.likely), Words(one.severe), Words(one.measure))) for one in rows))


def _to_sign() -> list[str]:
    return [
        _("Who agreed to the measures, and when."),
        _("Who accepts what risk is left, and when."),
        _("What the data protection officer advised, and whether it was followed."),
        _("Who looks at this again, and when."),
    ]
