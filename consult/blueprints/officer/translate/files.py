"""Files for translators: taken out, and brought back with a report of every row."""

import tempfile

from flask import render_template, send_file
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.translate import views
from consult.blueprints.officer.translate.forms import FileForm
from consult.blueprints.officer.translate.parts import LANGUAGE
from consult.blueprints.officer.views import form_errors
from consult.services import field, versions
from consult.services.bringing import FileRefused
from consult.services.translating import exchange
from consult.services.translating.files import LARGEST
from consult.services.translating.words import said

FILES = LANGUAGE + "/files"
MEDIA_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
               "xliff": "application/xliff+xml"}  # fmt: skip
# Rows shown of those refused; more are counted.
REFUSALS_SHOWN = 200


@blueprint.get(FILES)
def translation_files(partnership_slug: str, survey_slug: str, language: str):
    """Take texts out, or bring them back."""
    version = field.latest_version(views.survey_or_404(survey_slug))
    return _page(version, language, FileForm(formdata=None))


@blueprint.get(FILES + "/<any(xlsx, xliff):kind>")
def export_translation(partnership_slug: str, survey_slug: str, language: str, kind: str):
    """All texts of a language in one file."""
    version = field.latest_version(views.survey_or_404(survey_slug))
    views.strings_or_404(version, language)
    file = tempfile.TemporaryFile()
    exchange.take_out(version, language, kind, file, current_user.email)
    file.seek(0)
    name = f"{survey_slug}-v{version.number}-{language}.{'xlf' if kind == 'xliff' else kind}"
    return send_file(file, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


@blueprint.post(FILES)
def import_translation(partnership_slug: str, survey_slug: str, language: str):
    """Bring a file back, and say what became of each row."""
    version = field.latest_version(views.survey_or_404(survey_slug))
    views.strings_or_404(version, language)
    form = FileForm()
    if not form.validate_on_submit():
        return _page(version, language, form, form_errors(form)), 422
    file = form.file.data
    content, name = file.stream.read(LARGEST + 1), file.filename or ""
    try:
        report = exchange.bring_in(version, language, content, name, form.state.data, current_user.email,
                                   form.reviewer.data, begin=bool(form.begin.data))  # fmt: skip
    except FileRefused as error:
        words = f"{error.refusal.why} {error.refusal.remedy}"
        return _page(version, language, form, [{"text": words, "href": "#file"}]), 422
    except (versions.Frozen, versions.Stale) as error:
        version = field.latest_version(version.survey)
        return _page(version, language, form, [{"text": error.words, "href": "#file"}]), 422
    return _page(report.version, language, FileForm(formdata=None), report=_report(report, form.state.data))


def _report(report: exchange.Report, state: str) -> dict:
    refused = [{"number": one.row.number, "place": one.row.place, "words": one.row.words,
                "why": [said(flaw) for flaw in one.flaws]} for one in report.refused[:REFUSALS_SHOWN]]  # fmt: skip
    return {"accepted": report.accepted, "unchanged": report.unchanged, "refused": refused, "state": state,
            "more": len(report.refused) - len(refused), "number": len(report.refused)}  # fmt: skip


def _page(version, language: str, form: FileForm, errors=(), report=None):
    found = views.strings_or_404(version, language)
    return render_template(
        "officer/translation_files.html", language={"code": language, "name": views.name_of(language)}, form=form,
        bar=views.bar(found), errors=list(errors), report=report, **views.frame(version),
    )  # fmt: skip
