"""Whether one sealed record can be stored as a response, judged by itself: a row to store, or why not."""

import base64
import binascii
import datetime as dt
import json
import math
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from consult.extensions import db
from consult.models import QuestionnaireVersion, Survey, Wave
from consult.models.response import CONSENT_ROUTES
from consult.models.types import today
from consult.questionnaire import Questionnaire, clean, problems, prune
from consult.questionnaire.quality_checks import straight_lines
from consult.services import field as fieldwork
from consult.services.outreach import keys
from consult.services.outreach.wire import read_name

AGE_GROUPS = ("11-15", "16-17")
# What an officer may overrule: the answers themselves are good.
MAY_BE_WAIVED = frozenset({"too_late", "revoked", "other_body"})
_DIGEST = re.compile(r"[0-9a-f]{64}")
LONGEST_SECONDS = 86_400


class Aside(Exception):
    """The record cannot be stored as a response; `reason` is one of consult.models.sync_record.REASONS."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Judged:
    """A record that can be stored.

    row        the columns of its response, with an id of its own
    clock_off  whether the tablet's clock was off
    lines      what consult.questionnaire.quality_checks.straight_lines found in it
    """

    row: dict
    clock_off: bool
    lines: dict | None = None


@dataclass
class Judge:
    """Judges the records of one partnership's tablets. Made for a batch: what it has looked up it keeps."""

    partnership_id: int
    server_key: str
    _waves: dict[str, Wave | None] = field(default_factory=dict)
    _versions: dict[tuple[int, str], QuestionnaireVersion | None] = field(default_factory=dict)
    _openers: dict[int, EllipticCurvePrivateKey | None] = field(default_factory=dict)

    def wave(self, slug: Any) -> Wave | None:
        """The partnership's wave of that address that has begun; None for any other."""
        if read_name(slug) is None:
            return None
        if slug not in self._waves:
            query = db.select(Wave).join(Survey).where(Survey.partnership_id == self.partnership_id, Wave.slug == slug)
            self._waves[slug] = db.session.scalar(query.where(Wave.state != "draft"))
        return self._waves[slug]

    def waves(self) -> list[Wave]:
        """The waves that were asked for and exist."""
        return [wave for wave in self._waves.values() if wave]

    def version(self, wave: Wave, sha256: Any) -> QuestionnaireVersion | None:
        """The version of the wave's survey with that hash."""
        if not isinstance(sha256, str) or not _DIGEST.fullmatch(sha256):
            return None
        key = (wave.survey_id, sha256)
        if key not in self._versions:
            query = db.select(QuestionnaireVersion).where(QuestionnaireVersion.survey_id == wave.survey_id)
            newest = query.where(QuestionnaireVersion.sha256 == sha256).order_by(QuestionnaireVersion.number.desc())
            self._versions[key] = db.session.scalar(newest.limit(1))
        return self._versions[key]

    def judge(self, record: dict, waived: frozenset[str] = frozenset()) -> Judged:
        """The response that a record makes. Raises Aside.

        `record` is as it was sent, of any shape. Reasons that are `waived` do not count.
        """
        wave = self.wave(record.get("wave"))
        if wave is None:
            raise Aside("unknown_wave")
        if today() > wave.accepts_until and "too_late" not in waived:
            raise Aside("too_late")
        version = self.version(wave, record.get("version"))
        if version is None:
            raise Aside("unknown_version")
        given = _given(self._opened(wave, version, record))
        questionnaire = fieldwork.questionnaire(version)
        consent = None
        if wave.survey.audience == "young":
            consent = _consent(given)
            questionnaire = questionnaire.for_age(given["age_group"] == AGE_GROUPS[0])
        date, clock_off = within(wave, given.get("date"))
        answers = _answers(questionnaire, given)
        return Judged({
            "id": uuid.uuid4(), "wave_id": wave.id, "version_id": version.id, "channel": "outreach",
            "submitted_on": date, "answers": answers, "language": _language(questionnaire, given),
            "easy_read": given.get("easy") is True, "receipt_digest": _receipt(given), "consent_route": consent,
            "seconds": _seconds(given.get("seconds")),
        }, clock_off, straight_lines(questionnaire, answers))  # fmt: skip

    def _opened(self, wave: Wave, version: QuestionnaireVersion, record: dict) -> bytes:
        bound = keys.info(wave.slug, version.sha256, str(record.get("id")).lower())
        try:
            enc, ciphertext = (_base64(record.get(name)) for name in ("enc", "ct"))
            return keys.open_(self._opener(wave), enc, ciphertext, bound)
        except (keys.CannotOpen, ValueError) as error:
            raise Aside("unreadable") from error

    def _opener(self, wave: Wave) -> EllipticCurvePrivateKey | None:
        if wave.id not in self._openers:
            self._openers[wave.id] = keys.opener(wave.id, self.server_key)
        return self._openers[wave.id]


def within(wave: Wave, date: Any) -> tuple[dt.date, bool]:
    """A tablet's date brought within the days of a wave that are past, and whether it had to be."""
    try:
        read = dt.date.fromisoformat(date) if isinstance(date, str) else None
    except ValueError:
        read = None
    last = min(wave.closes_on, today())
    kept = min(max(read or last, wave.opens_on), last)
    return kept, kept != read


def _base64(text: Any) -> bytes:
    if not isinstance(text, str):
        raise ValueError("not a text")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _given(plain: bytes) -> dict:
    try:
        given = json.loads(plain)
    except (ValueError, RecursionError) as error:
        raise Aside("unreadable") from error
    if not isinstance(given, dict) or not isinstance(given.get("answers"), dict):
        raise Aside("invalid")
    return given


def _consent(given: dict) -> str:
    """Who agreed that a young person may answer: below 16 somebody else than they themselves."""
    consent, group = given.get("consent"), given.get("age_group")
    if group not in AGE_GROUPS or consent not in CONSENT_ROUTES or (group == AGE_GROUPS[0] and consent == "own"):
        raise Aside("no_consent")
    return consent


def _answers(questionnaire: Questionnaire, given: dict) -> dict:
    try:
        answers = {name: _cleaned(value) for name, value in given["answers"].items()}
        if not problems(questionnaire, answers):
            return prune(questionnaire, answers)
    except Exception as error:
        # Answers of a shape that no item expects: whatever they break, the rest of the batch must not wait for it.
        raise Aside("invalid") from error
    raise Aside("invalid")


def _cleaned(value: Any) -> Any:
    """An answer with its texts cleaned as those of the site are. Raises ValueError for what cannot be kept."""
    if isinstance(value, str):
        kept = clean(value)
        if kept is None:
            raise ValueError("not a text")
        return kept
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(one) for name, one in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not a number")
    return value


def _language(questionnaire: Questionnaire, given: dict) -> str:
    language = given.get("language")
    if not isinstance(language, str) or language not in questionnaire.states:
        raise Aside("invalid")
    return language


def _receipt(given: dict) -> str:
    receipt = given.get("receipt")
    if not isinstance(receipt, str) or not _DIGEST.fullmatch(receipt):
        raise Aside("invalid")
    return receipt


def _seconds(seconds: Any) -> int | None:
    """How long it took, in tens of seconds; None where the tablet's clock jumped."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= LONGEST_SECONDS:
        return None
    return round(seconds / 10) * 10
