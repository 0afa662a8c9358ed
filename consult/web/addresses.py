"""Addresses that are printed: they must be those that people reach the site at, from wherever they are made."""

from flask import current_app, request, url_for


def public(endpoint: str, **values) -> str:
    """The whole address of a page as the public reaches it: PUBLIC_ADDRESS, else the host of this request."""
    base = current_app.config["PUBLIC_ADDRESS"] or request.host_url.rstrip("/")
    return base + url_for(endpoint, **values)


def typed(address: str) -> str:
    """An address as it is printed to be typed, without its scheme."""
    return address.split("://", 1)[1]
