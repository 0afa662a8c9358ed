"""What people do in a browser, waiting as they do until the next page is there."""


def press(page, selector):
    """Click what leads to another page and wait until it is there."""
    with page.expect_navigation():
        page.click(selector)


def sign_in(page, live, email="officer@trafford.example"):
    """Sign in through the page, as an account of the demonstration."""
    address, password = live
    page.goto(f"{address}/account/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    press(page, "main button")
