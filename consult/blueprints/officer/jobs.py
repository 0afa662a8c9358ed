"""Work that a worker does: whether it is done, and what came of it."""

import tempfile
import uuid

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.services import jobs

JOB = "/<partnership_slug>/jobs/<uuid:job_id>"


def to_job(job):
    """Lead whoever asked for a job to its page."""
    return redirect(url_for("officer.job", partnership_slug=g.partnership.slug, job_id=job.id), code=303)


def refused_scheme(wave):
    """The scheme of weighting in a job that the address names, to be changed; None where it names none of this wave."""
    found = _named(request.args.get("job", ""))
    if found is None or found.asked.get("wave") != wave.id:
        return None
    return jobs.scheme_of(found.asked)


def _named(number: str):
    try:
        return jobs.job_of(g.partnership, uuid.UUID(number))
    except ValueError:
        return None


@blueprint.get(JOB)
def job(partnership_slug: str, job_id):
    """Whether the work is done: its result where it leads to one, else how it stands."""
    found = jobs.job_of(g.partnership, job_id) or abort(404)
    if found.state == "done" and (onward := _onward(found)):
        return redirect(onward, code=303)
    errors = []
    if found.state == "refused":
        errors = [{"text": found.words, "href": "#again", "lang": "en" if found.outcome["english"] else None}]
    return render_template(
        "officer/job.html", job=_view(found), errors=errors, wave=None, steps=views.steps(), simulated=None,
        attended=jobs.attended(),
    )  # fmt: skip


@blueprint.post(JOB + "/file")
def job_file(partnership_slug: str, job_id):
    """Hand the file over to whoever asked for it, once."""
    found = jobs.job_of(g.partnership, job_id)
    if found is None or found.asked_by != current_user.email or found.kind != "export":
        abort(404)
    # On the disk: a large one does not fill the memory.
    file = tempfile.TemporaryFile()
    if not jobs.hand_over(found, file):
        return to_job(found)
    file.seek(0)
    response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=found.outcome["name"])
    response.headers["Cache-Control"] = "no-store"
    return response


def _view(found) -> dict:
    return {
        "id": found.id, "state": found.state, "title": _title(found.kind), "back": _back(found),
        "outcome": found.outcome, "file": found.asked_by == current_user.email and jobs.is_there(found),
    }  # fmt: skip


def _title(kind: str) -> str:
    return {
        "weigh": _("Weighing the wave"), "submit": _("Putting the section together"),
        "files": _("Making the files of the edition"), "export": _("Writing the file of responses"),
    }[kind]  # fmt: skip


def _onward(found) -> str | None:
    """Where the result is; None where it is a file to be fetched."""
    here = {"partnership_slug": g.partnership.slug}
    if found.kind == "weigh":
        return url_for("officer.run", wave_slug=found.outcome["wave"], run_id=found.outcome["run"], **here)
    if found.kind == "submit":
        flash(_("The section is submitted. Another officer reads it and publishes it or sends it back."))
        return url_for("officer.review_section", section=found.outcome["section"], **here)
    return url_for("officer.publish", **here) if found.kind == "files" else None


def _back(found) -> str:
    """Where it was asked for, with what was chosen then."""
    here = {"partnership_slug": g.partnership.slug}
    if found.kind in ("submit", "files"):
        return url_for("officer.publish", **here)
    wave = jobs.wave_of(found)
    if wave is None:
        return url_for("officer.overview", **here)
    if found.kind == "export":
        return url_for("officer.export", wave_slug=wave.slug, **here)
    if "again" in found.asked:
        return url_for("officer.run", wave_slug=wave.slug, run_id=found.asked["again"], **here)
    return url_for("officer.change_weighting", wave_slug=wave.slug, job=found.id, **here)
