"""What tablets ask for and send, in JSON."""

import gzip
import json
from base64 import b64encode

from flask import Response, current_app, g, jsonify, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

from consult.blueprints.outreach import blueprint, views
from consult.blueprints.outreach.forms import PairForm
from consult.blueprints.outreach.token import tablet_only, words
from consult.extensions import csrf
from consult.services import accounts
from consult.services.outreach import devices, keys, pack, sync
from consult.web.accounts import must_set_up, signed_out

MOST_BYTES = 2 * 1024 * 1024


@blueprint.get("/pair")
def pairing():
    """Who is signed in on this tablet, and which partnerships they may pair it with."""
    sign_in = url_for("security.login", next=url_for("outreach.app"))
    if not current_user.is_authenticated:
        return jsonify(signed_in=False, sign_in=sign_in)
    if must_set_up():
        return jsonify(signed_in=False, sign_in=url_for("account.second_factor"))
    found = [one.partnership for one in accounts.memberships(current_user) if one.may("collect")]
    partnerships = [{"slug": one.slug, "name": one.name, "title": one.title} for one in found]
    return jsonify(signed_in=True, name=current_user.name, partnerships=partnerships, csrf_token=generate_csrf())


@blueprint.post("/pair/<partnership_slug>")
def pair(partnership_slug: str):
    """Pair this tablet and sign the worker out of it: a stolen tablet has nobody's session."""
    form = PairForm.of(request.get_json(silent=True))
    if not form.validate():
        return words(422, str(form.name.errors[0]))
    device, token = devices.pair(g.partnership, form.name.data, current_user.email)
    signed_out()
    return jsonify(
        device=str(device.id), token=token, name=device.name,
        partnership={"slug": g.partnership.slug, "name": g.partnership.name, "title": g.partnership.title},
    ), 201  # fmt: skip


@blueprint.get("/surveys.json")
@tablet_only
def surveys():
    """The surveys that can be taken along, and the wards that a session may be in."""
    devices.seen(g.tablet)
    if g.tablet.revoked:
        return _revoked()
    found = [views.survey(wave) for wave in pack.waves(g.partnership)]
    return jsonify(name=g.tablet.name, partnership=g.partnership.title, surveys=found, wards=pack.wards(g.partnership))


@blueprint.get("/pack/<survey_slug>.json", endpoint="pack")
@tablet_only
def survey_pack(survey_slug: str):
    """Everything that a tablet needs to ask a survey without a network."""
    devices.seen(g.tablet)
    if g.tablet.revoked:
        return _revoked()
    wave = pack.wave_of(g.partnership, survey_slug)
    if wave is None:
        return words(404, _("This survey takes no answers at the moment. Choose another."))
    try:
        public_key = b64encode(keys.public_key(wave, current_app.config["DRAFT_KEY"])).decode()
    except keys.KeyLost:
        return words(503, _("The site’s key was changed, so it could not open what is sealed for this survey. "
                            "Ask those who run the site to put the earlier key back."))  # fmt: skip
    found = views.pack(wave, public_key)
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Vary": "Accept-Encoding, Authorization"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        # It holds nothing secret beside words of the asker's choosing, so its length betrays nothing.
        body, headers["Content-Encoding"] = gzip.compress(body, 6), "gzip"
    return Response(body, mimetype="application/json", headers=headers)


@blueprint.post("/sync", endpoint="sync")
@csrf.exempt
@tablet_only
def take_back():
    """Take in what a tablet sends. Nothing is stored of a batch that is none."""
    too_much = _("That is too much to send at once. Send fewer records at a time.")
    # Some senders do not say how much they send: what they sent is looked at as well.
    if (request.content_length or 0) > MOST_BYTES or len(body := request.get_data()) > MOST_BYTES:
        return words(413, too_much)
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    parts = [sent.get(name, []) for name in ("sessions", "records")] if isinstance(sent, dict) else []
    if not parts or not all(isinstance(part, list) for part in parts):
        return words(400, _("We could not read what the tablet sent. Nothing was stored; it stays on the tablet."))
    sessions, records = parts
    if len(records) > sync.MOST_RECORDS or len(sessions) > sync.MOST_SESSIONS:
        return words(413, too_much)
    try:
        answer = sync.receive(g.tablet, sessions, records, current_app.config["DRAFT_KEY"])
    except sync.Crowded:
        return words(503, _("The site is busy. Nothing was stored; send it again in a minute."))
    return jsonify(views.answer(answer))


def _revoked():
    said = _("This tablet was revoked. It sends what it holds and then wipes itself.")
    return words(403, said, revoked=True)
