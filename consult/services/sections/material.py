"""What the blocks of one section are made from, worked out once however many blocks ask for it."""

from dataclasses import dataclass
from functools import cached_property

from flask_babel import lazy_gettext as _

from consult.models import Partnership, Wave, WeightingRun
from consult.services import field, publish, weigh


class CannotCompose(Exception):
    """The section cannot be made as it stands; nothing was stored. `words` says why and what to do, `key` which
    block it is about (None: the section)."""

    def __init__(self, words, key: str | None = None):
        self.words, self.key = words, key
        super().__init__(words)


@dataclass(frozen=True)
class Offer:
    """Something that can be put into a section.

    ref     names it for good, in words that its kind understands
    title   what it is, for the officer who chooses
    under   a heading that those alike stand under, such as a wave; "" where there is none
    """

    ref: str
    title: str
    under: str = ""


class Material:
    """The waves of a partnership and what the automatic findings tell of each."""

    def __init__(self, partnership: Partnership):
        self.partnership = partnership
        self._told: dict[str, dict] = {}
        # Every weighting whose figures stand somewhere in the section, those of earlier waves too.
        self.rests_on: dict[int, WeightingRun] = {}

    @cached_property
    def waves(self) -> dict[str, Wave]:
        """The partnership's waves by their slugs, the newest first."""
        return {wave.slug: wave for wave in field.waves(self.partnership)}

    def wave(self, slug: str) -> Wave:
        """A wave of the partnership. Raises CannotCompose."""
        if slug not in self.waves:
            raise CannotCompose(_("Its wave is not there any more, or belongs to another partnership. Take the block "
                                  "out."))  # fmt: skip
        return self.waves[slug]

    def run(self, slug: str) -> WeightingRun:
        """The weights that the figures of a wave rest on. Raises CannotCompose."""
        wave = self.wave(slug)
        run = weigh.current(wave)
        if run is None:
            raise CannotCompose(_("“%(wave)s” has no weights. Weigh it first.", wave=wave.title))
        self.rests_on[run.id] = run
        return run

    def told(self, slug: str) -> dict:
        """The automatic findings of one wave, as `publish.draft` gives them. Raises CannotCompose."""
        if slug not in self._told:
            self.run(slug)
            try:
                self._told[slug] = publish.draft(self.partnership, [self.wave(slug)])
            except publish.CannotPublish as refusal:
                raise CannotCompose(refusal.words) from refusal
        return self._told[slug]

    def answered(self, slug: str) -> list[str]:
        """The measures of one wave that somebody answered. Raises CannotCompose where `told` does."""
        try:
            return publish.answered(self.run(slug))
        except publish.CannotPublish as refusal:
            raise CannotCompose(refusal.words) from refusal

    def has_told(self, slug: str) -> bool:
        """Whether a block asked for the automatic findings of a wave."""
        return slug in self._told

    def inputs(self) -> dict[str, str]:
        """The hash of what the automatic findings of each wave that was told of come from."""
        return {slug: told["inputs_sha256"] for slug, told in self._told.items()}


def wave_name(wave: Wave) -> str:
    """A wave with its survey, as officers know it."""
    return f"{wave.survey.title}: {wave.title}"
