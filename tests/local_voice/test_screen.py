import io

import pytest

from local_voice.ports import LoopState, Notice
from local_voice.screen import MARKS, NOTICES, PlainScreen, TerminalScreen, clock_time, screen_for
from skill.turn import Progress, Reply, Visual


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_show_both_sides_and_what_was_left_alone() -> None:
    out = io.StringIO()
    screen = PlainScreen(out, lambda: 65.2)
    screen.heard("start", acted=True)
    screen.heard("pass the salt", acted=False)
    screen.saying("Breathe in.")
    screen.notice(Notice.MICROPHONE_LOST)
    assert out.getvalue().splitlines() == [
        " 1:05  > start",
        " 1:05  > (pass the salt)",
        " 1:05  Breathe in.",
        f" 1:05  [{NOTICES[Notice.MICROPHONE_LOST]}]",
    ]


def test_a_terminal_shows_state_progress_and_time_left() -> None:
    out = Terminal()
    screen = TerminalScreen(out, color=False)
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
    screen = TerminalScreen(out, color=True)
    screen.state(LoopState.LISTENING)
    written = len(out.getvalue())
    for _ in range(100):
        screen.tick(0.0)
    assert len(out.getvalue()) == written


def test_no_color_is_kept() -> None:
    for environ, colored in (({}, True), ({"NO_COLOR": "1"}, False)):
        out = Terminal()
        screen = screen_for(out, environ)
        screen.heard("start", acted=True)
        assert ("\x1b[2m" in out.getvalue()) is colored


@pytest.mark.parametrize(("out", "term"), [(io.StringIO(), "xterm"), (Terminal(), "dumb")])
def test_without_a_terminal_there_are_plain_lines(out: io.StringIO, term: str) -> None:
    screen = screen_for(out, {"TERM": term})
    screen.state(LoopState.SPEAKING)
    screen.saying("Breathe in.")
    assert out.getvalue() == "Breathe in.\n"


def test_every_state_and_notice_can_be_shown() -> None:
    assert set(MARKS) == set(LoopState)
    assert set(NOTICES) == set(Notice)


def test_times_are_minutes_and_seconds() -> None:
    assert [clock_time(s) for s in (0, 59.6, 61, 3599, -1)] == [
        "0:00",
        "1:00",
        "1:01",
        "59:59",
        "0:00",
    ]
