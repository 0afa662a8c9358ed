"""Before a young person is asked anything: their age group, an adult's permission below 16, and their own yes or no."""

from flask import g, redirect, render_template, request, url_for

from consult.blueprints.respond import views
from consult.blueprints.respond.survey import (
    blueprint,
    closed_page,
    key,
    may_go_on,
    must_agree,
    next_page,
    questionnaire,
)
from consult.blueprints.respond.way_forms import AgeForm, AgreeForm, PermissionForm
from consult.services import permissions
from consult.services.answering import drafts, pages, receipts

SUPPORT = ("childline", "fearless", "999")


@blueprint.before_request
def ask_only_the_young():
    """These pages belong to young people's surveys."""
    if request.endpoint not in ("respond.age", "respond.permission", "respond.agree"):
        return None
    if not must_agree():
        return redirect(next_page())
    return None if may_go_on() else (closed_page(), 410)


@blueprint.route("/age", methods=["GET", "POST"])
def age():
    """The age group, which decides who has to agree."""
    form = AgeForm()
    if request.method == "GET":
        form.age.data = g.device.way.get("age_group")
    if form.validate_on_submit():
        group = form.age.data
        if group in ("under_11", "over_17"):
            return redirect(url_for(".not_for_you", group=group))
        g.device.come_by(age_group=group)
        return redirect(url_for(".agree") if _agreed_for(group) else url_for(".permission"))
    return render_template("respond/age.html", form=form), 422 if form.errors else 200


@blueprint.get("/not-for-you/<any(under_11, over_17):group>")
def not_for_you(group):
    """Too young or too old for this survey: kind words and where to go."""
    return render_template("respond/not_for_you.html", group=group, support=views.support(SUPPORT),
                           adults=views.adults_survey() if group == "over_17" else None)  # fmt: skip


@blueprint.route("/permission", methods=["GET", "POST"])
def permission():
    """The code by which a school, a centre or a parent has said that it is all right."""
    form = PermissionForm()
    if form.validate_on_submit():
        if permissions.find(g.wave, form.code.data):
            g.device.come_by(permission=receipts.plain(form.code.data))
            return redirect(url_for(".agree"))
        form.refuse()
    return render_template("respond/permission.html", form=form, support=views.support(SUPPORT)), (
        422 if form.errors else 200
    )


@blueprint.route("/agree", methods=["GET", "POST"])
def agree():
    """What will be asked, in plain words, and a yes and a no of the same size."""
    group = g.device.way.get("age_group")
    if group is None:
        return redirect(url_for(".age"))
    consent = _agreed_for(group)
    if consent is None:
        return redirect(url_for(".permission"))
    form = AgreeForm()
    if form.validate_on_submit():
        if form.answer.data == "no":
            return _decline()
        pages.agree(g.wave, questionnaire(), g.device.secret(), key(), group, consent, g.device.way_in())
        g.pop("sheet", None)
        return redirect(next_page())
    return render_template("respond/agree.html", form=form, number=len(questionnaire().pages)), (
        422 if form.errors else 200
    )


@blueprint.get("/declined")
def declined():
    """A no is fine."""
    return render_template("respond/declined.html", support=views.support(SUPPORT))


def _decline():
    if g.device.known:
        drafts.forget(g.device.secret())
    g.device.forget()
    return redirect(url_for(".declined"))


def _agreed_for(group: str) -> str | None:
    """Who agrees for this age group: themselves from 16, else the adult whose code they came with."""
    if group == "16-17":
        return "own"
    found = permissions.find(g.wave, g.device.way.get("permission", ""))
    return found.route if found else None
