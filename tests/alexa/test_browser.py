"""What is seen, in a real browser: the two pages, and what an Echo Show shows.

The screens are drawn by Amazon's own renderer of APL (apl-viewhost-web on npm) from the directives
that the skill sends. AFTERCARE_PICTURES=FOLDER leaves pictures there for whoever wants to look.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from content import load
from skill.alexa.app import create_app
from skill.memory.schema import kept_table
from tests.alexa.browser import Browser, Page, Scheme, browser
from tests.alexa.fakes import Parts
from tests.alexa.shows import FOLDER, Show, require

PHONE, DESKTOP = (390, 844), (1280, 800)
SCREENS = {
    "small": (960, 480),
    "round": (480, 480),
    "large": (1280, 800),
    "tall": (1080, 1920),
}


def keep(page: Page, name: str) -> None:
    """Leave a picture of the page, if somebody wants to look."""
    folder = os.environ.get("AFTERCARE_PICTURES")
    if folder:
        page.picture(Path(folder) / name)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def pages(chromium: Browser) -> Iterator[str]:
    del chromium  # where there is none, no server is needed
    app = create_app(Parts(1), dev=True, kept=kept_table(load("en-US")))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


# -- the pages -------------------------------------------------------------------------------------

LOOK = """
(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parse(color).slice(0, 3).map((c) => {
      const s = c / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      const [, , , alpha = 1] = parse(color);
      if (alpha === 1) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.querySelectorAll("body *")].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
  const root = document.documentElement;
  return {
    wide: root.scrollWidth - root.clientWidth,
    outside: texts.filter((e) => {
      const box = e.getBoundingClientRect();
      return box.left < 0 || box.right > root.clientWidth;
    }).length,
    smallest: Math.min(...texts.map((e) => parseFloat(getComputedStyle(e).fontSize))),
    contrast: Math.min(...texts.map((e) => {
      const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05);
    })),
    ground: light(ground(document.body)),
    headings: [...document.querySelectorAll("h1, h2, h3")].map((e) => e.tagName),
    longest: Math.max(...[...document.querySelectorAll("p")].map((e) =>
      e.getBoundingClientRect().width / parseFloat(getComputedStyle(e).fontSize))),
    count: texts.length,
    language: root.lang,
  };
})()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", ["privacy", "terms"])
def test_a_page_can_be_read(
    chromium: Browser,
    pages: str,
    name: str,
    size: tuple[int, int],
    scheme: Scheme,
) -> None:
    page = chromium.page()
    page.open(f"{pages}/{name}", *size, scheme, mobile=size == PHONE)
    keep(page, f"{name}-{size[0]}-{scheme}.png")
    seen = page.run(LOOK)
    assert seen["count"] > 10
    assert seen["wide"] <= 0
    assert seen["outside"] == 0
    assert seen["smallest"] >= 16
    assert seen["contrast"] >= 4.5
    assert (seen["ground"] < 0.05) == (scheme == "dark")
    assert seen["headings"][0] == "H1"
    assert seen["headings"][1:] == ["H2"] * (len(seen["headings"]) - 1)
    assert len(seen["headings"]) > 4
    assert seen["longest"] <= 42  # ems: about 80 letters a line
    assert seen["language"] == "en-US"
    page.close()


# -- the screens -----------------------------------------------------------------------------------


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def renderer(chromium: Browser) -> Iterator[str]:
    del chromium
    require("apl-viewhost-web")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(FOLDER)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/page.html"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def device(chromium: Browser, renderer: str) -> Page:
    """A device whose screen can be any."""
    page = chromium.page()
    page.open(renderer, *SCREENS["small"])
    return page


def render(page: Page, show: Show, screen: str) -> None:
    """Show what the skill has sent on a screen of that kind."""
    width, height = SCREENS[screen]
    page.resize(width, height)
    page.run("seen.sent = []")
    size = {"width": width, "height": height, "isRound": screen == "round"}
    assert page.run(f"show({json.dumps(show.shown)}, {json.dumps(size)})")


def breathing() -> Show:
    show = Show()
    show.say("BreathingIntent", technique="box-breathing", minutes=3)
    return show


def progress() -> Show:
    show = Show()
    show.say("StartWindDownIntent", script="ocean", minutes=5)
    return show


def greeting() -> Show:
    show = Show()
    show.open()
    return show


def covered() -> Show:
    show = Show("en-GB")
    show.say("UrgentHelpIntent", danger="no-consent")
    return show


def listed() -> Show:
    show = covered()
    show.say("AMAZON.YesIntent")
    return show


def left() -> Show:
    show = breathing()
    show.say("AMAZON.StopIntent")
    return show


SHOWS = {
    "pacer": breathing, "progress": progress, "choices": greeting, "covered": covered,
    "help": listed, "quiet": left,
}  # fmt: skip

WORDS = """
(() => {
  const round = %s, middle = innerWidth / 2;
  const found = [];
  for (const e of document.querySelectorAll("#view *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility({ checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(e);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    const corners = [[box.left, box.top], [box.right, box.top],
                     [box.left, box.bottom], [box.right, box.bottom]];
    found.push({
      text: e.textContent.trim(),
      size: parseFloat(getComputedStyle(e).fontSize),
      x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2,
      seen: corners.every(([x, y]) => round
        ? Math.hypot(x - middle, y - middle) <= middle
        : x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight),
    });
  }
  return found;
})()
"""


def words_on(page: Page, screen: str) -> list[dict[str, Any]]:
    """Every text that is drawn, where, how large, and whether all of it is on the screen."""
    found: list[dict[str, Any]] = page.run(WORDS % json.dumps(screen == "round"))
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_is_drawn_whole(device: Page, screen: str) -> None:
    unit = min(SCREENS[screen]) / 480
    for name, make in SHOWS.items():
        show = make()
        render(device, show, screen)
        keep(device, f"{name}-{screen}.png")
        assert device.run("seen.problems") == [], name
        drawn = words_on(device, screen)
        texts = [word["text"] for word in drawn]
        assert all(word["size"] >= 19 * unit for word in drawn), name
        match name:
            case "pacer" | "progress":
                assert texts[0] == show.screen["title"]
                assert texts[-1] == "Pause"
            case "choices":
                assert texts == [choice["title"] for choice in show.screen["choices"]]
            case "covered":
                assert texts == [show.screen["show"], "Yes", "No"]
            case "help":
                numbers = [line["number"] for line in show.screen["lines"]]
                large = [word for word in drawn if word["size"] >= 31 * unit]
                assert [word["text"] for word in large] == numbers
                assert len(numbers) > 2
                assert texts[-1] == show.screen["hide"]
                # Nobody has to scroll for the number that helps.
                above = drawn[-1]["y"] - 26 * unit
                assert all(word["y"] + word["size"] / 2 < above for word in large)
            case "quiet":
                assert texts == []
        on_the_list = 3 * len(show.screen.get("lines", ())) if name == "help" else 0
        kept_in_place = drawn[on_the_list:]  # a list may go on below the edge: it scrolls
        assert all(word["seen"] for word in [*drawn[: min(on_the_list, 3)], *kept_in_place]), name


def test_the_circle_moves_as_the_voice_speaks(chromium: Browser, renderer: str) -> None:
    """The circle of each frame, one every 40 ms, against the size the times say."""
    show = breathing()
    breath = show.screen["breath"]
    page = chromium.page()
    page.open(f"{renderer}?40", *SCREENS["small"])
    render(page, show, "small")
    until = breath["at"][6]
    deadline = time.monotonic() + 20
    while page.run("seen.circle.length ? seen.circle.at(-1)[0] : 0") < until:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    keep(page, "breathing.png")
    frames: list[list[float]] = page.run("seen.circle")
    assert page.run("seen.problems") == []
    page.close()
    assert {round(size, 2) for _, size in frames} >= {0.45, 1.0}
    apart = [abs(size - _size(breath, at)) for at, size in frames if at < until]
    assert len(apart) > 500
    assert max(apart) < 0.02, sorted(apart)[-5:]


def _size(breath: dict[str, Any], at: float) -> float:
    """The circle's size at a moment, by the data alone."""
    size: float = breath["start"]
    for since, seconds, after in zip(breath["at"], breath["for"], breath["size"], strict=True):
        if at < since:
            return size
        if at < since + seconds:
            return size + (float(after) - size) * _eased((at - since) / seconds)
        size = float(after)
    return size


def _eased(share: float) -> float:
    """CSS's ease-in-out: the curve with the points (0.42, 0) and (0.58, 1)."""
    low, high = 0.0, 1.0
    for _ in range(30):
        t = (low + high) / 2
        x = 3 * (1 - t) ** 2 * t * 0.42 + 3 * (1 - t) * t**2 * 0.58 + t**3
        low, high = (t, high) if x < share else (low, t)
    eased: float = 3 * (1 - t) * t**2 + t**3
    return eased


def test_the_help_list_opens_and_closes_by_touch_and_tells_nobody(device: Page) -> None:
    show = covered()
    render(device, show, "small")
    for name, is_open in ((show.screen["show"], True), (show.screen["hide"], False)):
        _touch(device, name)
        keep(device, f"open-{is_open}.png")
        texts = [word["text"] for word in words_on(device, "small")]
        for line in show.screen["lines"]:
            assert (line["number"] in texts) == is_open
    assert device.run("seen.sent") == []


def test_what_a_touch_sends_is_answered(device: Page) -> None:
    show = breathing()
    render(device, show, "round")
    _touch(device, "Pause")
    [sent] = device.run("seen.sent")
    response = show.touch(sent)
    assert response["outputSpeech"]["playBehavior"] == "REPLACE_ALL"
    assert [choice["title"] for choice in show.screen["choices"]] == ["Go on", "Stop"]


def _touch(page: Page, name: str) -> None:
    """Touch what is called so, and wait until the renderer has done what follows."""
    [word] = [word for word in words_on(page, "small") if word["text"] == name]
    page.touch(word["x"], word["y"])
    page.run("new Promise((done) => setTimeout(done, 200))")
