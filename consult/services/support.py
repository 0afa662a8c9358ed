"""Who can help after something that can hurt: chosen by the survey's own list, by age and by place."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Line:
    """One helper.

    key        what questionnaires call it; a local line stands beside a national one of the same key
    number     as it is dialled, or None where it is an address on the web
    audience   "adults" or "young" where it is only for them
    places     slugs of the partnerships it serves; everywhere when empty
    """

    key: str
    name: str
    purpose: str
    number: str | None = None
    address: str | None = None
    audience: str | None = None
    places: tuple[str, ...] = ()

    def serves(self, audience: str, place: str) -> bool:
        """Whether it is for these people, here."""
        return self.audience in (None, audience) and (not self.places or place in self.places)


_GREATER_MANCHESTER = ("trafford", "stockport", "manchester")

# Numbers and addresses as the services give them on their own sites (childline.org.uk, victimsupport.org.uk,
# crimestoppers-uk.org, gmvictims.org.uk, 42ndstreet.org.uk). To be looked at again before each wave.
LINES = (
    Line("childline", _l("Childline"), _l("free and private, for anyone under 19"), "0800 1111", audience="young"),
    Line("childline", _l("42nd Street"), _l("help with worries and feelings, for 13 to 25 near you"),
         address="https://www.42ndstreet.org.uk", audience="young", places=("trafford", "manchester")),
    Line("victim_support", _l("Victim Support"), _l("free help after a crime, day and night"), "0808 168 9111"),
    Line("victim_support", _l("Greater Manchester Victims’ Services"), _l("help after a crime, near you"),
         address="https://www.gmvictims.org.uk", places=_GREATER_MANCHESTER),
    Line("crimestoppers", _l("Crimestoppers"), _l("say what you know without giving your name"), "0800 555 111",
         audience="adults"),
    Line("fearless", _l("Fearless"), _l("for young people: say what you know without giving your name"),
         address="https://crimestoppers-uk.org/fearless", audience="young"),
    Line("999", _l("Police, fire, ambulance"), _l("if you or somebody else is in danger now"), "999"),
)  # fmt: skip


def support_lines(keys, audience: str, place: str) -> list[dict]:
    """The lines of these keys for this audience and place, in the order of the keys, ready to be shown."""
    found = [line for key in dict.fromkeys(keys) for line in LINES if line.key == key]
    return [_shown(line) for line in found if line.serves(audience, place)]


def _shown(line: Line) -> dict:
    plain = (line.address or "").removeprefix("https://").removeprefix("www.")
    address = line.address or f"tel:{line.number.replace(' ', '')}"
    return {"name": line.name, "purpose": line.purpose, "number": line.number or plain, "address": address}
