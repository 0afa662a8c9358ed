"""Passkeys (WebAuthn): keys that a person's device holds and that work on this site's own address only."""

import datetime as dt
import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

from consult.database import writing
from consult.extensions import db
from consult.models import AccountSession, Passkey, User
from consult.models.types import now
from consult.services import audit
from consult.services.signing_in import codes

SITE = "Consult"
# Seconds that a challenge is good for.
PATIENCE = 300
MOST = 20
LONGEST_NAME = 60


class NotTaken(Exception):
    """What the browser sent proves nothing. The message is for nobody's eyes but a test's."""


def challenge() -> dict:
    """A new challenge, to be kept in the signed session until it is answered: its bytes and when it was given."""
    return {"challenge": _text(secrets.token_bytes(32)), "given": time.time()}


def _text(plain: bytes) -> str:
    return urlsafe_b64encode(plain).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _open(given: dict | None) -> bytes:
    if given is None or not 0 <= time.time() - given["given"] <= PATIENCE:
        raise NotTaken("the challenge is missing or too old")
    return _bytes(given["challenge"])


def of(user: User) -> list[Passkey]:
    """A person's passkeys, the first added first."""
    return list(db.session.scalars(db.select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)))


def to_add(user: User, given: dict, host: str) -> str:
    """What the browser is asked for (JSON) to make a passkey. Of any kind: of this device, a telephone, a USB key."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=host, rp_name=SITE, user_id=_bytes(_handle(user)), user_name=user.email, user_display_name=user.name,
        challenge=_open(given),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in of(user)],
        authenticator_selection=AuthenticatorSelectionCriteria(
            # One that cannot be found without an account, or asks for no finger or PIN, is still a second factor.
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED),
    )  # fmt: skip
    return options_to_json(options)


def _handle(user: User) -> str:
    if user.passkey_handle is None:
        # Two windows may ask at once: the handle that is there stays.
        with writing() as session:
            made = {"passkey_handle": _text(secrets.token_bytes(32))}
            session.execute(db.update(User).where(User.id == user.id, User.passkey_handle.is_(None)).values(made))
    return db.session.scalar(db.select(User.passkey_handle).where(User.id == user.id))


def add(user: User, name: str, sent: str, given: dict | None, host: str, origins: list[str],
        session_: AccountSession) -> list[str] | None:  # fmt: skip
    """Keep a new passkey. Raises NotTaken. Returns recovery codes to be shown once, or None: the person has some."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        made = verify_registration_response(
            credential=sent, expected_challenge=_open(given), expected_rp_id=host, expected_origin=origins)
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NotTaken(str(error)) from error
    with writing() as session:
        if session.scalar(db.select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
            raise NotTaken("this passkey is known already")
        session.add(Passkey(user_id=user.id, name=_free_name(user, name), credential_id=made.credential_id,
                            public_key=made.credential_public_key, sign_count=made.sign_count))  # fmt: skip
        audit.record(user.email, "add passkey", user.email)
        return codes.shown(user, session_, "passkey")


def _free_name(user: User, wanted: str) -> str:
    taken = {one.name for one in of(user)}
    wanted = wanted[:LONGEST_NAME]
    if wanted not in taken:
        return wanted
    # There are at most MOST of them.
    return next(name for number in range(2, MOST + 2) if (name := f"{wanted[:LONGEST_NAME - 3]} {number}") not in taken)


def delete(user: User, passkey_id: int) -> bool:
    """Forget one of a person's passkeys. False: it is not theirs."""
    with writing() as session:
        query = db.delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user.id)
        gone = session.execute(query).rowcount == 1
        if gone:
            audit.record(user.email, "delete passkey", user.email)
    return gone


def to_prove(given: dict, host: str, user: User | None, verified: bool) -> str:
    """What the browser is asked for (JSON) to prove who somebody is. Without `user` the device says who it is.

    `verified`: the device must look at who holds it (finger, face, PIN).
    """
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    asked = UserVerificationRequirement
    options = generate_authentication_options(
        rp_id=host, challenge=_open(given),
        allow_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in of(user)] if user else None,
        user_verification=asked.REQUIRED if verified else asked.PREFERRED,
    )  # fmt: skip
    return options_to_json(options)


def prove(sent: str, given: dict | None, host: str, origins: list[str], user: User | None = None) -> User:
    """Who proved who they are. Raises NotTaken.

    Without `user` the passkey is all there is, so the device must have looked at who holds it (finger, face, PIN);
    with it holding the person's key is enough: the second factor beside the password.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    key, owner = _named(sent)
    if user is not None and owner.id != user.id:
        raise NotTaken("somebody else's passkey")
    try:
        proof = verify_authentication_response(
            credential=sent, expected_challenge=_open(given), expected_rp_id=host, expected_origin=origins,
            credential_public_key=key.public_key, credential_current_sign_count=key.sign_count,
            require_user_verification=user is None,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NotTaken(str(error)) from error
    _use(key, proof.new_sign_count, dt.datetime.fromtimestamp(given["given"], dt.UTC).replace(tzinfo=None))
    return owner


def _named(sent: str) -> tuple[Passkey, User]:
    """The passkey that an answer names, and whose it is."""
    try:
        answer = json.loads(sent)
        id_, handle = _bytes(answer["rawId"]), answer["response"].get("userHandle")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotTaken(str(error)) from error
    query = db.select(Passkey, User).join(User, User.id == Passkey.user_id)
    found = db.session.execute(query.where(Passkey.credential_id == id_, User.active)).first()
    if found is None or (handle and handle != found[1].passkey_handle):
        raise NotTaken("no passkey of an open account")
    return found


def _use(key: Passkey, sign_count: int, given_at: dt.datetime) -> None:
    """Write the use down. Raises NotTaken where the challenge is older than the last use: each is good once."""
    query = db.update(Passkey).where(Passkey.id == key.id, Passkey.used_at < given_at)
    with writing() as session:
        if session.execute(query.values(sign_count=sign_count, used_at=now())).rowcount != 1:
            raise NotTaken("this challenge was answered before")
