"""The loop: hears, asks the dialogue, speaks, and holds its tongue when somebody else speaks.

Driven by the microphone's frames on one clock; knows the ports, no library. Rules:

- Speech that begins while a reply is spoken holds the reply at once. A request acts; anything else
  lets the reply fade back in exactly where it was, after `LONGEST_HOLD_SECONDS` at the latest.
- A silence of the programme is a clean listening window: it runs on while somebody speaks, and the
  words after it wait until they have finished.
- What is not for us is left alone while a reply is spoken or a flow is paused, but never without
  the dialogue's look for danger.
- A reply that proceeds is followed without a gap: the next one is prepared while it plays and
  counts only once it sounds.
- Beside a speaker our own words are known again and ignored. Until the echo canceller has learnt
  the room, speech does not hold us, and only a bare stop, pause or way out acts, and danger.
- After a stop the last words are spoken to their end, and nothing but danger starts anything again.
- In a partners' turn only an utterance short enough for a command is transcribed; the rest is
  dropped unheard.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from local_voice.endpointer import Began, Endpointer, Goes, Over
from local_voice.own_words import ECHO_TAIL_SECONDS, OwnWords
from local_voice.ports import (
    Clock,
    Handler,
    LoopState,
    Microphone,
    Notice,
    Observer,
    Recognizer,
    Samples,
    Speaker,
    Transcriber,
    Transcript,
    Worker,
)
from local_voice.reciter import Recital, Reciter, Spoken
from local_voice.utterance import (
    AT_ONCE,
    LONGEST_COMMAND_SECONDS,
    LOOK_AHEAD_SECONDS,
    STREAMED_SECONDS,
    Utterance,
)
from skill.timing import speech_seconds
from skill.turn import (
    Expectation,
    Helping,
    InCheckIn,
    InFeedback,
    InScript,
    Request,
    State,
    Turn,
    TurnKind,
)
from skill.understanding import NotRecognized, Outcome, Recognized, Unsure

if TYPE_CHECKING:
    from concurrent.futures import Future

NO_INPUT_SECONDS = 8.0
"""Silence after a prompt before it is gently put again."""
LONGEST_HOLD_SECONDS = 2.0
"""How long words are held back for somebody who speaks and asks for nothing."""
DEFAULT_PATIENCE_SECONDS = 0.5
PLAN_TOLERANCE_SECONDS = 2.0
"""A part of a script may take so much more or less than planned before the rest is planned anew:
with the default voice the pauses stay those of the plan, with another voice the length is kept."""


class Loop:
    """One conversation."""

    def __init__(
        self,
        handler: Handler,
        recognizer: Recognizer,
        *,
        clock: Clock,
        microphone: Microphone,
        endpointer: Endpointer,
        transcriber: Transcriber,
        reciter: Reciter,
        speaker: Speaker,
        hearing: Worker,
        observer: Observer,
        locale: str = "en-US",
        variant: int = 0,
        hears_itself: Callable[[], bool] | None = None,
    ) -> None:
        """Put a loop together.

        `hears_itself` tells, where a speaker is near the microphone, whether our own voice may
        still be in what it hears; None means headphones.
        """
        self._handler = handler
        self._recognizer = recognizer
        self._clock = clock
        self._microphone = microphone
        self._endpointer = endpointer
        self._transcriber = transcriber
        self._reciter = reciter
        self._speaker = speaker
        self._hearing = hearing
        self._observer = observer
        self._locale = locale
        self._variant = variant
        self._hears_itself = hears_itself
        self.session = State()
        """The dialogue's state after the last turn that counted."""
        self.state = LoopState.LISTENING
        self.turns = 0
        """Turns answered so far."""
        self.answered_at = 0.0
        """When the last answer began; the clock's seconds."""
        self._current: Spoken | None = None
        self._next: Spoken | None = None
        self._expecting: Expectation | None = None
        self._utterance: Utterance | None = None
        self._heard: deque[tuple[Utterance, Future[Transcript]]] = deque()
        self._listening_since = 0.0
        self._blocked_since: float | None = None
        self._own_words = OwnWords()

    # -- running -----------------------------------------------------------------------------------

    def run(self, *, greet: bool = True) -> None:
        """Hold the conversation to its end, or until the microphone has no more to give."""
        self.begin(greet=greet)
        while self.state is not LoopState.ENDED:
            frame = self._microphone.read()
            if frame is None:
                return
            self.step(frame)

    def begin(self, *, greet: bool) -> None:
        """Greet, or listen at once."""
        if greet:
            self._answer(self._turn("launch"))
        else:
            self._listen()

    def step(self, frame: Samples) -> None:
        """Live through one frame."""
        self._hear(frame)
        self._take_partial()
        self._take_transcripts()
        self._speak()
        self._wait()
        self._observer.tick(self._spoken_seconds())

    def command(self, intent: str) -> None:
        """A request that came another way than by voice: a key."""
        self._answer(self._turn("intent", request=Request(intent)))

    # -- hearing -----------------------------------------------------------------------------------

    def _hear(self, frame: Samples) -> None:
        event = self._endpointer.feed(frame)
        match event:
            case None:
                return
            case Began(samples=samples):
                self._began(samples)
            case Goes(samples=samples):
                self._goes(samples)
            case Over(speech_seconds=seconds):
                self._over(seconds)
            case _:
                assert_never(event)

    def _began(self, samples: Samples) -> None:
        tail = ECHO_TAIL_SECONDS if self._hears_itself else 0.0
        ours = self._clock.now() - self._listening_since < tail
        speaking = ours or self.state in (LoopState.SPEAKING, LoopState.HELD)
        unsure = speaking and self._hears_itself is not None and self._hears_itself()
        self._utterance = Utterance(speaking, unsure, self._in_open_room(), [samples])
        transcriber, expecting = self._transcriber, self._expecting

        def prepare() -> None:
            transcriber.reset()
            transcriber.expect(expecting)

        self._hearing.submit(prepare)
        if self.state is LoopState.SPEAKING and not unsure and not self._leaving:
            self._hold()

    def _goes(self, samples: Samples) -> None:
        utterance = self._utterance
        if utterance is None:
            return
        utterance.buffered.append(samples)
        if utterance.open_room:
            return  # handed over only when it turns out short enough for a command
        if self._endpointer.silent_seconds >= LOOK_AHEAD_SECONDS:
            self._look_ahead(utterance)
        elif utterance.buffered_seconds >= STREAMED_SECONDS:
            self._hand_over(utterance)

    def _hand_over(self, utterance: Utterance) -> None:
        if not utterance.buffered:
            return
        utterance.looked_ahead = False
        sound, transcriber = utterance.take(), self._transcriber
        utterance.partial = self._hearing.submit(lambda: transcriber.accept(sound))

    def _look_ahead(self, utterance: Utterance) -> None:
        """Make out the words in a silence that may be the end; it stays buffered meanwhile."""
        if not utterance.looked_ahead:
            self._hand_over(utterance)
            utterance.looked_ahead = True
            self._hearing.submit(self._transcriber.look_ahead)

    def _over(self, seconds: float) -> None:
        utterance, self._utterance = self._utterance, None
        if utterance is None or utterance.acted:
            return
        if utterance.open_room and seconds > LONGEST_COMMAND_SECONDS:
            self._leave_alone()
            return
        if not utterance.looked_ahead:
            self._hand_over(utterance)
        self._heard.append((utterance, self._hearing.submit(self._transcriber.finish)))
        if self.state in (LoopState.LISTENING, LoopState.WAITING):
            self._go(LoopState.THINKING)

    def _take_partial(self) -> None:
        """Act on a stop, a pause or a way out before the utterance has ended."""
        utterance = self._utterance
        if utterance is None or utterance.partial is None or not utterance.partial.done():
            return
        partial, utterance.partial = utterance.partial, None
        if utterance.acted or self._leaving or partial.exception() is not None:
            return  # a failure shows again, and is told, at the end of the utterance
        text = partial.result()
        if not text:
            return
        outcome = self._recognize(text)
        if self._is_own(utterance, text, outcome):
            return
        if isinstance(outcome, Recognized) and outcome.request.intent in AT_ONCE:
            utterance.acted = True
            self._observer.heard(text, acted=True)
            self._answer(self._turn("intent", text, request=outcome.request))

    def _take_transcripts(self) -> None:
        while self._heard and self._heard[0][1].done():
            utterance, future = self._heard.popleft()
            if future.exception() is not None:
                self._observer.notice(Notice.HEARING_FAILED)
                self._leave_alone()
            else:
                self._understand(utterance, future.result())

    def _understand(self, utterance: Utterance, transcript: Transcript) -> None:
        text = transcript.text
        if not text:
            self._leave_alone()
            return
        outcome = self._recognize(text)
        if self._is_own(utterance, text, outcome):
            self._leave_alone()
            return
        for_us = not utterance.while_speaking and not self._paused()
        match outcome:
            case Recognized(request=request):
                turn, for_us = self._turn("intent", text, request=request), True
            case Unsure(candidates=candidates):
                turn = self._turn("no_match", text, candidates=candidates)
            case NotRecognized():
                turn = self._turn("no_match", text)
            case _:
                assert_never(outcome)
        acts = self._is_danger(turn) if self._leaving else for_us or self._is_grave(turn)
        self._observer.heard(text, acted=acts)
        if acts:
            self._answer(turn)
        else:
            self._leave_alone()

    def _is_own(self, utterance: Utterance, text: str, outcome: Outcome) -> bool:
        """Whether the words are, or may be, our own from the speaker beside the microphone."""
        if self._hears_itself is None or not utterance.while_speaking:
            return False
        at_once = isinstance(outcome, Recognized) and outcome.request.intent in AT_ONCE
        unsure = utterance.unsure and isinstance(outcome, Recognized) and not at_once
        return unsure or self._own_words.echoed(text, at_once=at_once)

    def _recognize(self, text: str) -> Outcome:
        try:
            return self._recognizer.recognize(text, self._expecting)
        except Exception:  # noqa: BLE001 - told, and the words still go to the dialogue's safety
            self._observer.notice(Notice.HEARING_FAILED)
            return NotRecognized()

    def _is_grave(self, turn: Turn) -> bool:
        """Whether the dialogue finds danger or the way out in the words. Asking changes nothing."""
        reply, _ = self._handler.handle(turn, self.session)
        return reply.after == "end" or self._is_danger(turn)

    def _is_danger(self, turn: Turn) -> bool:
        _, state = self._handler.handle(turn, self.session)
        return isinstance(state.position, Helping) and state.position != self.session.position

    @property
    def _leaving(self) -> bool:
        """Whether the last words are being spoken: after a stop nothing starts again."""
        return self._current is not None and self._current.reply.after == "end"

    def _hears_out(self) -> bool:
        """Whether somebody is speaking into our goodbye: it may be danger."""
        speaking = self._utterance is not None and not self._utterance.acted
        return self._leaving and (speaking or bool(self._heard))

    def _leave_alone(self) -> None:
        """The sound was not for us: go on as before."""
        if self._heard or self._utterance is not None:
            return
        if self.state is LoopState.HELD:
            self._release()
        elif self.state is LoopState.THINKING:
            self._go(self._silent_state())

    def _in_open_room(self) -> bool:
        """Whether partners speak to each other now, and only commands are taken."""
        position = self.session.position
        silent = self.state is LoopState.SPEAKING and not self._speaker.sounding
        return silent and isinstance(position, InFeedback) and self.proceeds

    @property
    def proceeds(self) -> bool:
        """Whether what is spoken now goes on by itself."""
        return self._current is not None and self._current.reply.after == "proceed"

    # -- answering ---------------------------------------------------------------------------------

    def _turn(
        self,
        kind: TurnKind,
        text: str | None = None,
        *,
        request: Request | None = None,
        candidates: tuple[Request, ...] = (),
    ) -> Turn:
        return Turn(
            kind,
            self._locale,
            intent=request.intent if request else None,
            slots=request.slots if request else {},
            text=text,
            candidates=candidates,
            variant=self._variant,
            heard=self._cut_at(),
        )

    def _cut_at(self) -> float | None:
        """Seconds of the current reply that were played; None when all of it was."""
        if self._current is None:
            return None
        recital = self._current.recital
        if recital.end is not None and self._speaker.played >= recital.end:
            return None
        return self._spoken_seconds()

    def _spoken_seconds(self) -> float:
        if self._current is None:
            return 0.0
        return max(0, self._speaker.played - self._current.recital.start) / self._speaker.rate

    def _answer(self, turn: Turn) -> None:
        reply, self.session = self._handler.handle(turn, self.session)
        self._variant += 1
        self.turns += 1
        self.answered_at = self._clock.now()
        self._speaker.drop()
        self._next = None
        self._enter(Spoken(reply, self.session, self._reciter.begin(reply.speech)))
        self._go(LoopState.SPEAKING)
        if self._utterance is not None and not self._utterance.acted and not self._leaving:
            self._hold()
        self._speak()

    def _enter(self, spoken: Spoken) -> None:
        """Make a reply the one that counts."""
        self._current = spoken
        self.session = spoken.state
        self._expecting = spoken.reply.expecting
        self._endpointer.patience = (
            self._expecting.patience if self._expecting else DEFAULT_PATIENCE_SECONDS
        )
        self._observer.replying(spoken.reply)

    # -- speaking ----------------------------------------------------------------------------------

    def _speak(self) -> None:
        """Keep the programme fed, tell what sounds, and follow it to the next reply."""
        while self._current is not None and self.state in (LoopState.SPEAKING, LoopState.HELD):
            recital = self._current.recital
            self._feed(recital)
            if recital.end is not None and self._next is None and self.proceeds:
                self._next = self._prepare(self._current)
            if self._next is not None:
                self._feed(self._next.recital)
            while recital.marks and recital.marks[0][0] <= self._speaker.played:
                sentence = recital.marks.popleft()[1]
                self._own_words.remember(sentence)
                self._observer.saying(sentence)
            if recital.end is None or self._speaker.played < recital.end or self._hears_out():
                break
            self._ended()
        if self.state is LoopState.HELD:
            self._release_in_time()

    def _feed(self, recital: Recital) -> None:
        self._reciter.feed(recital)
        if recital.lost:
            recital.lost = 0
            self._observer.notice(Notice.SENTENCE_LOST)

    def _prepare(self, current: Spoken) -> Spoken:
        """The reply that follows by itself. It counts only once it sounds."""
        recital = current.recital
        assert recital.end is not None  # noqa: S101 - prepared only when all of it is queued
        took = (recital.end - recital.start) / self._speaker.rate
        planned = speech_seconds(current.reply.speech)
        heard = took if abs(took - planned) > PLAN_TOLERANCE_SECONDS else None
        turn = Turn("proceed", self._locale, variant=self._variant, heard=heard)
        reply, state = self._handler.handle(turn, current.state)
        return Spoken(reply, state, self._reciter.begin(reply.speech))

    def _ended(self) -> None:
        """The current reply has been played to its end."""
        assert self._current is not None  # noqa: S101 - only called with one
        after = self._current.reply.after
        match after:
            case "proceed":
                assert self._next is not None  # noqa: S101 - prepared as soon as it was queued
                following, self._next = self._next, None
                self._enter(following)
            case "listen":
                self._listen()
            case "end":
                self._current = None
                self._go(LoopState.ENDED)
            case _:
                assert_never(after)

    def _listen(self) -> None:
        self._current = None
        self._listening_since = self._clock.now()
        self._speaker.release()
        if self._utterance is not None:
            self._utterance.while_speaking = False  # begun in the silence after the question
        for utterance, _ in self._heard:
            utterance.while_speaking = False
        self._go(LoopState.THINKING if self._heard else self._silent_state())

    def _hold(self) -> None:
        self._speaker.hold()
        self._blocked_since = None
        self._go(LoopState.HELD)

    def _release(self) -> None:
        self._speaker.release()
        self._go(LoopState.SPEAKING)

    def _release_in_time(self) -> None:
        """Words wait for a speaker, but not for one who goes on and on."""
        if not self._speaker.blocked:
            self._blocked_since = None
            return
        now = self._clock.now()
        if self._blocked_since is None:
            self._blocked_since = now
        elif now - self._blocked_since >= LONGEST_HOLD_SECONDS:
            self._release()

    # -- waiting -----------------------------------------------------------------------------------

    def _wait(self) -> None:
        if self.state not in (LoopState.LISTENING, LoopState.WAITING) or self._utterance:
            return
        if self._clock.now() - self._listening_since >= NO_INPUT_SECONDS:
            self._answer(self._turn("no_input"))

    def _silent_state(self) -> LoopState:
        return LoopState.WAITING if self._paused() else LoopState.LISTENING

    def _paused(self) -> bool:
        position = self.session.position
        return isinstance(position, InScript | InCheckIn) and position.paused

    def _go(self, state: LoopState) -> None:
        if state is not self.state:
            self.state = state
            self._observer.state(state)
