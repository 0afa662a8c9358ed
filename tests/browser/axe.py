"""Runs the accessibility checker over a page in a real browser."""

from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "consult" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
# The colours of a page are those of English in every language, and to measure them is half of the checker's time.
RUN = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
    rules: {'color-contrast': {enabled: document.documentElement.lang == 'en'}}})"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def violations(page) -> list[str]:
    """What the checker finds wrong on the page as it stands, a line each."""
    if not page.evaluate("'axe' in window"):
        # Past the page's own policy, which rightly lets no foreign script in.
        page.evaluate(_source())
    # Only what is wrong is carried back: a page has thousands of parts that are right.
    found = page.evaluate(RUN, TAGS)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflows(page) -> bool:
    """Whether the page asks for sideways scrolling."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def language_of(page) -> str:
    """The language that the page says it is in."""
    # Asked of the page at once: through a locator it takes longer than all else that is looked at here.
    return page.evaluate("document.documentElement.lang")


def wrong_with(page, language=None, sizes=(), width_alone=()) -> list[str]:
    """What is wrong with a page: for the checker and in its width, in each of `sizes`, and in its language; in those of
    `width_alone` only its width."""
    found = []
    # Fetched once and looked at in every size: to make it costs more than to lay it out again.
    for size in sizes or ([] if width_alone else [page.viewport_size]):
        page.set_viewport_size(size)
        wrong = violations(page) + (["asks for sideways scrolling"] if overflows(page) else [])
        found += [f"at {size['width']}: {one}" for one in wrong]
    for size in width_alone:
        page.set_viewport_size(size)
        found += [f"at {size['width']}: asks for sideways scrolling"] if overflows(page) else []
    if language and language_of(page) != language:
        found.append("is in another language")
    return found


def small_targets(page) -> list[str]:
    """Controls that are less than 44 pixels high or wide where a finger must find them."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main a, main button, main .govuk-radios__label, main select,'
               + ' main .govuk-checkboxes__label, main input[type=text], main textarea, summary')]
            .filter(element => element.offsetParent && !element.closest('p, dd, .govuk-error-summary'))
            .filter(element => { const box = element.getBoundingClientRect(); return box.height < 43.5; })
            .map(element => element.outerHTML.slice(0, 120))"""
    )
