"""Which benchmarks may stand beside a question: hand-made verdicts first, else the rules of analysis.comparability.

A partnership may hold a verdict to be stricter than it was found, with a reason; never laxer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.extensions import db
from consult.models import Benchmark, Partnership, StricterVerdict
from consult.models.benchmark import VERDICTS
from consult.questionnaire import Item, Questionnaire, authoring, shipped_document
from consult.services import field
from consult.services.library import records, words

NOT_COMPARABLE = VERDICTS[-1]
BY_HAND, BY_RULES, BY_US = "hand", "rules", "partnership"
# A grid of seven problems is scored as one, and this is then its scale: 11 of 21 is high.
SCORES, HIGH_SCORE = ("0 to 10", "11 to 21"), ("11 to 21",)


@dataclass(frozen=True)
class Asked:
    """A question of a partnership: its questionnaire, its item, and the name that the library has it under."""

    questionnaire: Questionnaire
    item: Item

    @property
    def home(self) -> tuple[str, str] | None:
        """(questionnaire, item) of the bank that it is asked in the words of; None where it has words of its own."""
        return authoring.home(self.item.bank, self.questionnaire.audience)

    @property
    def key(self) -> tuple[str, str]:
        """(questionnaire, item) under which verdicts on it are kept."""
        return self.home or (self.questionnaire.id, self.item.name)

    @property
    def measure(self) -> str:
        """What a benchmark that somebody adds must measure to be judged beside it."""
        return self.key[1]


def beside(partnership: Partnership, questionnaire: Questionnaire, name: str, asked=None, *,
           refused: bool = False) -> list[dict]:  # fmt: skip
    """The benchmarks beside one question, as `records.record` tells them, each with its `comparison`.

    Args:
        name: the item's. asked: an `analysis.measures.Asked`; then only figures about the answers that it counts.
        refused: with those that are not comparable.

    A comparison is {questionnaire, item, answers, verdict, differs, by}: `answers` are the choices of our question
    that the figure is about (None: a score, or no choice fits), `differs` what is not the same or why it is refused,
    by language, `by` who judged: "hand", "rules" or "partnership". Exact comes first, then similar, then refused.
    """
    ours = Asked(questionnaire, questionnaire.items[name])
    rows, stricter = records.offered(partnership), _stricter(partnership)
    found = []
    for row in rows:
        comparison = judged(row, ours, stricter.get((row.id, *ours.key)))
        if comparison is None or (comparison["verdict"] == NOT_COMPARABLE and not refused):
            continue
        told = records.record(row, rows)
        if asked is None or _to_be_shown(told, comparison, asked):
            found.append({**told, "comparisons": told["comparisons"] or [comparison], "comparison": comparison})
    return sorted(found, key=lambda one: VERDICTS.index(one["comparison"]["verdict"]))


def of_bank(partnership: Partnership, bank: str | None, audience: str) -> list[dict]:
    """The benchmarks that may stand beside a question of the bank, asked as the bank has it."""
    home = authoring.home(bank, audience)
    if home is None:
        return []
    return beside(partnership, Questionnaire.from_document(shipped_document(home[0])), home[1])


def judged(row: Benchmark, ours: Asked, stricter: StricterVerdict | None = None) -> dict | None:
    """The comparison of a benchmark with a question; None where they are not about the same."""
    found = _by_hand(row, ours) or _by_rules(row, ours)
    if found is None or stricter is None or VERDICTS.index(stricter.verdict) <= VERDICTS.index(found["verdict"]):
        return found
    english = stricter.reason["en"]
    reasons = {lang: stricter.reason.get(lang) or words.apart(english) for lang in found["differs"]}
    differs = {lang: f"{said} {reasons[lang]}".strip() for lang, said in found["differs"].items()}
    return {**found, "verdict": stricter.verdict, "differs": differs, "by": BY_US}


def _by_hand(row: Benchmark, ours: Asked) -> dict | None:
    """The shipped verdict. It is about the bank's words and about no others."""
    for one in row.comparisons:
        if (one["questionnaire"], one["item"]) == ours.home:
            return {**one, "by": BY_HAND}
    return None


def _by_rules(row: Benchmark, ours: Asked) -> dict | None:
    if row.key is not None or (row.audience, row.measure) != (ours.questionnaire.audience, ours.measure):
        return None
    from analysis.comparability import Remark, compare_items

    local, answers = _local(row, ours)
    found = compare_items(local, _published(row))
    refusal = found.refusal
    if refusal is None and answers is None and not ours.item.rows:
        refusal = Remark("answer_not_offered", {"there": " / ".join(row.net)})
    remarks = (refusal,) if refusal else found.remarks
    differs = words.in_every_language(lambda: " ".join(words.remark(one.code, one.parameters) for one in remarks))
    questionnaire, item = ours.key
    verdict = NOT_COMPARABLE if refusal else found.verdict
    return {"questionnaire": questionnaire, "item": item, "answers": answers, "verdict": verdict, "differs": differs,
            "by": BY_RULES}  # fmt: skip


def _local(row: Benchmark, ours: Asked):
    """(our question as it is asked, the choices that the figure is about; None where no choice fits)."""
    from analysis.comparability import Question

    item = ours.item
    labels = {one.value: one.text[item.master] for one in item.choices if one.kind is None}
    scale, net, answers = tuple(labels.values()), tuple(labels[one] for one in item.net if one in labels), None
    if item.rows:
        scale, net = SCORES, HIGH_SCORE
    elif net:
        answers = list(item.net)
    else:
        answers = [value for value, label in labels.items() if label.casefold() in {x.casefold() for x in row.net}]
        net, answers = tuple(labels[one] for one in answers), answers if len(answers) == 1 else None
    local = Question(
        wording=item.text[item.master],
        scale=scale,
        net=net,
        population=words.OURS[ours.questionnaire.audience],
        base_routed=_routed(ours),
        mode=words.ONLINE,
    )
    return local, answers


def _routed(ours: Asked) -> str:
    """The people whom our question is asked of, where it is not everybody: those whom an earlier answer led there."""
    page = next(page for page in ours.questionnaire.pages if ours.item in page.items)
    rules = [rule for rule in (page.section.when, page.when, ours.item.when) if rule]
    return "people whose earlier answers led to the question" if rules else ""


def _published(row: Benchmark):
    from analysis import Benchmark as Published

    return Published(
        row.value, wording=row.wording, scale=tuple(row.scale), net=tuple(row.net), population=row.population,
        base_routed=row.routed_base, mode="" if row.mode == "unknown" else row.mode,
    )  # fmt: skip


def _to_be_shown(told: dict, comparison: dict, asked) -> bool:
    """Whether a figure is about the answers that count, and, where it is refused, one that readers would look for."""
    answers = comparison["answers"]
    about = answers is None or (asked.net and set(answers) == set(asked.net))
    about = about or (not asked.net and len(answers) == 1 and answers[0] in asked.choices)
    return bool(about) and (comparison["verdict"] != NOT_COMPARABLE or _expected(told, comparison))


def _expected(told: dict, comparison: dict) -> bool:
    """Whether readers would look for a figure beside this question, so that its absence has to be explained."""
    nearest = (told["comparisons"] or [comparison])[0]
    here = (nearest["questionnaire"], nearest["item"]) == (comparison["questionnaire"], comparison["item"])
    return here or told["area"] == "Greater Manchester"


def _stricter(partnership: Partnership) -> dict[tuple, StricterVerdict]:
    query = db.select(StricterVerdict).where(StricterVerdict.partnership_id == partnership.id)
    return {(one.benchmark_id, one.questionnaire, one.item): one for one in db.session.scalars(query)}


def questions(partnership: Partnership) -> list[Asked]:
    """The questions with answers to choose from that a partnership's surveys ask now, each once."""
    found: dict[tuple, Asked] = {}
    for survey in partnership.surveys:
        if not survey.versions:
            continue
        for asked in _measurable(field.questionnaire(survey.versions[-1])):
            found.setdefault((asked.questionnaire.audience, *asked.key), asked)
    return list(found.values())


def _measurable(questionnaire: Questionnaire) -> Iterator[Asked]:
    for item in questionnaire.items.values():
        listed = item.type in ("single", "scale", "several", "yes_no")
        if (listed and item.choices) or (item.type == "grid" and item.net):
            yield Asked(questionnaire, item)


def judgements(partnership: Partnership, row: Benchmark) -> list[dict]:
    """How one benchmark compares with each question of the partnership that it could be set beside.

    [{asked, comparison, found, stricter}]: `found` is the verdict before the partnership's own, `stricter` the row of
    its own or None. The most comparable first.
    """
    stricter, rows = _stricter(partnership), []
    for asked in questions(partnership):
        own = stricter.get((row.id, *asked.key))
        comparison = judged(row, asked, own)
        if comparison is not None:
            found = judged(row, asked)["verdict"]
            rows.append({"asked": asked, "comparison": comparison, "found": found, "stricter": own})
    return sorted(rows, key=lambda one: VERDICTS.index(one["comparison"]["verdict"]))
