"""What people do in a browser, waiting as they do until the next page is there."""


def press(page, selector):
    """Click what leads to another page and wait until it is there."""
    with another(page):
        page.click(selector)


def another(page):
    """Wait until another page is there: a page that gives itself an address is not another one."""
    return page.expect_event("load")


def sign_in(page, live, email="officer@trafford.example"):
    """Sign in through the page, as an account of the demonstration."""
    address, password = live
    page.goto(f"{address}/account/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    press(page, "main button")


def explain_warnings(page, reason="It was looked at by two of us and it may stay as it is"):
    """From a wave that cannot be opened yet: give every warning a reason, and come back to the wave."""
    press(page, "#left a")
    left = page.locator("#explain details")
    for _warning in range(left.count()):
        left.first.locator("summary").click()
        left.first.locator("textarea").fill(reason)
        with page.expect_navigation():
            left.first.locator("button").click()
    press(page, ".verdict a")
