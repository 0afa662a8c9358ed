"""Tablets: paired with a partnership, known by a token, revoked by an officer."""

import hashlib
import hmac
import secrets
import uuid

from consult.database import writing
from consult.extensions import db
from consult.models import Device, Partnership
from consult.models.types import today
from consult.services import audit


def pair(partnership: Partnership, name: str, actor: str) -> tuple[Device, str]:
    """A new tablet and its token, 256 random bits, which is told once and not kept."""
    token = secrets.token_urlsafe(32)
    with writing() as session:
        device = Device(id=uuid.uuid4(), partnership_id=partnership.id, name=name, token_digest=_digest(token),
                        paired_by=actor)  # fmt: skip
        session.add(device)
        audit.record(actor, "pair tablet", name, partnership, device=str(device.id))
    return device, token


def known(device_id: str, token: str) -> Device | None:
    """The tablet with that id and token, revoked or not; None where the two do not belong together."""
    try:
        found = db.session.get(Device, uuid.UUID(device_id))
    except ValueError:
        return None
    if found is None or not hmac.compare_digest(found.token_digest, _digest(token)):
        return None
    return found


def of(partnership: Partnership) -> list[Device]:
    """The tablets of a partnership, those in use first, then by name."""
    query = db.select(Device).where(Device.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(Device.revoked, Device.name, Device.id)))


def one_of(partnership: Partnership, device_id: uuid.UUID) -> Device | None:
    """A tablet of this partnership; another's is not found."""
    query = db.select(Device).where(Device.partnership_id == partnership.id, Device.id == device_id)
    return db.session.scalar(query)


def revoke(device: Device, actor: str) -> None:
    """Trust it no longer: what it sends from now on is kept aside, and it is told to wipe itself."""
    with writing():
        device = locked(device.id)
        if not device.revoked:
            device.revoked = True
            audit.record(actor, "revoke tablet", device.name, device.partnership, device=str(device.id))


def locked(device_id: uuid.UUID) -> Device:
    """The tablet as it is now, under a lock in the open transaction."""
    return db.session.get(Device, device_id, with_for_update=True, populate_existing=True)


def note_contact(device: Device) -> None:
    """Write down, in the open transaction, that it was here today, and that it is told to wipe itself if it is."""
    device.seen_on = today()
    if device.revoked:
        device.wiped_on = today()


def seen(device: Device) -> None:
    """Write down that it was here today, once a day."""
    if device.seen_on != today() or (device.revoked and device.wiped_on != today()):
        with writing():
            note_contact(locked(device.id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
