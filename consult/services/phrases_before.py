"""What a published figure says of the wave before, where the question was not asked in the same way."""

from flask_babel import gettext as _

BREAKS = "breaks"


def before(finding: dict) -> dict | None:
    """{"tag", "sentence"} of a finding whose question was changed since the wave before; None of any other."""
    changed = finding.get("before")
    if changed is None:
        return None
    how = _("; ").join(ways()[kind] for kind in changed["kinds"])
    words = {"wave": changed["title"], "how": how}
    if changed["effect"] == BREAKS:
        return {
            "tag": _("Not comparable with the wave before"),
            "sentence": _(
                "In “%(wave)s”, the wave before, it was asked otherwise: %(how)s. A difference between the two figures "
                "would say nothing of a change in people’s views.",
                **words,
            ),
        }
    return {
        "tag": _("Compare with the wave before with caution"),
        "sentence": _(
            "In “%(wave)s”, the wave before, it was asked a little otherwise: %(how)s. Some of a difference between "
            "the two figures may come from that.",
            **words,
        ),
    }


def ways() -> dict[str, str]:
    """What may be changed in how a question is asked, each as the end of "it was asked otherwise: …"."""
    return {
        "wording": _("in other words"),
        "scale": _("with other answers to choose from"),
        "order": _("in another order"),
        "routing": _("of other people"),
        "net": _("with other answers counted"),
        "required": _("with another rule on whether it may be skipped"),
        "type": _("in another form"),
        "mode": _("people answered in another way, such as on a telephone of their own and not on a worker’s tablet"),
        "design": _("people were chosen in another way"),
    }
