"""Who may use each route. A route that is not listed here stops the application from starting."""

from flask import Flask, abort, g, redirect, render_template, request, url_for
from flask_security import current_user

from consult.extensions import db
from consult.models import Membership, Partnership
from consult.models.belonging import enter, init_belonging, leave
from consult.web.accounts import must_set_up

PUBLIC = "anyone"
SIGNED_IN = "anyone signed in"
# Duties in the partnership that the address names; consult.models.user says which role has which.
FIELD, READ, WORK, COLLECT, OVERSEE = "field", "read", "work", "collect", "oversee"
MICRODATA = "microdata"
MANAGE = "manage"

# endpoint -> who may use it.
ACCESS = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.check_password": PUBLIC,
    "security.check_passkey": PUBLIC,
    "security.passkey_challenge": PUBLIC,
    # To somebody whose password was right a short while ago; to everybody else they lead back to the first page.
    "security.second": PUBLIC,
    "security.check_second": PUBLIC,
    "security.logout": SIGNED_IN,
    "security.verify": SIGNED_IN,
    "security.check_again": SIGNED_IN,
    "account.forgotten": PUBLIC,
    "account.way_back": PUBLIC,
    "account.home": SIGNED_IN,
    # Whoever holds the link that was sent to them.
    "account.invited": PUBLIC,
    "account.join": PUBLIC,
    "account.sign_on": PUBLIC,
    "account.signed_on": PUBLIC,
    "account.password": SIGNED_IN,
    "account.second_factor": SIGNED_IN,
    "account.app": SIGNED_IN,
    "account.set_up_app": SIGNED_IN,
    "account.remove_app": SIGNED_IN,
    "account.recovery_codes": SIGNED_IN,
    "account.challenge_again": SIGNED_IN,
    "account.challenge_to_add": SIGNED_IN,
    "account.add_passkey": SIGNED_IN,
    "account.delete_passkey": SIGNED_IN,
    "account.sessions": SIGNED_IN,
    "account.end_session": SIGNED_IN,
    "account.end_other_sessions": SIGNED_IN,
    "health.live": PUBLIC,
    "health.ready": PUBLIC,
    # Asks for a token of its own.
    "metrics.show": PUBLIC,
    "insights.home": PUBLIC,
    "insights.partnership": PUBLIC,
    "insights.section": PUBLIC,
    "insights.edition": PUBLIC,
    "insights.edition_data": PUBLIC,
    "insights.edition_list": PUBLIC,
    "insights.card": PUBLIC,
    "insights.latest_data": PUBLIC,
    "insights.said_did": PUBLIC,
    "respond.start": PUBLIC,
    "respond.clear": PUBLIC,
    "respond.question": PUBLIC,
    "respond.ward_map": PUBLIC,
    "respond.check": PUBLIC,
    "respond.thanks": PUBLIC,
    "respond.withdraw": PUBLIC,
    "respond.privacy": PUBLIC,
    "respond.accessibility": PUBLIC,
    "respond.age": PUBLIC,
    "respond.not_for_you": PUBLIC,
    "respond.permission": PUBLIC,
    "respond.agree": PUBLIC,
    "respond.declined": PUBLIC,
    "respond.leave": PUBLIC,
    "respond.later": PUBLIC,
    "respond.go_on": PUBLIC,
    "respond.invitation": PUBLIC,
    "respond.invited": PUBLIC,
    "respond.permitted": PUBLIC,
    "short.link": PUBLIC,
    # A tablet shows its own token; the app itself holds no data.
    "outreach.app": PUBLIC,
    "outreach.worker_script": PUBLIC,
    "outreach.manifest": PUBLIC,
    "outreach.pairing": PUBLIC,
    "outreach.pair": COLLECT,
    "outreach.surveys": PUBLIC,
    "outreach.pack": PUBLIC,
    "outreach.sync": PUBLIC,
    "officer.home": SIGNED_IN,
    "officer.overview": FIELD,
    "officer.log": OVERSEE,
    "officer.data_kept": READ,
    "officer.privacy": READ,
    "officer.change_privacy": WORK,
    "officer.subject_requests": WORK,
    "officer.impact": READ,
    "officer.impact_file": READ,
    "officer.job": READ,
    "officer.job_file": MICRODATA,
    "officer.people": MANAGE,
    "officer.invite": MANAGE,
    "officer.invite_again": MANAGE,
    "officer.call_back_invite": MANAGE,
    "officer.person": MANAGE,
    "officer.change_person": MANAGE,
    "officer.wave": FIELD,
    "officer.wave_state": WORK,
    "officer.pause_wave": WORK,
    "officer.new_wave": WORK,
    "officer.plan_wave": WORK,
    "officer.wave_plan": FIELD,
    "officer.change_wave_plan": WORK,
    "officer.extend_wave": WORK,
    "officer.quotas": FIELD,
    "officer.quota": FIELD,
    "officer.set_quota": WORK,
    "officer.remove_quota": WORK,
    "officer.alerts": READ,
    "officer.alert": READ,
    "officer.decide_alert": WORK,
    "officer.channels": FIELD,
    "officer.links": FIELD,
    "officer.add_link": WORK,
    "officer.link": FIELD,
    "officer.link_qr": FIELD,
    "officer.link_poster": FIELD,
    "officer.invitations": FIELD,
    "officer.make_invitations": WORK,
    "officer.call_back_invitations": WORK,
    "officer.permissions": FIELD,
    "officer.record_permission": WORK,
    "officer.permission_sheet": FIELD,
    "officer.call_back_permission": WORK,
    "officer.wave_settings": FIELD,
    "officer.change_wave_settings": WORK,
    "officer.left_out": FIELD,
    "officer.leave_out": WORK,
    "officer.exit_button": FIELD,
    "officer.change_exit_button": WORK,
    "officer.languages": FIELD,
    "officer.review_language": WORK,
    "officer.outreach": FIELD,
    "officer.tablets": FIELD,
    "officer.revoke_tablet": WORK,
    "officer.kept_aside": WORK,
    "officer.decide_aside": WORK,
    "officer.paper": FIELD,
    "officer.paper_sheet": FIELD,
    "officer.paper_share": WORK,
    "officer.key_sheet": COLLECT,
    "officer.store_sheet": COLLECT,
    "officer.key_again": COLLECT,
    "officer.store_again": COLLECT,
    "officer.two_keyings": WORK,
    "officer.settle_sheet": WORK,
    "officer.questionnaire": READ,
    "officer.preflight": READ,
    "officer.explain": WORK,
    "officer.versions": READ,
    "officer.note_version": WORK,
    "officer.make_survey": WORK,
    "officer.draft": READ,
    "officer.change_draft": WORK,
    "officer.draft_settings": WORK,
    "officer.draft_section": WORK,
    "officer.draft_bank": WORK,
    "officer.draft_bank_item": WORK,
    "officer.draft_add": WORK,
    "officer.draft_question": WORK,
    "officer.draft_place": WORK,
    "officer.draft_answers": WORK,
    "officer.draft_answer": WORK,
    "officer.draft_rule": WORK,
    # The draft as people would see it, for those who may read it; nothing is stored.
    "preview.first": READ,
    "preview.question": READ,
    "preview.last": READ,
    "officer.translations": READ,
    "officer.add_translation": WORK,
    "officer.translation": READ,
    "officer.translation_part": READ,
    "officer.translate": WORK,
    "officer.translation_files": WORK,
    "officer.export_translation": WORK,
    "officer.import_translation": WORK,
    "officer.exchange": READ,
    "officer.take_out": READ,
    "officer.bring_questionnaire": WORK,
    "officer.read_questionnaire": WORK,
    "officer.brought": WORK,
    "officer.decide_brought": WORK,
    "officer.bring_in": WORK,
    "officer.weighting": READ,
    "officer.propose": WORK,
    "officer.change_weighting": WORK,
    "officer.weigh_wave": WORK,
    "officer.run": READ,
    "officer.compare": READ,
    "officer.weigh_again": WORK,
    "officer.name_weighting": WORK,
    # To those without the right the page says who has it.
    "officer.export": READ,
    "officer.check_export": MICRODATA,
    "officer.download_export": MICRODATA,
    # Figures and approved quotes are for every reader; words as they were written for those who work with them.
    "officer.words": READ,
    "officer.theme_figures": READ,
    "officer.read_next": WORK,
    "officer.read_text": WORK,
    "officer.redact_text": WORK,
    "officer.themes": WORK,
    "officer.add_theme": WORK,
    "officer.theme": WORK,
    "officer.change_theme": WORK,
    "officer.suggested_themes": WORK,
    "officer.code": WORK,
    "officer.code_text": WORK,
    "officer.save_codes": WORK,
    "officer.agreement": WORK,
    "officer.settle": WORK,
    "officer.settle_codes": WORK,
    "officer.quotes": WORK,
    "officer.new_quote": WORK,
    "officer.approve_quote": WORK,
    "officer.take_back_quote": WORK,
    "officer.sources": WORK,
    "officer.new_source": WORK,
    "officer.add_source": WORK,
    "officer.source": WORK,
    "officer.redact_source": WORK,
    "officer.code_source": WORK,
    "officer.delete_source": WORK,
    "officer.population": READ,
    "officer.population_margin": READ,
    "officer.load_population": WORK,
    "officer.population_file": WORK,
    "officer.keep_population_file": WORK,
    "officer.discard_population_file": WORK,
    "officer.make_margin": WORK,
    "officer.measures": READ,
    "officer.measure": READ,
    "officer.measure_board": READ,
    "officer.measure_board_file": READ,
    "officer.new_measure": WORK,
    "officer.set_measure": WORK,
    "officer.change_measure": WORK,
    "officer.remove_measure": WORK,
    "officer.type_figure": WORK,
    "officer.remove_figure": WORK,
    # What leaves it is protected, and written down.
    "officer.tables": READ,
    "officer.take_out_table": READ,
    "officer.findings": READ,
    "officer.finding_list": READ,
    "officer.finding": READ,
    "officer.finding_wave": WORK,
    "officer.finding_question": WORK,
    "officer.finding_figure": WORK,
    "officer.finding_group": WORK,
    "officer.finding_comparison": WORK,
    "officer.finding_preview": WORK,
    "officer.finding_keep": WORK,
    "officer.finding_reword": WORK,
    "officer.finding_remove": WORK,
    # Whoever works with the answers makes sections; that another person approves them is for the service to see to.
    "officer.publish": WORK,
    "officer.begin_section": WORK,
    "officer.section_draft": WORK,
    "officer.change_section": WORK,
    "officer.add_section_block": WORK,
    "officer.section_block": WORK,
    "officer.section_preview": WORK,
    "officer.review_section": WORK,
    "officer.correct_section": WORK,
    "officer.benchmarks": READ,
    "officer.benchmark": READ,
    "officer.boroughs": READ,
    "officer.take_out_benchmarks": READ,
    "officer.new_benchmark": WORK,
    "officer.add_benchmark": WORK,
    "officer.edit_benchmark": WORK,
    "officer.change_benchmark": WORK,
    "officer.remove_benchmark": WORK,
    "officer.stricter_verdict": WORK,
    "officer.change_verdict": WORK,
    "officer.bring_benchmarks": WORK,
    "officer.read_benchmarks": WORK,
    "officer.actions": READ,
    "officer.action": READ,
    "officer.new_action": WORK,
    "officer.add_action": WORK,
    "officer.edit_action": WORK,
    "officer.change_action": WORK,
    "officer.link_action": WORK,
    "officer.write_answer": WORK,
    "officer.keep_answer": WORK,
    "officer.publish_answer": WORK,
    "officer.hidden": WORK,
}

# All that somebody may do whose role demands a second factor and who has none yet.
SETTING_UP = {
    "account.second_factor", "account.app", "account.set_up_app", "account.challenge_to_add", "account.add_passkey",
    "account.challenge_again", "security.verify", "security.check_again", "security.logout",
}  # fmt: skip


class UnlistedRoute(RuntimeError):
    """A route exists that nobody said who may use."""


def init_access(app: Flask) -> None:
    """Check the list against the routes and enforce it on every request."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    if unlisted := sorted(endpoints - ACCESS.keys()):
        raise UnlistedRoute(f"Say in consult/web/access.py who may use: {', '.join(unlisted)}.")
    init_belonging()
    app.before_request(_enforce)
    app.teardown_request(lambda _error: leave())


def may_open(endpoint: str) -> bool:
    """Whether the member that this page is for may open another page of the same partnership."""
    return g.membership.may(ACCESS[endpoint])


def _enforce():
    rule = ACCESS.get(request.endpoint, PUBLIC)
    if rule == PUBLIC:
        return None
    g.may_take_longer = True
    if not current_user.is_authenticated:
        if typed := [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]:
            return _keep_typed(typed)
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if must_set_up() and request.endpoint not in SETTING_UP:
        return redirect(url_for("account.second_factor"), code=303)
    if rule != SIGNED_IN:
        _enter_partnership(rule)
    return None


def _keep_typed(typed: list[tuple[str, str]]):
    """What somebody typed before their session ended, to go on with once they have signed in again.

    It comes back to the form it was typed in, which asks for the button once more: nothing is changed by this page.
    """
    return render_template("errors/signed_out.html", typed=typed, address=request.full_path.rstrip("?")), 401


def _enter_partnership(duty: str) -> None:
    """Set g.partnership from the address. To those outside it, another partnership does not exist."""
    membership = db.session.scalar(
        db.select(Membership)
        .join(Partnership)
        .where(Membership.user_id == current_user.id, Partnership.slug == request.view_args["partnership_slug"])
    )
    if membership is None:
        abort(404)
    if not membership.may(duty):
        abort(403)
    g.partnership = membership.partnership
    g.membership = membership
    enter(g.partnership.id)
