"""What is being spoken, and what follows it by itself without a gap.

A reply that proceeds is followed by the next one, which is prepared while it plays and counts only
once it sounds: until then nothing of it has happened.
"""

from collections.abc import Iterator

from local_voice.ports import Handler, Notice, Observer, Speaker
from local_voice.reciter import Recital, Reciter, Spoken
from skill.timing import speech_seconds
from skill.turn import Reply, State, Turn

PLAN_TOLERANCE_SECONDS = 2.0
"""A part of a script may take so much more or less than planned before the rest is planned anew:
with the default voice the pauses stay those of the plan, with another voice the length is kept."""


class Programme:
    """The reply under way, and the one after it."""

    def __init__(
        self,
        handler: Handler,
        reciter: Reciter,
        speaker: Speaker,
        observer: Observer,
        locale: str,
    ) -> None:
        self._handler = handler
        self._reciter = reciter
        self._speaker = speaker
        self._observer = observer
        self._locale = locale
        self._following: Spoken | None = None
        self.current: Spoken | None = None
        """The reply being spoken; None while we listen."""

    def begin(self, reply: Reply, state: State) -> Spoken:
        """Speak a reply in place of whatever was to come."""
        self._speaker.drop()
        self._following = None
        self.current = Spoken(reply, state, self._reciter.begin(reply.speech))
        return self.current

    def feed(self, variant: int) -> None:
        """Keep the speaker fed, and prepare what follows; `variant` is that of its turn."""
        if self.current is None:
            return
        recital = self.current.recital
        self._feed(recital)
        if recital.end is not None and self._following is None and self.proceeds:
            self._following = self._prepare(self.current, recital.end, variant)
        if self._following is not None:
            self._feed(self._following.recital)

    def begun(self) -> Iterator[str]:
        """The sentences that have begun to sound since this was last asked."""
        marks = self.current.recital.marks if self.current is not None else None
        while marks and marks[0][0] <= self._speaker.played:
            yield marks.popleft()[1]

    @property
    def over(self) -> bool:
        """Whether all of the reply has been played."""
        if self.current is None:
            return True
        end = self.current.recital.end
        return end is not None and self._speaker.played >= end

    def advance(self) -> Spoken:
        """Go over to what follows."""
        assert self._following is not None  # noqa: S101 - prepared as soon as all was queued
        self.current, self._following = self._following, None
        return self.current

    def finish(self) -> None:
        """Nothing is spoken any more."""
        self.current = None

    @property
    def proceeds(self) -> bool:
        """Whether what is spoken now goes on by itself."""
        return self.current is not None and self.current.reply.after == "proceed"

    @property
    def leaving(self) -> bool:
        """Whether the last words are being spoken."""
        return self.current is not None and self.current.reply.after == "end"

    @property
    def seconds(self) -> float:
        """Seconds of the reply that were played."""
        if self.current is None:
            return 0.0
        return max(0, self._speaker.played - self.current.recital.start) / self._speaker.rate

    @property
    def cut_at(self) -> float | None:
        """The same, where it is not over yet: what a turn that interrupts it has heard."""
        return None if self.over else self.seconds

    def _feed(self, recital: Recital) -> None:
        self._reciter.feed(recital)
        if recital.lost:
            recital.lost = 0
            self._observer.notice(Notice.SENTENCE_LOST)

    def _prepare(self, current: Spoken, end: int, variant: int) -> Spoken:
        took = (end - current.recital.start) / self._speaker.rate
        planned = speech_seconds(current.reply.speech)
        heard = took if abs(took - planned) > PLAN_TOLERANCE_SECONDS else None
        turn = Turn("proceed", self._locale, variant=variant, heard=heard)
        reply, state = self._handler.handle(turn, current.state)
        return Spoken(reply, state, self._reciter.begin(reply.speech))
