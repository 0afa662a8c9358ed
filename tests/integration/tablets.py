"""A tablet as the server meets it: paired, seals answers, sends batches."""

import base64
import datetime as dt
import hashlib
import json
import secrets
import uuid

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from consult.extensions import db
from consult.models import Partnership
from consult.services.outreach import devices

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def seal(pack, record_id, plain):
    """A record's enc and ct, as RFC 9180 and the format of records say."""
    point = base64.b64decode(pack["public_key"])
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    info = f"consult outreach response 1\n{pack['wave']}\n{pack['version']}\n{record_id}"
    sealed = SUITE.encrypt(json.dumps(plain).encode(), public, info=info.encode())
    return {"enc": base64.b64encode(sealed[:65]).decode(), "ct": base64.b64encode(sealed[65:]).decode()}


class Tablet:
    """Paired with a partnership; `client` sends what it has."""

    def __init__(self, client, partnership="trafford", name="Youth team 2"):
        owner = db.session.scalar(db.select(Partnership).where(Partnership.slug == partnership))
        device, self.token = devices.pair(owner, name, "tests")
        self.client, self.id = client, str(device.id)
        self.headers = {"Authorization": f"Bearer {self.id}.{self.token}"}

    def take_along(self, survey="tiny"):
        """The pack of a survey."""
        answer = self.client.get(f"/outreach/pack/{survey}.json", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    def session(self, pack, **more):
        """A session at the library."""
        return {"id": str(uuid.uuid4()), "wave": pack["wave"], "place": "Library", "ward": None,
                "date": dt.date.today().isoformat(), "worker": "Amina", "expected": 30, "declined": 2, "unfinished": 1,
                "languages": {"en": 3}, "finished": False, **more}  # fmt: skip

    def record(self, pack, answers, /, session=None, id_=None, **more):
        """Somebody's answers, sealed: (record, the receipt code they photographed)."""
        id_ = id_ or str(uuid.uuid4())
        code = "".join(secrets.choice(ALPHABET) for _ in range(16))
        plain = {"answers": answers, "language": "en", "easy": False, "date": dt.date.today().isoformat(),
                 "receipt": hashlib.sha256(b"receipt:" + code.encode()).hexdigest(), "seconds": 243,
                 "age_group": None, "consent": None, **more}  # fmt: skip
        sealed = seal(pack, id_, plain)
        return {"id": id_, "session": session and session["id"], "wave": pack["wave"],
                "version": pack["version"], **sealed}, code  # fmt: skip

    def send(self, records=(), sessions=()):
        """One batch."""
        return self.client.post("/outreach/sync", headers=self.headers,
                                json={"records": list(records), "sessions": list(sessions)})  # fmt: skip

    def told(self, records, sessions=()):
        """What the server says of each record of a batch."""
        answer = self.send(records, sessions)
        assert answer.status_code == 200, answer.text
        return answer.json["records"]
