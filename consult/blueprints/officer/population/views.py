"""Shapes what is known of the population into what its pages show."""

import datetime as dt

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from consult.blueprints.officer.population import words
from consult.blueprints.officer.population.choosing import NOT_USED
from consult.population import AREA, Note, Unreadable
from consult.population.mapping import LEFT_OUT, is_age
from consult.services import population as service
from consult.web.locale import long_date

# Figures shown of a table before it is a margin: enough to see what it is.
CATEGORIES_SHOWN = 8


def overview(partnership) -> dict:
    """Everything that is loaded, the margins by audience."""
    margins = [_row(one) for one in service.margins(partnership)]
    found = service.summary(partnership)
    return {
        "audiences": [(name, [one for one in margins if one["audience"] == audience])
                      for audience, name in words.audiences().items()],
        "areas": found,
        "year": None if found.year == "today" else found.year,
        "loads": [(name, event and loaded(event.subject, event.at, event.actor)) for name, event in (
            (_("Outlines"), found.outlines_from), (_("Postcodes"), found.postcodes_from))],
        "kept": [_kept(one) for one in service.kept(partnership) if one.kind not in ("postcodes",)],
        "waiting": service.waiting(partnership),
        **_changes(partnership, found.year),
        **_deprivation(partnership),
    }  # fmt: skip


def loaded(filename: str, at: dt.datetime, actor: str) -> str:
    """Which file, when, and by whom."""
    return _("%(file)s, loaded on %(date)s by %(who)s", file=filename, date=long_date(at), who=actor)


def _row(stored) -> dict:
    origin = stored.origin or {}
    return {
        "key": stored.key, "audience": stored.audience, "title": stored.title, "source": stored.source,
        "address": stored.source_address, "date": long_date(stored.date), "unit": words.units().get(stored.unit),
        "total": sum(row["value"] for row in stored.targets), "caution": stored.caution, "groups": len(stored.targets),
        "loaded": origin and loaded(origin["filename"], dt.datetime.fromisoformat(origin["loaded_at"]),
                                    origin["loaded_by"]),
    }  # fmt: skip


def margin(partnership, stored) -> dict:
    """One margin whole."""
    questions = {one.name: one for one in service.questions(partnership, stored.audience)}
    origin = stored.origin or {}
    targets = [(row["categories"], row["value"]) for row in stored.targets]
    return {
        "margin": _row(stored),
        "dimensions": [_question_words(name) for name in stored.dimensions],
        "rows": _target_rows(stored.dimensions, targets, questions),
        "notes": notes(origin.get("notes", [])),
        "sha256": origin.get("sha256"),
        "changes": changes(origin["areas"]["changes"]) if origin.get("areas") else [],
        "earlier": [_earlier(one) for one in service.earlier(partnership, stored.key)],
    }


def _earlier(one) -> dict:
    record = one.record
    return {"title": record["title"], "source": record["source"], "until": long_date(one.replaced_at),
            "who": one.replaced_by, "total": sum(row["value"] for row in record["targets"])}  # fmt: skip


def _target_rows(dimensions, targets, questions) -> list[dict]:
    whole = sum(value for _categories, value in targets) or 1
    rows = []
    for categories, value in targets:
        said = [questions[name].choices.get(one, one) if name in questions else one
                for name, one in zip(dimensions, categories, strict=True)]  # fmt: skip
        rows.append({"labels": said, "value": value, "share": value / whole})
    return rows


def _question_words(name: str) -> str:
    return name.replace("_", " ")


def notes(found) -> list[dict]:
    """Notes as sentences, the cautions first; each says in a word what it is."""
    read = [Note(**one) if isinstance(one, dict) else one for one in found]
    rows = [{"level": one.level, "mark": words.levels()[one.level], "text": service.words(one)} for one in read]
    return sorted(rows, key=lambda row: row["level"] == "good")


def changes(found) -> list[dict]:
    """What became of each ward, in words."""
    rows = []
    for one in found:
        came = [_("%(ward)s %(share)s", ward=ward, share=_share(share)) for ward, share in one["came"].items()
                if share >= 0.001]  # fmt: skip
        rows.append({"name": one["name"], "kind": words.changes()[one["kind"]], "changed": one["kind"] == "changed",
                     "came": ", ".join(came), "moved": _share(one["moved"]) if one["kind"] == "changed" else "",
                     "gone": _share(one["gone"]) if one["kind"] == "changed" else ""})  # fmt: skip
    return rows


def _share(share: float) -> str:
    return format_percent(share, "#,##0.0%")


def _changes(partnership, year: str) -> dict:
    """How the wards of an earlier year became today's, where the lookups to both are kept."""
    for one in service.kept(partnership):
        before = one.data.get("year") if one.kind == "lookup" else None
        if before not in (None, "members", year):
            try:
                crosswalk = service.between(partnership, before, year)
            except Unreadable as error:
                return {"changes": [], "changes_before": before, "changes_need": service.words(error.note)}
            rows = changes([{**vars(change), "moved": change.moved} for change in crosswalk.changes])
            return {"changes": rows, "changes_before": before, "changes_need": None}
    return {"changes": [], "changes_before": None, "changes_need": None}


def _deprivation(partnership) -> dict:
    try:
        return {"deprivation": service.deprivation_by_ward(partnership), "deprivation_needs": None}
    except Unreadable as error:
        return {"deprivation": [], "deprivation_needs": service.words(error.note)}


def _kept(file) -> dict:
    return {"name": words.held(file), "from": loaded(file.filename, file.loaded_at, file.loaded_by)}


def file(partnership, file) -> dict:
    """A waiting file: what it is, what was checked, and what can be done with it."""
    tables = service.tables(file) if file.kind == "tables" else []
    before = {one.slot: one for one in service.kept(partnership)}
    replaced = before.get(words.slot(file, tables))
    return {
        "file": file, "recognised": words.recognised(file, tables), "facts": _facts(file),
        "notes": notes(file.notes),
        "tables": [{**_table(partnership, one), "number": number} for number, one in enumerate(tables)],
        "keep": words.keeping(file, tables),
        "replaces": replaced and loaded(replaced.filename, replaced.loaded_at, replaced.loaded_by),
        "makes_margin": file.kind in ("tables", "deprivation"), "audiences": words.audiences(),
    }  # fmt: skip


def _facts(file) -> list[tuple[str, str]]:
    found = [(_("File"), file.filename), (_("SHA-256"), file.sha256[:16])]
    if file.kind == "postcodes":
        wards = file.data["wards"]
        found += [(_("Postcodes"), format_decimal(len(wards))), (_("Wards"), format_decimal(len(set(wards.values()))))]
    if file.kind == "lookup":
        found.append((_("Areas"), format_decimal(len(file.data["wards"]))))
    if file.kind == "deprivation":
        found.append((_("LSOAs"), format_decimal(len(file.data["deciles"]))))
    if file.kind == "outlines":
        found.append((_("Wards"), format_decimal(len(file.data["outlines"]))))
    return found


def _table(partnership, table) -> dict:
    people = sum(table.people().values())
    day = table.period and long_date(dt.date.fromisoformat(table.period))
    shown = {
        "name": table.name, "unit": words.units()[table.unit], "people": people, "period": day,
        "areas": words.areas(len(table.areas), table.geography), "changes": [], "wards": [],
        "parts": [_part_of(table, name) for name in table.dimensions],
    }  # fmt: skip
    if table.geography == "ward":
        try:
            found = service.into_wards(partnership, table)
        except Unreadable as error:
            return {**shown, "wards": notes([error.note])}
        document = found.document()
        return {**shown, "wards": notes(found.notes),
                "changes": changes(document["changes"]) if found.crosswalk.method != "codes" else []}  # fmt: skip
    return shown


def _part_of(table, name: str) -> dict:
    categories = table.categories(name)
    first = list(categories)[:CATEGORIES_SHOWN]
    return {"name": name, "first": first, "more": len(categories) - len(first)}


def parts(choosing) -> list[dict]:
    """The parts of a table with the questions they can be, and the categories that need an answer."""
    found = []
    for number, dimension in enumerate(choosing.dimensions):
        question = choosing.question(number)
        categories = {} if dimension == AREA else choosing.table.categories(dimension)
        found.append({
            "number": number, "name": _("The area") if dimension == AREA else dimension,
            "chosen": question.name if question else NOT_USED,
            "questions": [(one.name, _question_words(one.name)) for one in choosing.offered(number)],
            "ages": bool(categories) and is_age(categories),
            "rows": _category_rows(choosing, number, question, categories)
            if choosing.categories_to_choose(number) else [],
            "answers": list(question.choices.items()) if question else [],
        })  # fmt: skip
    return found


def _category_rows(choosing, number: int, question, categories: dict[str, int]) -> list[dict]:
    answers = choosing.answers(number, question)
    return [{"id": f"part-{number}-{place}", "category": category, "people": people, "answer": answers[category],
             "left_out": answers[category] == LEFT_OUT}
            for place, (category, people) in enumerate(categories.items())]  # fmt: skip


def proposal(partnership, found, choosing) -> dict:
    """A margin before it is stored."""
    made = found.candidate
    return {
        "dimensions": [_question_words(name) for name in made.dimensions],
        "rows": _target_rows(made.dimensions, list(made.targets.items()), choosing.questions),
        "total": made.total, "unit": words.units()[found.table.unit], "base": words.bases().get(made.base, made.base),
        "notes": notes(found.notes), "changes": changes(found.areas["changes"]) if found.areas else [],
        "replaces": found.replaces and found.replaces.title,
    }  # fmt: skip
