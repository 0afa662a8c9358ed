"""The tables, one noun a file. Rules of privacy and state are CHECK constraints, so that no writer can break them."""

from consult.models.area import Area
from consult.models.audit_event import AuditEvent
from consult.models.draft import Draft
from consult.models.edition import Edition
from consult.models.import_batch import ImportBatch
from consult.models.partnership import Partnership
from consult.models.population_margin import PopulationMargin
from consult.models.questionnaire_version import QuestionnaireVersion
from consult.models.response import Response
from consult.models.survey import Survey
from consult.models.user import Membership, Role, User
from consult.models.wave import Wave
from consult.models.weighting_run import WeightingRun

__all__ = [
    "Area",
    "AuditEvent",
    "Draft",
    "Edition",
    "ImportBatch",
    "Membership",
    "Partnership",
    "PopulationMargin",
    "QuestionnaireVersion",
    "Response",
    "Role",
    "Survey",
    "User",
    "Wave",
    "WeightingRun",
]
