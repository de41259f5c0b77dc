"""The privacy page and the terms."""

import re
from html.parser import HTMLParser

import pytest

from skill.alexa.app import create_app
from skill.alexa.pages import STYLE, pages
from skill.kept import KeptRow
from tests.alexa.fakes import Parts

ROW = KeptRow(
    kind="place",
    what="the place where you stopped <a session>",
    why="so that you can go on",
    where="with the skill",
    days=30,
    fields={"script": "which session it was"},
)


class Text(HTMLParser):
    """The words of a page, and its tags as they are opened and closed."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def get(path: str, *kept: KeptRow) -> tuple[str, dict[str, str]]:
    answer = create_app(Parts(1), dev=True, kept=kept).test_client().get(path)
    assert answer.status_code == 200
    return answer.text, dict(answer.headers)


def words(html: str) -> str:
    parser = Text()
    parser.feed(html)
    assert parser.open == []
    return " ".join(" ".join(parser.words).split())


@pytest.mark.parametrize("name", ["privacy", "terms"])
def test_a_page_says_all_that_its_content_says(name: str) -> None:
    html, _ = get(f"/{name}")
    said = words(html)
    page = getattr(pages("en-US"), name)
    for text in (page.title, page.intro, *(s.heading for s in page.sections)):
        assert text in said
    for section in page.sections:
        for paragraph in section.text:
            assert paragraph == "{kept}" or paragraph in said
    assert "{" not in said


def test_without_a_memory_the_page_says_that_nothing_is_kept() -> None:
    said = words(get("/privacy")[0])
    assert pages("en-US").privacy.nothing_kept in said


def test_with_a_memory_it_shows_the_table_and_escapes_it() -> None:
    html, _ = get("/privacy", ROW)
    said = words(html)
    assert pages("en-US").privacy.nothing_kept not in said
    assert "the place where you stopped <a session>" in said
    assert "&lt;a session&gt;" in html
    assert "at most 30 days" in said
    assert "which session it was" in said


def test_a_page_loads_nothing_and_may_be_framed_by_nobody() -> None:
    html, headers = get("/privacy")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert not re.search(r"(src|href|url)\s*[=(]", html)
    assert f"<style>{STYLE}</style>" in html
    assert headers["Referrer-Policy"] == "no-referrer"
