"""The tables, one noun a file. Rules of privacy and state are CHECK constraints, so that no writer can break them."""

from consult.models.account_invitation import AccountInvitation
from consult.models.account_session import AccountSession
from consult.models.action import Action, ActionLink
from consult.models.area import Area
from consult.models.audit_event import AuditEvent
from consult.models.benchmark import Benchmark, StricterVerdict
from consult.models.brought_form import BroughtForm
from consult.models.code_frame import CodeFrame, Theme
from consult.models.coding import CodedTheme, Coding
from consult.models.device import Device
from consult.models.draft import Draft
from consult.models.drop_off import DropOff
from consult.models.earlier_margin import EarlierMargin
from consult.models.edition import Edition
from consult.models.finding import Finding
from consult.models.import_batch import ImportBatch
from consult.models.invitation import Invitation, InvitationBatch
from consult.models.job import Job, JobPart, Worker
from consult.models.language_review import LanguageReview
from consult.models.link import Link
from consult.models.outreach_session import OutreachSession
from consult.models.paper_sheet import PaperSheet
from consult.models.partnership import Partnership
from consult.models.passkey import Passkey
from consult.models.permission import Permission
from consult.models.population_file import PopulationFile
from consult.models.population_margin import PopulationMargin
from consult.models.postcode import Postcode
from consult.models.preflight_reason import PreflightReason
from consult.models.qualitative_source import QualitativeSource, SourceTheme
from consult.models.questionnaire_edit import QuestionnaireEdit
from consult.models.questionnaire_version import QuestionnaireVersion
from consult.models.quote import Quote
from consult.models.recovery_code import RecoveryCode
from consult.models.response import Response
from consult.models.response_flag import ResponseFlag
from consult.models.resume_code import ResumeCode
from consult.models.section_draft import SectionDraft
from consult.models.sign_in_try import SignInTry
from consult.models.sign_on_identity import SignOnIdentity
from consult.models.success_measure import OutsideFigure, SuccessMeasure
from consult.models.survey import Survey
from consult.models.sync_record import SyncRecord
from consult.models.text_reading import TextReading
from consult.models.text_state import TextState
from consult.models.told_count import Telling, ToldCount
from consult.models.user import Membership, Role, User
from consult.models.version_note import VersionNote
from consult.models.wave import Wave
from consult.models.wave_key import WaveKey
from consult.models.weighting_run import WeightingRun

__all__ = [
    "AccountInvitation",
    "AccountSession",
    "Action",
    "ActionLink",
    "Area",
    "AuditEvent",
    "Benchmark",
    "BroughtForm",
    "CodeFrame",
    "CodedTheme",
    "Coding",
    "Device",
    "Draft",
    "DropOff",
    "EarlierMargin",
    "Edition",
    "Finding",
    "ImportBatch",
    "Invitation",
    "InvitationBatch",
    "Job",
    "JobPart",
    "LanguageReview",
    "Link",
    "Membership",
    "OutreachSession",
    "OutsideFigure",
    "PaperSheet",
    "Partnership",
    "Passkey",
    "Permission",
    "PopulationFile",
    "PopulationMargin",
    "Postcode",
    "PreflightReason",
    "QualitativeSource",
    "QuestionnaireEdit",
    "QuestionnaireVersion",
    "Quote",
    "RecoveryCode",
    "Response",
    "ResponseFlag",
    "ResumeCode",
    "Role",
    "SectionDraft",
    "SignInTry",
    "SignOnIdentity",
    "SourceTheme",
    "StricterVerdict",
    "SuccessMeasure",
    "Survey",
    "SyncRecord",
    "Telling",
    "TextReading",
    "TextState",
    "Theme",
    "ToldCount",
    "User",
    "VersionNote",
    "Wave",
    "WaveKey",
    "WeightingRun",
    "Worker",
]
