"""One change of a draft: made, weighed against what it takes away, and kept as a step that can be undone."""

from collections.abc import Callable

from consult.models import QuestionnaireVersion
from consult.questionnaire import Questionnaire, authoring
from consult.questionnaire.authoring.comparison import leave_bank
from consult.services import versions
from consult.services.authoring.losses import Loss, losses


class WouldLose(Exception):
    """The change would end comparisons; nothing was changed. `losses` says which."""

    def __init__(self, losses: list[Loss]):
        self.losses = losses
        super().__init__(", ".join(loss.name for loss in losses))


class NothingChanged(Exception):
    """The document is as it was; no step was kept."""


def apply(version: QuestionnaireVersion, change: Callable[[dict], dict], done: str, subject: str, actor: str,
          based_on: str, confirmed: bool = False) -> None:  # fmt: skip
    """Change a draft's document.

    change     document -> new document, as the functions of consult.questionnaire.authoring are
    done       the step in a short English phrase that consult.services.authoring.words knows; subject: to what
    based_on   the sha256 of the document that whoever changes it has seen
    confirmed  whether the comparisons that it ends may end

    A question of the bank that is asked in another way from now on is no longer the bank's: its `bank` and
    `benchmark` go. Raises WouldLose before that is confirmed, NothingChanged, CannotAuthor, QuestionnaireError,
    versions.Stale and versions.Frozen; nothing is changed then.
    """
    if based_on != version.sha256:
        raise versions.Stale
    before = version.document
    after = change(before)
    if after == before:
        raise NothingChanged
    # What cannot be used is said before what it would cost.
    Questionnaire.from_document(after)
    lost = losses(version.survey, before, after)
    if lost and not confirmed:
        raise WouldLose(lost)
    for loss in lost:
        leave_bank(authoring.find(after, loss.name).item)
    versions.save(version, after, done, actor, subject, based_on)
