"""The making of questionnaires as officers do it: beginning a survey, changing its draft, what a change costs."""

from consult.services.authoring.changes import NothingChanged, WouldLose, apply
from consult.services.authoring.finding import draft, survey, surveys
from consult.services.authoring.losses import Loss, benchmarks_of
from consult.services.authoring.starts import CannotMake, NewSurvey, Start, make, starts, suggested_address

__all__ = [
    "CannotMake", "Loss", "NewSurvey", "NothingChanged", "Start", "WouldLose", "apply", "benchmarks_of", "draft",
    "make", "starts", "suggested_address", "survey", "surveys",
]  # fmt: skip
