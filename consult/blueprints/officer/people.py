"""People: who belongs to the partnership with which role, and who is asked to join."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField

from consult.blueprints.officer import blueprint, views
from consult.services import joining, letters, mail
from consult.services import people as service
from consult.web import sign_on
from consult.web.addresses import public
from consult.web.locale import LANGUAGES, OFFICERS, moment

PEOPLE = "/<partnership_slug>/people"


class InviteForm(FlaskForm):
    """An address to ask in; the service says what is wrong with it."""

    email = StringField()
    role = RadioField(choices=service.ROLES, validate_choice=False)
    language = SelectField(choices=list(OFFICERS), default=OFFICERS[0])


class PersonForm(FlaskForm):
    """What is done about a member."""

    do = StringField()
    role = RadioField(choices=service.ROLES, validate_choice=False)


class PressForm(FlaskForm):
    """A button."""


@blueprint.get(PEOPLE)
def people(partnership_slug: str):
    """Everybody who belongs here, the open invitations, and a form for another."""
    return _page(InviteForm(formdata=None))


@blueprint.post(PEOPLE)
def invite(partnership_slug: str):
    """Ask somebody in."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(form, views.form_errors(form)), 422
    try:
        found, token = joining.invite(
            g.partnership, form.email.data, form.role.data, form.language.data, current_user.email
        )
    except service.Refused as refusal:
        return _page(form, [_told(refusal, "email")]), 422
    return _sent(found, token)


@blueprint.post(PEOPLE + "/invitations/<uuid:invitation_id>/again")
def invite_again(partnership_slug: str, invitation_id):
    """A new link for an open invitation."""
    found = joining.one_of(g.partnership, invitation_id) or abort(404)
    if not PressForm().validate_on_submit():
        return _page(InviteForm(formdata=None)), 422
    try:
        token = joining.renew(found, current_user.email)
    except service.Refused as refusal:
        return _page(InviteForm(formdata=None), [_told(refusal, "invited")]), 409
    return _sent(found, token)


@blueprint.post(PEOPLE + "/invitations/<uuid:invitation_id>/call-back")
def call_back_invite(partnership_slug: str, invitation_id):
    """End an open invitation."""
    found = joining.one_of(g.partnership, invitation_id) or abort(404)
    if not PressForm().validate_on_submit():
        return _page(InviteForm(formdata=None)), 422
    try:
        joining.call_back(found, current_user.email)
    except service.Refused as refusal:
        return _page(InviteForm(formdata=None), [_told(refusal, "invited")]), 409
    flash(_("The invitation is called back. Its link leads nowhere now."))
    return redirect(_people(), code=303)


@blueprint.get(PEOPLE + "/<id(member):membership_id>")
def person(partnership_slug: str, membership_id: int):
    """One member: their role, a way back for them, and taking them out."""
    found = _member_or_404(membership_id)
    return _person(found, PersonForm(formdata=None, role=found.role.name))


@blueprint.post(PEOPLE + "/<id(member):membership_id>")
def change_person(partnership_slug: str, membership_id: int):
    """Change their role, or take them out of the partnership."""
    found, form = _member_or_404(membership_id), PersonForm()
    if not form.validate_on_submit():
        return _person(found, form, views.form_errors(form)), 422
    try:
        if form.do.data == "way_back":
            path = service.give_way_back(found, current_user.email)
            return render_template("officer/person_way_back.html", one=_shown(found),
                                   address=public("insights.home").rstrip("/") + path, **_frame())  # fmt: skip
        if form.do.data == "set_up_anew":
            service.let_set_up_anew(found, current_user.email)
            flash(_("%(who)s signs in by password alone now, and sets up a second factor anew.", who=found.user.name))
            return redirect(_people(), code=303)
        return _decided(found, form)
    except service.Refused as refusal:
        return _person(found, form, [_told(refusal, "role")]), 409


def _decided(found, form: PersonForm):
    """Another role for a member, or none here any more. Raises service.Refused."""
    name = found.user.name
    if form.do.data == "remove":
        ended = service.remove(found, current_user.email)
        flash(_("%(who)s does not belong to the partnership any more.", who=name))
    else:
        ended = service.change_role(found, form.role.data, current_user.email)
        flash(_("What %(who)s may do is changed. It holds from now on, also where they are signed in.", who=name))
    if ended:
        flash(_("The open invitations that they had sent are called back."))
    # Whoever took themselves out, or is an administrator no more, has no page here to come back to.
    own = found.user_id == current_user.id
    return redirect(url_for("officer.home") if own else _people(), code=303)


def _sent(invitation, token: str):
    """The link on its way by letter; without a mail server, or where it refuses, shown this once."""
    address = public("account.invited", token=token, lang=invitation.language)
    if mail.is_set_up():
        try:
            letters.invitation(invitation, address)
        except mail.NotSent:
            return _link_once(invitation, address, failed=True), 502
        flash(_("The invitation is sent to %(email)s.", email=invitation.email))
        return redirect(_people(), code=303)
    return _link_once(invitation, address, failed=False)


def _link_once(invitation, address: str, failed: bool):
    return render_template("officer/people_link.html", email=invitation.email, address=address, failed=failed,
                           until=moment(invitation.expires_at), **_frame())  # fmt: skip


def _page(form: InviteForm, errors=()):
    return render_template(
        "officer/people.html", form=form, errors=list(errors), press=PressForm(formdata=None), roles=service.ROLES,
        languages={code: LANGUAGES[code] for code in OFFICERS},
        failed={one["href"].removeprefix("#"): one["text"] for one in errors},
        members=[_shown(one) for one in service.members(g.partnership)],
        strong=service.with_second_factor(g.partnership),
        invited=[_invited(one) for one in joining.open_ones(g.partnership)], by_mail=mail.is_set_up(), **_frame(),
    )  # fmt: skip


def _person(found, form: PersonForm, errors=()):
    return render_template(
        "officer/person.html", form=form, errors=list(errors), one=_shown(found), roles=service.ROLES,
        failed={one["href"].removeprefix("#"): one["text"] for one in errors},
        last=service.is_last_administrator(found), elsewhere=service.belongs_elsewhere(found),
        strong=found.user_id in service.with_second_factor(g.partnership), by_password=not sign_on.is_only(),
        **_frame(),
    )  # fmt: skip


def _frame() -> dict:
    return {"steps": views.steps(), "wave": None, "simulated": None, "at_people": True}


def _shown(membership) -> dict:
    user = membership.user
    return {"id": membership.id, "account": user.id, "name": user.name, "email": user.email,
            "role": membership.role.name, "own": user.id == current_user.id}  # fmt: skip


def _invited(invitation) -> dict:
    return {"id": invitation.id, "email": invitation.email, "role": invitation.role.name, "by": invitation.invited_by,
            "until": moment(invitation.expires_at), "over": joining.state(invitation) == "expired"}  # fmt: skip


def _told(refusal, otherwise: str) -> dict:
    return {"text": refusal.words, "href": f"#{refusal.place or otherwise}"}


def _people() -> str:
    return url_for("officer.people", partnership_slug=g.partnership.slug)


def _member_or_404(membership_id: int):
    return service.member(g.partnership, membership_id) or abort(404)
