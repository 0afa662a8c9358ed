"""The letter that invites somebody, in the language it was asked for in."""

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.models import AccountInvitation
from consult.services import mail


def invitation(invitation: AccountInvitation, address: str) -> None:
    """Send the link of an invitation to whom it is for. Raises mail.NotSent."""
    with force_locale(invitation.language):
        title = invitation.partnership.title
        mail.send(invitation.email, _("You are invited to %(partnership)s", partnership=title), _(
            "%(who)s invites you to work with the answers that %(partnership)s collects.\n\n"
            "Open this link within seven days to begin. It works once:\n%(address)s\n\n"
            "If you did not expect this letter, leave the link alone and tell the person who sent it.\n",
            who=invitation.invited_by, partnership=title, address=address))  # fmt: skip
