"""With the code of the last page somebody sees what is kept of them, takes it along as a file, and deletes it."""

import csv
import io
import json

from flask import Response, g, make_response, render_template
from flask_babel import format_timedelta
from flask_babel import gettext as _

from consult.blueprints.respond import fields, views
from consult.blueprints.respond.survey import blueprint
from consult.blueprints.respond.way_forms import ReceiptForm
from consult.services.answering import receipts, subject
from consult.services.in_files import harmless
from consult.web.locale import LANGUAGES, long_date

# Names of columns and keys are English in every language: a program reads them.
_ANSWERED, _KEPT = "answer", "kept with the answers"


@blueprint.route("/withdraw", methods=["GET", "POST"])
def withdraw():
    """See, take along or delete the one response that a receipt belongs to. The code stands in no address."""
    form = ReceiptForm()
    if form.validate_on_submit():
        if form.action.data == "delete" and receipts.withdraw(g.survey, form.code.data):
            return render_template("respond/withdrawn.html")
        found = None if form.action.data == "delete" else subject.kept(g.survey, form.code.data)
        if found:
            return _GIVEN.get(form.action.data, _page)(found, form)
        form.refuse()
    return render_template("respond/withdraw.html", form=form), 422 if form.errors else 200


def _page(found: subject.Kept, form: ReceiptForm):
    return render_template("respond/kept.html", form=form, answers=_answers(found), facts=_facts(found))


def _answers(found: subject.Kept) -> list:
    answers = found.response.answers
    return fields.summary(found.steps, answers, views.asking(found.questionnaire, answers))


def _facts(found: subject.Kept) -> list[tuple[str, str]]:
    """What is kept beside the answers, a line each."""
    response = found.response
    facts = [
        (_("Day"), long_date(response.submitted_on)),
        (_("How you answered"), _ways().get(response.channel, "")),
        (_("Where"), " · ".join(filter(None, [found.link, found.place]))),
        (_("Language"), LANGUAGES.get(response.language, response.language)),
        (_("How long it took"), format_timedelta(response.seconds, threshold=2) if response.seconds else ""),
        (_("Who agreed"), _agreed().get(response.consent_route, "")),
        (_("Also noted"), " ".join(_notes(found))),
    ]
    facts += [(_("Your words, without what could tell who you are"), text) for text in found.texts]
    facts += [(_("Your words in a report, where you said yes"), words) for words in found.quotes]
    return [(name, value) for name, value in facts if value]


def _notes(found: subject.Kept):
    if found.response.easy_read:
        yield _("In Easy Read.")
    if found.response.same_device:
        yield _("Answers were sent from this device already.")
    if found.flags:
        yield _("Somebody was asked to look at these answers twice.")
    if found.response.left_out:
        yield _("They are left out of the results.")


def _ways() -> dict[str, str]:
    """Those after which somebody is shown a code: not paper, nor files that were brought in."""
    return {
        "open_link": _("Online"), "invitation": _("With a letter"), "outreach": _("With a worker’s tablet"),
    }  # fmt: skip


def _agreed() -> dict[str, str]:
    return {"own": _("You"), "school": _("Your school"), "centre": _("Your club"), "parent": _("A parent")}


def _json(found: subject.Kept, _form):
    response = found.response
    content = {
        "survey": g.survey.title, "wave": response.wave.title,
        "questions": [
            {"question": one.text.value, "answer": [line.value for line in one.lines]} for one in _answers(found)
        ],
        "answers_as_stored": response.answers,
        "kept_with_them": [{"what": name, "value": value} for name, value in _facts(found)],
    }  # fmt: skip
    return _file(json.dumps(content, ensure_ascii=False, indent=2), "application/json", "json")


def _csv(found: subject.Kept, _form):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["kind", "what", "value"])
    for one in _answers(found):
        writer.writerow([_ANSWERED, harmless(one.text.value), harmless("; ".join(line.value for line in one.lines))])
    for name, value in _facts(found):
        writer.writerow([_KEPT, harmless(name), harmless(value)])
    # Spreadsheets take it for another encoding without the mark.
    return _file("\ufeff" + out.getvalue(), "text/csv", "csv")


def _file(content: str, kind: str, ending: str) -> Response:
    answer = make_response(content.encode())
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="my-answers.{ending}"'
    return answer


_GIVEN = {"see": _page, "json": _json, "csv": _csv}
