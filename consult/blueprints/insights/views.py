"""Shapes what the public pages list: partnerships, editions, the files of an edition and its cards."""

from flask import abort, g, render_template, url_for
from flask_babel import format_decimal, get_locale

from consult.services import editions, field, reading, said_did
from consult.services.files import edition as edition_files
from consult.services.reading.nodes import Part
from consult.services.sections.templates import TEMPLATES, by_slug
from consult.web import addresses
from consult.web.locale import LANGUAGES, long_date
from consult.web.sections import correction

KILO, MEGA = 1_000, 1_000_000


def partnership_or_404(slug: str):
    """The partnership that the address names, which the page is then for."""
    g.partnership = editions.partnership(slug) or abort(404)
    return g.partnership


def edition_or_404(slug: str, section: str, number: int):
    """The edition at an address; another partnership's is not there."""
    return editions.numbered(partnership_or_404(slug), number, section) or abort(404)


def address_of(edition) -> str:
    """The whole address at which an edition stands for good."""
    return addresses.public("insights.edition", partnership_slug=edition.partnership.slug, section=edition.section,
                            number=edition.number)  # fmt: skip


def partnership_card(partnership) -> dict:
    """A partnership, the surveys that may be answered today, and its newest edition."""
    surveys = []
    for survey in partnership.surveys:
        wave = field.open_wave(survey)
        if wave is not None and wave.takes_answers:
            title = field.questionnaire(wave.version).title
            lang = _lang() if _lang() in title else next(iter(title))
            young = survey.audience == "young"
            surveys.append({"slug": survey.slug, "title": title[lang], "lang": _other(lang), "young": young})
    newest = editions.newest(partnership)
    return {
        "slug": partnership.slug,
        "name": partnership.name,
        "title": partnership.title,
        "colour": partnership.colour,
        "surveys": surveys,
        "sections": [
            {"slug": template.slug, "title": template.title, **edition_row(newest[template.slug])}
            for template in TEMPLATES if template.slug in newest
        ],
    }  # fmt: skip


def edition_row(edition) -> dict:
    """One edition in a list."""
    return {
        "number": edition.number,
        "published_on": day(edition),
        "simulated": edition.simulated,
        "waves": [wave["title"] for wave in edition.document["waves"].values()],
        "sha256": edition.sha256,
        "corrects": edition.corrects,
    }


def with_corrections(rows: list[dict]) -> list[dict]:
    """Rows of editions, each with the number of the newest one that corrects it."""
    return [
        {**row, "corrected": max((one["number"] for one in rows if one["corrects"] == row["number"]), default=None)}
        for row in rows
    ]


def corrected(edition) -> dict | None:
    """What a later edition says was wrong with this one: {number, words, lang}; None where none corrects it."""
    later = editions.correction_of(edition)
    return {"number": later.number, **correction(later.document["corrects"]["words"])} if later else None


def answered(partnership, actions) -> list[dict]:
    """Published answers, each in the reader's language where it has it, with where its findings stand."""
    abouts = [[(one["kind"], one["reference"]) for one in action.published["about"]] for action in actions]
    places = said_did.places(partnership, [link for about in abouts for link in about])
    return [
        _answered(action, [places[link] for link in about if link in places])
        for action, about in zip(actions, abouts, strict=True)
    ]


def _answered(action, places: list) -> dict:
    told = said_did.read(action, _lang())
    return {
        **told, "id": action.id, "state_id": action.published["state"],
        "about": [
            {"section": one.section, "title": by_slug(one.section).title, "number": one.number, "block": one.block}
            for one in places
        ],
        "said": {"text": told["said"].value, "lang": _other(told["said"].lang)},
        "did": {"text": told["did"].value, "lang": _other(told["did"].lang)},
    }  # fmt: skip


def day(edition) -> str:
    """The day that an edition was published."""
    return long_date(edition.published_at)


def _lang() -> str:
    return str(get_locale())


def _other(lang: str | None) -> str | None:
    """`lang` where it has to be said: where it is not the page's."""
    return None if lang == _lang() else lang


def files(edition) -> list[dict]:
    """The files of an edition by language, the page's first: {lang, name, files: [{form, href, size}]}.

    The whole document is in every language: it stands with the first alone.
    """
    found = sorted(edition.document["languages"], key=lambda lang: lang != _lang())
    return [
        {"lang": lang, "name": LANGUAGES[lang], "files": [
            _file(edition, form, lang) for form in edition_files.TYPES if form != "json" or lang == found[0]
        ]}
        for lang in found
    ]  # fmt: skip


def _file(edition, form: str, lang: str) -> dict:
    size = edition_files.size(edition_files.asked(edition, form, lang, address_of(edition)))
    href = url_for("insights.edition_data", partnership_slug=edition.partnership.slug, section=edition.section,
                   number=edition.number, form=form, lang=lang)  # fmt: skip
    return {"form": form, "href": href, "size": _size(size) if size else None}


def _size(size: int) -> str:
    if size >= MEGA:
        return f"{format_decimal(round(size / MEGA, 1))} MB"
    return f"{format_decimal(max(round(size / KILO), 1))} KB"


def cards(edition, page: dict) -> list[dict]:
    """The figures that can stand on somebody else's page, each with the code that puts it there."""
    return [
        {"id": part.id, "title": part.heading.text, "code": _embedding(edition, part)}
        for part in reading.walk(page["parts"]) if isinstance(part, Part) and part.card and part.card.number
    ]  # fmt: skip


def _embedding(edition, part) -> str:
    address = addresses.public(
        "insights.card", partnership_slug=edition.partnership.slug, section=edition.section, number=edition.number,
        block=part.id, lang=_lang(),
    )  # fmt: skip
    return render_template("insights/embed.html", address=address, title=part.heading.text).strip()
