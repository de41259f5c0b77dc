import io

import pytest

from content.machine import machine_words
from local_voice.ports import LoopState, Notice
from local_voice.screen import (
    MARKS,
    PlainScreen,
    TerminalScreen,
    clock_time,
    notice_text,
    screen_for,
)
from skill.turn import Progress, Reply, Visual

WORDS = machine_words("en-US")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_show_both_sides_and_what_was_left_alone() -> None:
    out = io.StringIO()
    screen = PlainScreen(out, WORDS, lambda: 65.2)
    screen.heard("start", acted=True)
    screen.heard("pass the salt", acted=False)
    screen.saying("Breathe in.")
    screen.notice(Notice.MICROPHONE_LOST)
    assert out.getvalue().splitlines() == [
        " 1:05  > start",
        " 1:05  > (pass the salt)",
        " 1:05  Breathe in.",
        f" 1:05  [{notice_text(WORDS, Notice.MICROPHONE_LOST)}]",
    ]


def test_a_terminal_shows_state_progress_and_time_left() -> None:
    out = Terminal()
    screen = TerminalScreen(out, WORDS, color=False, keys=False)
    screen.replying(Reply((), visual=Visual(Progress("box breathing", 60, 180))))
    screen.state(LoopState.SPEAKING)
    screen.tick(30.0)
    last = out.getvalue().rpartition("\r")[2]
    assert MARKS[LoopState.SPEAKING] in last
    assert "1:30" in last
    assert "box breathing" in last
    assert last.count("\u2501") == 12


def test_nothing_is_written_while_nothing_changes() -> None:
    out = Terminal()
    screen = TerminalScreen(out, WORDS, color=True, keys=True)
    screen.state(LoopState.LISTENING)
    written = len(out.getvalue())
    for _ in range(100):
        screen.tick(0.0)
    assert len(out.getvalue()) == written


def test_keys_are_shown_when_asked_and_hinted_at_in_silence() -> None:
    out = Terminal()
    screen = TerminalScreen(out, WORDS, color=False, keys=True)
    screen.state(LoopState.SPEAKING)
    assert WORDS.keys_line not in out.getvalue()
    screen.state(LoopState.LISTENING)
    assert out.getvalue().endswith(WORDS.keys_line)
    screen.keys()
    for does in WORDS.keys.values():
        assert does in out.getvalue()


def test_the_way_out_leaves_nothing_on_the_screen() -> None:
    out = Terminal()
    screen = TerminalScreen(out, WORDS, color=False, keys=True)
    screen.replying(Reply((), visual=Visual(Progress("box breathing", 60, 180))))
    screen.saying("Breathe in.")
    screen.wipe()
    left = out.getvalue().rpartition("\x1b[H")
    assert left[0].endswith("\x1b[2J\x1b[3J")
    screen.tick(1.0)
    assert "box" not in out.getvalue().rpartition("\x1b[H")[2]


def test_no_color_is_kept() -> None:
    for environ, colored in (({}, True), ({"NO_COLOR": "1"}, False)):
        out = Terminal()
        screen = screen_for(out, WORDS, environ)
        screen.heard("start", acted=True)
        assert ("\x1b[2m" in out.getvalue()) is colored


@pytest.mark.parametrize(("out", "term"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")])
def test_without_a_terminal_there_are_plain_lines(out: io.StringIO, term: str) -> None:
    screen = screen_for(out, WORDS, {"TERM": term})
    screen.state(LoopState.SPEAKING)
    screen.saying("Breathe in.")
    assert out.getvalue() == "Breathe in.\n"


def test_every_state_and_notice_can_be_shown() -> None:
    assert set(MARKS) == set(LoopState)
    assert set(WORDS.notices) == {notice.name.lower() for notice in Notice}


def test_times_are_minutes_and_seconds() -> None:
    assert [clock_time(s) for s in (0, 59.6, 61, 3599, -1)] == [
        "0:00",
        "1:00",
        "1:01",
        "59:59",
        "0:00",
    ]
