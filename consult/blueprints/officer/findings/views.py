"""Shapes findings, and the steps to one, into what the pages show."""

from flask import g, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.blueprints.officer import views
from consult.questionnaire import text
from consult.services import fieldwork, weigh
from consult.services.findings import CannotTell, Wanted, blocks, described, questions
from consult.services.findings import checking as checker
from consult.services.findings import groups as known
from consult.services.reading import blocks as reading_blocks
from consult.web.locale import LANGUAGES, long_date, offered

# Questions on one page of the list.
AT_ONCE = 20
STEPS = ("wave", "question", "figure", "group", "comparison", "preview")


def frame(step: str | None = None, wave=None) -> dict:
    """What every page of findings has; of one wave, how many of its answers are simulated."""
    number = STEPS.index(step) + 1 if step in STEPS else None
    simulated = fieldwork.tally([wave])[wave.id].simulated if wave else None
    return {"wave": None, "steps": views.steps(None, "officer.findings"), "simulated": simulated, "number": number,
            "of": len(STEPS)}  # fmt: skip


def address(endpoint: str, wanted: Wanted, **more) -> str:
    """A step with what was chosen before it in its address."""
    names = ("measure", "answer", "dimension", "category", "comparison", "against")
    chosen = {name: getattr(wanted, name) for name in names} | more
    chosen = {name: value for name, value in chosen.items() if value and value != "none"}
    return url_for(endpoint, partnership_slug=g.partnership.slug, wave_slug=wanted.wave.slug, **chosen)


def waves(found: list) -> list[dict]:
    """The waves to choose from; one without weights cannot be chosen and says why."""
    return [
        {"name": f"{wave.survey.title}: {wave.title}", "design": views.designs()[wave.design],
         "href": url_for("officer.finding_question", partnership_slug=g.partnership.slug, wave_slug=wave.slug)
         if weigh.current(wave) else None}
        for wave in found
    ]  # fmt: skip


def asked(wave, search: str, page: int) -> dict:
    """One page of the questions whose wording holds what is looked for."""
    matching = questions.matching(wave, search, str(get_locale()))
    here = matching[AT_ONCE * (page - 1): AT_ONCE * page]
    return {
        "total": len(matching), "page": page, "last": page * AT_ONCE >= len(matching),
        "rows": [{"wording": wording, "href": address("officer.finding_figure", Wanted(g.partnership, wave, item.name)),
                  "grid": item.type == "grid"} for item, wording in here],
    }  # fmt: skip


def figures(wanted: Wanted, found: list[Wanted]) -> dict:
    """The figures of a question: a row of a grid leads on to its own."""
    about = described.described(found[0], str(get_locale())) if found else None
    grid = "." not in wanted.measure and any("." in one.measure for one in found)
    rows = []
    for one in found:
        words = described.described(one, str(get_locale()))
        row = grid and "." in one.measure
        rows.append({"name": words.question if row else words.figure,
                     "href": address("officer.finding_figure" if row else "officer.finding_group", one)})  # fmt: skip
    return {"question": about and about.question, "grid": grid, "rows": rows}


def groups(wanted: Wanted) -> dict:
    """Everybody and the questions that tell people apart; of one such question its groups."""
    found = [one for one in known.dimensions(wanted.wave) if one.name != wanted.measure.partition(".")[0]]
    chosen = next((one for one in found if one.name == wanted.dimension), None)
    if chosen is not None:
        rows = [{"name": _words(chosen, one.text), "href": address("officer.finding_comparison", wanted,
                 category=one.value)} for one in chosen.groups]  # fmt: skip
        return {"question": _words(chosen, chosen.item.text), "rows": rows, "everybody": None}
    rows = [{"name": _words(one, one.item.text), "href": address("officer.finding_group", wanted, dimension=one.name)}
            for one in found]  # fmt: skip
    everybody = address("officer.finding_comparison", wanted, dimension=None, category=None)
    return {"question": None, "rows": rows, "everybody": everybody}


def _words(dimension, words) -> str:
    found = text(words, str(get_locale()), dimension.item.master).value
    return found.replace("{area}", g.partnership.name)


def comparisons(wanted: Wanted, found: list) -> dict:
    """Those that are possible as links, and those that are not with the reason."""
    possible = [
        {"name": one.name, "href": address("officer.finding_preview", wanted, comparison=one.kind, against=one.against)}
        for one in found if not one.refused
    ]  # fmt: skip
    return {"possible": possible, "refused": [one for one in found if one.refused]}


def so_far(wanted: Wanted, step: str) -> list[dict]:
    """What was chosen before this step, each with the way back to it."""
    before = STEPS[: STEPS.index(step)]
    rows = [(_("Wave"), f"{wanted.wave.survey.title}: {wanted.wave.title}", "question")]
    words = described.described(_whole(wanted), str(get_locale())) if "figure" in before else None
    if words:
        rows += [(_("Question"), words.question, "figure"), (_("Figure"), words.figure, "figure")]
        rows += [(_("Group"), words.group, "group")] if "group" in before else []
        rows += [(_("Set against"), words.against, "comparison")] if "comparison" in before else []
    return [{"term": term, "words": said, "href": _way(wanted, to)} for term, said, to in rows]


def _whole(wanted: Wanted) -> Wanted:
    """What was chosen, without half a group."""
    if wanted.dimension and wanted.category:
        return wanted
    return Wanted(wanted.partnership, wanted.wave, wanted.measure, wanted.answer)


def _way(wanted: Wanted, step: str) -> str:
    """The page of a step as it was reached: with what was chosen before it."""
    if step == "question":
        return url_for("officer.finding_question", partnership_slug=g.partnership.slug, wave_slug=wanted.wave.slug)
    keep = {"figure": ("measure",), "group": ("measure", "answer"),
            "comparison": ("measure", "answer", "dimension", "category")}[step]  # fmt: skip
    alone = Wanted(wanted.partnership, wanted.wave, **{"measure": "", **{name: getattr(wanted, name) for name in keep}})
    return address(f"officer.finding_{step}", alone)


def ways_back(wanted: Wanted) -> list[dict]:
    """From a refusal: the steps that something else can be chosen at."""
    rows = [{"name": _("Choose another wave"),
             "href": url_for("officer.finding_wave", partnership_slug=g.partnership.slug)},
            {"name": _("Choose another question"), "href": _way(wanted, "question")}]  # fmt: skip
    if wanted.measure:
        rows.append({"name": _("Choose another figure of the question"), "href": _way(wanted, "figure")})
        rows.append({"name": _("Choose another group"), "href": _way(wanted, "group")})
        rows.append({"name": _("Choose another comparison"), "href": _way(wanted, "comparison")})
    return rows


def preview(wanted: Wanted) -> dict:
    """The finding in the page's language, not kept yet."""
    lang = str(get_locale())
    return shown(blocks.automatic(wanted, [lang], "finding-new"), wanted.wave, lang)


def shown(block: dict, wave, lang: str) -> dict:
    """A block with its pictures and the ways to what it comes from."""
    found = {"part": reading_blocks.part(block, block["words"][lang], 2)}
    run = weigh.current(wave)
    here = {"partnership_slug": g.partnership.slug, "wave_slug": wave.slug}
    found["from"] = [
        {"name": _("The question in the questionnaire"), "href": url_for("officer.questionnaire", **here)},
        {"name": _("The weighting run %(id)s", id=run.id), "href": url_for("officer.run", run_id=run.id, **here)},
    ]
    return found


def listed(findings: list) -> list[dict]:
    """Every finding in a list, without its figures."""
    return [row(one) for one in findings]


def row(finding) -> dict:
    """One finding in a list."""
    href = url_for("officer.finding", partnership_slug=g.partnership.slug, finding_id=finding.id)
    wave = f"{finding.wave.survey.title}: {finding.wave.title}"
    found = {"href": href, "wave": wave, "date": long_date(finding.made_at), "by": finding.made_by,
             "words": [offered().get(lang, lang) for lang in finding.words]}  # fmt: skip
    try:
        return {**found, "about": described.described(finding, str(get_locale()))}
    except CannotTell as refusal:
        return {**found, "about": None, "refused": refusal.words}


def languages(finding, block: dict, failed: dict | None) -> list[dict]:
    """For each language of a document the words as they stand, what the checker finds, and a box to change them."""
    rows = []
    for lang in block["words"]:
        own = finding.words.get(lang)
        here = failed if failed and failed["lang"] == lang else None
        typed = here["text"] if here else own["text"] if own else "\n".join(block["words"][lang]["sentences"])
        flags = here["flags"] if here else checker.flags(own["text"], lang, block) if own else []
        rows.append({
            "lang": lang, "name": LANGUAGES[lang], "own": own, "state": block["words"][lang]["own"],
            "sentences": block["words"][lang]["sentences"], "text": typed,
            "reason": here["reason"] if here else own["reason"] if own else "",
            "message": here["message"] if here else None, "wrong": here["field"] if here else None,
            "flags": [dict(zip(("what", "todo"), checker.advice(one), strict=True)) for one in flags],
        })  # fmt: skip
    return rows

