"""Words in the reader's language for what the services know by a code."""

from flask_babel import gettext as _

# Below this the interval of a kappa spans from middling to very good.
FEW_TEXTS = 30


def kinds() -> dict[str, str]:
    """What the rules find in a text."""
    return {
        "email": _("e-mail address"), "web": _("web address"), "handle": _("user name"), "nhs": _("NHS number"),
        "phone": _("phone number"), "date": _("date"), "postcode": _("postcode"), "plate": _("number plate"),
        "address": _("address"), "school": _("school"), "name": _("name"), "number": _("long number"),
    }  # fmt: skip


def refusals() -> dict[str, str]:
    """Why a text cannot be coded."""
    return {
        "no_frame": _("There are no themes to code to. Make some first."),
        "unknown_theme": _("A theme of the page is not known any more. Choose again"),
        "not_ready": _("The text was withdrawn or held back meanwhile. Go on with the next."),
        "both_done": _("Another coder has coded this text as well, so yours cannot change any more. Settle it on the "
                       "page on agreement."),
        "two_others": _("Two others have coded this text already. Go on with the next."),
        "not_twice": _("Only a text that two people have coded can be settled."),
    }  # fmt: skip


def source_kinds() -> dict[str, str]:
    """What a source was."""
    return {
        "focus_group": _("Focus group"), "session_notes": _("Session notes"), "interview": _("Interview"),
    }  # fmt: skip


def consents() -> dict[str, str]:
    """How those in the room agreed."""
    return {
        "verbal": _("They said so"), "written": _("In writing"),
        "adult": _("A responsible adult agreed beforehand, and each young person chose for themselves"),
    }  # fmt: skip


def kappa_words(kappa: float | None, texts: int) -> str:
    """What to make of a kappa over so many texts. The bounds are a convention, after Landis and Koch (1977)."""
    if kappa is None:
        return _("cannot be said")
    if texts < FEW_TEXTS:
        return _("too few texts to say")
    if kappa > 0.8:
        return _("very good")
    if kappa > 0.6:
        return _("good")
    if kappa > 0.4:
        return _("middling: read the differences together")
    return _("poor: say more clearly what belongs to the theme")
