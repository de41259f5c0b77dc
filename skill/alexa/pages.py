"""The privacy page and the terms: content/<locale>/pages.yaml as HTML.

The table of what is kept comes from whatever keeps it, so that the page cannot say otherwise.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Literal, TypeAlias

from flask import Flask, Response, render_template
from pydantic import Field

from content.loader import read, root_folder
from content.schema import Model, Text
from skill.kept import KeptRow

KEPT = "{kept}"
"""The paragraph in whose place the table of what is kept stands."""

STYLE = """
:root { color-scheme: light dark; --ink: #22253a; --paper: #fbf7f2; --line: #d9cfc4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece6df; --paper: #191b2e; --line: #3d4163; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .25rem; }
p { margin: .5rem 0; }
dl { margin: 1rem 0; border-top: 1px solid var(--line); }
dl > div { padding: .75rem 0; border-bottom: 1px solid var(--line); }
dt { font-weight: 600; }
dd { margin: .15rem 0 0; }
dt::first-letter, dd::first-letter { text-transform: uppercase; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
}

Name: TypeAlias = Literal["privacy", "terms"]


class Section(Model):
    """A heading and its paragraphs."""

    heading: Text
    text: Annotated[tuple[Text, ...], Field(min_length=1)]


class Page(Model):
    """One page."""

    title: Text
    intro: Text
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]


class PrivacyPage(Page):
    """The privacy page, with the words around the table of what is kept."""

    nothing_kept: Text
    kept_intro: Text
    kept_what: Text
    kept_why: Text
    kept_where: Text
    kept_days: Text
    kept_days_value: Text
    """{days}."""
    kept_day_value: Text
    """For what is kept for a single day."""


class Pages(Model):
    """content/<locale>/pages.yaml."""

    privacy: PrivacyPage
    terms: Page


@cache
def pages(locale: str) -> Pages:
    """The pages of a content locale."""
    return read(root_folder(), f"{locale}/pages.yaml", Pages).item


def add_pages(app: Flask, locale: str, kept: Sequence[KeptRow]) -> None:
    """Serve both pages; `kept` is all that this service may keep."""

    def show(name: Name) -> Response:
        found = pages(locale)
        html = render_template(
            "page.html",
            page=getattr(found, name),
            privacy=found.privacy,
            kept=kept,
            placeholder=KEPT,
            lang=locale,
            style=STYLE,
        )
        return Response(html, content_type="text/html;charset=UTF-8", headers=HEADERS)

    app.add_url_rule("/privacy", "privacy", lambda: show("privacy"))
    app.add_url_rule("/terms", "terms", lambda: show("terms"))
