"""Adults' agreements for groups of young people, and the sheet that whoever brings the group along needs."""

import datetime as dt

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels import views, words
from consult.blueprints.officer.channels.files import attachment, name_of_file
from consult.blueprints.officer.channels.forms import PermissionForm, PressForm
from consult.blueprints.officer.channels.overview import CHANNELS
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.views import form_errors
from consult.services import permissions as service
from consult.services import print as printing

PERMISSIONS = CHANNELS + "/permissions"
ONE = PERMISSIONS + "/<id(permission):permission_id>"


@blueprint.get(PERMISSIONS)
def permissions(partnership_slug: str, wave_slug: str):
    """The permissions so far, and the form for another."""
    wave = _young_wave_or_404(wave_slug)
    return _page(wave, _form(wave))


@blueprint.post(PERMISSIONS)
def record_permission(partnership_slug: str, wave_slug: str):
    """Record that an adult has agreed."""
    wave = _young_wave_or_404(wave_slug)
    form = _form(wave)
    if not form.validate_on_submit() or wave.state == "closed":
        return _page(wave, form), 422
    given = (form.route.data, form.group_name.data, form.adult.data, form.agreed_on.data, form.expected.data)
    service.record(wave, *given, current_user.email)
    flash(_("The permission is recorded. Print the sheet for whoever brings the group along."))
    return _back(partnership_slug, wave_slug)


@blueprint.get(ONE + "/sheet.pdf")
def permission_sheet(partnership_slug: str, wave_slug: str, permission_id: int):
    """The sheet for whoever brings the group along."""
    wave, found = _permission_or_404(wave_slug, permission_id)
    if found.called_back:
        abort(404)
    sheet = printing.pdf("permission.typ", words.permission_sheet(wave, found))
    return attachment(sheet, "application/pdf", name_of_file(wave, "permission", str(found.id)))


@blueprint.post(ONE + "/call-back")
def call_back_permission(partnership_slug: str, wave_slug: str, permission_id: int):
    """Let nobody in with this code any more."""
    _wave, found = _permission_or_404(wave_slug, permission_id)
    if PressForm().validate_on_submit():
        service.call_back(found, current_user.email)
        flash(_("The permission is called back. Its code lets nobody in any more."))
    return _back(partnership_slug, wave_slug)


def _form(wave) -> PermissionForm:
    form = PermissionForm()
    form.route.choices = wave.consent_routes
    return form


def _back(partnership_slug: str, wave_slug: str):
    return redirect(url_for("officer.permissions", partnership_slug=partnership_slug, wave_slug=wave_slug), code=303)


def _page(wave, form: PermissionForm):
    return render_template(
        "officer/channels_permissions.html", form=form, permissions=views.of_permissions(wave),
        routes={route: said for route, said in words.routes().items() if route in wave.consent_routes},
        errors=form_errors(form), today=dt.date.today().isoformat(), **views.frame(wave),
    )  # fmt: skip


def _young_wave_or_404(wave_slug: str):
    """Only a survey of young people knows of permissions."""
    wave = wave_or_404(wave_slug)
    if wave.survey.audience != "young":
        abort(404)
    return wave


def _permission_or_404(wave_slug: str, permission_id: int):
    wave = _young_wave_or_404(wave_slug)
    return wave, service.one_of(wave, permission_id) or abort(404)
