"""The method note: what the answers are, how to weigh them, and what must not be done with them. In plain text."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import force_locale, format_decimal, ngettext
from flask_babel import gettext as _

from consult import reference
from consult.models.types import today
from consult.services import disclosure
from consult.services.microdata import lines
from consult.services.microdata.about import About
from consult.services.phrases import day, people
from consult.services.phrases_method import design_sentence, margin_title, rule_sentence


def note(about: About) -> str:
    """The note in the language of the labels where the product speaks it, else in English."""
    lang = about.wanted.lang if about.wanted.lang in reference.LANGUAGES else "en"
    with force_locale(lang):
        parts = [
            (_("What this is"), _what(about)), (_("How people were reached"), [design_sentence(about.wave.design)]),
            (_("Weights"), _weights(about)), (_("Answers that are none"), _missing()),
            (_("How alike people are"), anonymity_words(about)), (_("What must not be done"), _not_to_do(about)),
            (_("In your program"), lines.program_lines(about)), (_("How to cite it"), [_citation(about)]),
        ]  # fmt: skip
        return about.title + "\n\n" + "\n".join(_part(heading, said) for heading, said in parts)


def _part(heading: str, said: list[str]) -> str:
    return f"{heading}\n{'=' * len(heading)}\n" + "\n".join(said) + "\n"


def _what(about: About) -> list[str]:
    wave = about.wave
    said = [
        _("%(file)s: answers of %(people)s people, one row each, in an order that tells nothing.", file=about.file,
          people=people(about.people)),
        _("Fieldwork from %(first)s to %(last)s.", first=day(wave.opens_on.isoformat()), last=day(about.last_day)),
        _("Questionnaire %(number)s, SHA-256 %(sha256)s.", number=wave.version.number, sha256=wave.version.sha256),
        _("codebook.csv and codebook.xml (DDI-Codebook 2.5) say what every variable and code means."),
        _("Taken out on %(date)s, because: %(reason)s", date=day(today().isoformat()), reason=about.wanted.reason),
    ]  # fmt: skip
    if about.simulated:
        said.append(_("%(n)s of the answers are simulated and were given by nobody. The variable “simulated” marks "
                      "them.", n=people(about.simulated)))  # fmt: skip
    return said


def _weights(about: About) -> list[str]:
    run = about.run
    if run is None:
        return [_("The file holds no weights: its figures are those of the people who answered, and of nobody else.")]
    figures, bounds = run.diagnostics, run.scheme["bounds"]
    said = [_("“weight” is 1 on average; “weight_total” adds up to the population, %(total)s. Use “weight” unless you "
              "want numbers of residents.", total=format_decimal(round(figures["total"])))]  # fmt: skip
    for margin in run.scheme["margins"]:
        title = margin_title(margin["key"], margin["title"]) or " × ".join(margin["dimensions"])
        source = margin["source"] or _("no source given")
        said.append("- " + _("Raked to %(margin)s. Source: %(source)s.", margin=title, source=source))
    if bounds:
        said.append(_("Every answer counts between %(low)s and %(high)s times as much as before.",
                      low=format_decimal(bounds[0]), high=format_decimal(bounds[1])))  # fmt: skip
    said += [
        _("Weighting %(run)s of %(date)s. %(people)s people were weighed; %(left_out)s were left out and have no "
          "weight.", run=run.id, date=day(run.created_at.date().isoformat()), people=people(figures["people"]),
          left_out=people(figures["left_out"])),
        _("Effective base: %(effective)s of %(people)s people. Design effect of weighting: %(effect)s.",
          effective=people(round(figures["effective_base"])), people=people(figures["people"]),
          effect=format_decimal(round(figures["design_effect"], 2))),
        f"{run.code_version}; SHA-256 {run.inputs_sha256}",
    ]  # fmt: skip
    return said


def _missing() -> list[str]:
    return [
        _("Four things are told apart, and each has a code of its own that is declared missing:"),
        "- −1  " + _("Not asked: an earlier answer led past the question."),
        "- −2  " + _("No answer: the question was shown and passed over."),
        "- −8  " + _("Don't know."),
        "- −9  " + _("Prefer not to say."),
        _("Other codes below nought are in the codebook. In Stata they are .a, .b, .e and .f."),
        _("Published figures keep “don't know” in the base and leave the other three out. A program that drops every "
          "missing code gives another figure: the lines below show the published base."),
        _("Where a number may be below nought, its codes begin at −9,000,000,000,000,000 instead."),
    ]  # fmt: skip


def anonymity_words(about: About) -> list[str]:
    """k, how many people are the only ones of their kind, and which columns make them so."""
    found = about.anonymity
    said = [
        ngettext(
            "k = %(k)s: by all that the file tells of a person, the smallest group of people alike is %(k)s person.",
            "k = %(k)s: by all that the file tells of a person, the smallest group of people alike is %(k)s people.",
            found.k, k=people(found.k),
        ),
        _("%(alone)s of %(people)s people are the only ones of their kind; %(few)s are among fewer than %(limit)s.",
          alone=people(found.alone), people=people(found.people), few=people(found.few), limit=found.limit),
    ]  # fmt: skip
    told = ", ".join(about.name_of(column) or column for column in found.without)
    if told:
        said.append(_("Counted by: %(columns)s.", columns=told))
    if found.telling:
        named = ", ".join(about.name_of(column) or column for column in found.telling)
        said.append(_("What makes people the only ones of their kind, most first: %(columns)s.", columns=named))
    if not found.is_enough:
        said.append(_("It was taken out all the same, because: %(reason)s", reason=about.wanted.risk_reason))
    return said


def _not_to_do(about: About) -> list[str]:
    rule = disclosure.rule_of(about.wave)
    entry = {"audience": about.wave.survey.audience, "rule": disclosure.rule_entry(rule)}
    said = [
        _("Do not try to find out who anybody is, and do not put the file together with another that could tell."),
        _("Do not pass it on. Keep it where only those who need it can open it, and delete it when the work is done."),
        _("What is never shown in a publication: %(rule)s", rule=rule_sentence(entry)),
        _("Say differences in percentage points. Name the base of a question that not everybody was asked."),
    ]
    if about.wave.design == "open":
        said.append(_("Give no margin of error, no interval and no test: people chose to answer."))
    if about.wave.survey.audience == "young":
        said.append(_("These are children's answers: never pool them with those of adults."))
    return said


def _citation(about: About) -> str:
    return _("%(title)s. Fieldwork %(first)s to %(last)s. File of %(date)s.", title=about.title,
             first=day(about.wave.opens_on.isoformat()), last=day(about.last_day),
             date=day(today().isoformat()))  # fmt: skip


def file_notes(about_weights: bool, design: str) -> Iterator[str]:
    """The few lines that stand inside the data file itself, in English as programs' own messages are."""
    if about_weights:
        yield "Weight the cases by the variable weight (1 on average). weight_total adds up to the population."
        yield "A program that takes weights for numbers of people gives wrong tests: use survey procedures."
    else:
        yield "No weights: figures are those of the people who answered."
    if design == "open":
        yield "People chose to answer: give no margin of error and no test."
    yield "Codes below nought mean no answer: -1 not asked, -2 no answer, -8 don't know, -9 prefer not to say."
