"""What is seen: the person's words, ours, and how far a script is. Calm in the dark.

A terminal gets one moving line at the bottom; anything else gets plain lines. `NO_COLOR` is kept.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from content.machine import MachineWords
from local_voice.ports import LoopState, Notice
from skill.turn import Progress, Reply

MARKS: Mapping[LoopState, str] = {
    LoopState.LISTENING: "\u25cb",
    LoopState.THINKING: "\u2026",
    LoopState.SPEAKING: "\u25cf",
    LoopState.HELD: "\u25d0",
    LoopState.WAITING: "\u25cc",
    LoopState.ASLEEP: "\u00b7",
    LoopState.ENDED: "",
}
BAR_WIDTH = 24
_CLEAR = "\r\x1b[2K"
_WIPE = "\x1b[2J\x1b[3J\x1b[H"
"""All of the screen, and what has scrolled away."""
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"


def clock_time(seconds: float) -> str:
    """Minutes and seconds."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def notice_text(words: MachineWords, notice: Notice) -> str:
    """What is said of a notice."""
    return words.notices[notice.name.lower()]


def key_lines(words: MachineWords) -> Iterator[str]:
    """The keys, a line each."""
    for key, does in words.keys.items():
        yield f"{words.key_names.get(key, key):>6}  {does}"


class PlainScreen:
    """Lines: `> ` before the person's words, nothing before ours; with times where asked for."""

    def __init__(
        self, out: TextIO, words: MachineWords, now: Callable[[], float] | None = None
    ) -> None:
        self._out = out
        self._words = words
        self._now = now

    def state(self, state: LoopState) -> None:
        """Lines need no state."""

    def heard(self, text: str, *, acted: bool) -> None:
        """The person's words; in brackets when they were left alone."""
        self._line(f"> {text}" if acted else f"> ({text})")

    def replying(self, reply: Reply) -> None:
        """A reply is seen sentence by sentence."""

    def saying(self, text: str) -> None:
        """One sentence of ours."""
        self._line(text)

    def tick(self, spoken_seconds: float) -> None:
        """Nothing moves."""

    def notice(self, notice: Notice) -> None:
        """One line about the machine."""
        self._line(f"[{notice_text(self._words, notice)}]")

    def keys(self) -> None:
        """What each key does."""
        for line in key_lines(self._words):
            self._line(line)

    def wipe(self) -> None:
        """Lines that are written stay; nothing more can be done about them."""

    def _line(self, text: str) -> None:
        at = f"{clock_time(self._now()):>5}  " if self._now else ""
        self._out.write(f"{at}{text}\n")
        self._out.flush()


class TerminalScreen:
    """Words scroll; the last line shows the state and the time left."""

    def __init__(self, out: TextIO, words: MachineWords, *, color: bool, keys: bool) -> None:
        """Put a screen together; `keys` tells whether there are keys to be reminded of."""
        self._out = out
        self._words = words
        self._keys = keys
        self._color = color
        self._state = LoopState.LISTENING
        self._progress: Progress | None = None
        self._status = ""

    def state(self, state: LoopState) -> None:
        """Show the new state."""
        self._state = state
        if state is LoopState.ENDED:
            self._out.write(_CLEAR)
            self._out.flush()
        else:
            self._show(0.0)

    def heard(self, text: str, *, acted: bool) -> None:
        """The person's words, dimmed; in brackets when they were left alone."""
        self._line(self._dim(f"> {text}" if acted else f"> ({text})"))

    def replying(self, reply: Reply) -> None:
        """Take over the progress of a script."""
        self._progress = reply.visual.progress if reply.visual else None

    def saying(self, text: str) -> None:
        """One sentence of ours."""
        self._line(text)

    def tick(self, spoken_seconds: float) -> None:
        """Move the bar."""
        self._show(spoken_seconds)

    def notice(self, notice: Notice) -> None:
        """One line about the machine."""
        self._line(self._dim(f"[{notice_text(self._words, notice)}]"))

    def keys(self) -> None:
        """What each key does."""
        for line in key_lines(self._words):
            self._line(self._dim(line))

    def wipe(self) -> None:
        """Leave nothing of the conversation on the screen."""
        self._out.write(_WIPE)
        self._progress = None
        self._status = ""
        self._out.flush()

    def _line(self, text: str) -> None:
        self._out.write(f"{_CLEAR}{text}\n")
        self._status = ""
        self._show(0.0)

    def _show(self, spoken_seconds: float) -> None:
        status = f"{MARKS[self._state]}{self._bar(spoken_seconds)}"
        if self._keys and self._state in (LoopState.LISTENING, LoopState.WAITING):
            status += f"  {self._words.keys_line}"
        if status != self._status:
            self._status = status
            self._out.write(_CLEAR + self._dim(status))
            self._out.flush()

    def _bar(self, spoken_seconds: float) -> str:
        progress = self._progress
        if progress is None or progress.total <= 0:
            return ""
        done = min(progress.elapsed + spoken_seconds, progress.total)
        filled = round(BAR_WIDTH * done / progress.total)
        bar = "\u2501" * filled + "\u2500" * (BAR_WIDTH - filled)
        return f"  {bar}  {clock_time(progress.total - done)}  {progress.title}"

    def _dim(self, text: str) -> str:
        return f"{_DIM}{text}{_PLAIN}" if self._color else text


def screen_for(
    out: TextIO,
    words: MachineWords,
    environ: Mapping[str, str] | None = None,
    *,
    keys: bool = False,
) -> "PlainScreen | TerminalScreen":
    """The screen that suits where the output goes."""
    environ = os.environ if environ is None else environ
    if not out.isatty() or environ.get("TERM") == "dumb":
        return PlainScreen(out, words)
    return TerminalScreen(out, words, color=not environ.get("NO_COLOR"), keys=keys)
