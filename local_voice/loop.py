"""The loop: hears, asks the dialogue, speaks, and holds its tongue when somebody else speaks.

Driven by the microphone's frames on one clock; knows the ports, no library. Rules:

- Speech that begins while a reply is spoken holds the reply at once. A request acts; anything else
  lets the reply fade back in exactly where it was, after `LONGEST_HOLD_SECONDS` at the latest.
- A silence of the programme is a clean listening window: it runs on while somebody speaks, and the
  words after it wait until they have finished.
- What is not for us is left alone while a reply is spoken or a flow is paused, but never without
  the dialogue's look for danger.
- A reply that proceeds is followed without a gap: see `local_voice.programme`.
- Beside a speaker our own words are known again and taken out. Until the echo canceller has learnt
  the room, speech does not hold us, and only a stop, pause or way out acts, and danger.
- After a stop the last words are spoken to their end, and nothing but danger starts anything again.
- After a prompt that nobody answered, and a reprompt, it falls asleep where nothing is under way:
  it says nothing more, and only what is surely for it, or danger, wakes it.
- In a partners' turn only an utterance short enough for a command is transcribed; the rest is
  dropped unheard.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from local_voice.beside import BesideSpeaker
from local_voice.discreet import Discreet
from local_voice.ear import Ear
from local_voice.endpointer import Began, Endpointer, Goes, Over
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
from local_voice.programme import Programme
from local_voice.readings import settle
from local_voice.reciter import Reciter, Spoken
from local_voice.utterance import AT_ONCE, BEFORE_SURE_SECONDS, LONGEST_COMMAND_SECONDS, Utterance
from skill.turn import (
    Expectation,
    Helping,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InPlan,
    InScript,
    Request,
    State,
    Turn,
    TurnKind,
)
from skill.understanding import NotRecognized, Outcome, Recognized
from skill.understanding.turns import to_turn

NO_INPUT_SECONDS = 8.0
"""Silence after a prompt before it is gently put again."""
LONGEST_HOLD_SECONDS = 2.0
"""How long words are held back for somebody who speaks and asks for nothing."""
DEFAULT_PATIENCE_SECONDS = 0.5
LONGEST_STEP_SECONDS = 6.0
"""More between two frames, and the machine was asleep."""
_OUT = frozenset({"QuickExitIntent"})
"""What acts even while the last words are spoken."""
_SILENT = (LoopState.LISTENING, LoopState.WAITING, LoopState.ASLEEP)


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
        rests: bool = False,
    ) -> None:
        """Put a loop together.

        `hears_itself` tells, where a speaker is near the microphone, whether our own voice may
        still be in what it hears; None means headphones. With `rests` it falls asleep after a long
        silence in which nothing is under way, instead of letting the dialogue end.
        """
        self._handler = handler
        self._recognizer = recognizer
        self._clock = clock
        self._microphone = microphone
        self._ear = Ear(endpointer, transcriber, hearing)
        self._speaker = speaker
        self._observer = Discreet(observer)
        self._programme = Programme(handler, reciter, speaker, self._observer, locale)
        self._locale = locale
        self._variant = variant
        self._rests = rests
        self.session = State()
        """The dialogue's state after the last turn that counted."""
        self.state = LoopState.LISTENING
        self.turns = 0
        """Turns answered so far."""
        self.answered_at = 0.0
        """When the last answer began; the clock's seconds."""
        self._expecting: Expectation | None = None
        self._listening_since = 0.0
        self._stepped_at: float | None = None
        self._asleep = False
        self._blocked_since: float | None = None
        self._beside = BesideSpeaker(hears_itself)

    # -- running -----------------------------------------------------------------------------------

    def run(self, *, greet: bool = True) -> None:
        """Hold the conversation to its end, or until the microphone has no more to give."""
        self.begin(greet=greet)
        while self.alive and self.next_frame():
            continue

    @property
    def alive(self) -> bool:
        """Whether the conversation goes on."""
        return self.state is not LoopState.ENDED

    def next_frame(self) -> bool:
        """Hear the next frame and live through it; False when there is none."""
        frame = self._microphone.read()
        if frame is not None:
            self.step(frame)
        return frame is not None

    def begin(self, *, greet: bool) -> None:
        """Greet, or listen at once."""
        if greet:
            self._answer(self._turn("launch"))
        else:
            self._listen()

    def step(self, frame: Samples) -> None:
        """Live through one frame."""
        self._bridge()
        if self._speaker.sounding:
            self._beside.sounds(self._clock.now())
        self._hear(frame)
        self._take_partial()
        self._take_transcripts()
        self._speak()
        self._wait()
        self._observer.tick(self._programme.seconds)

    def command(self, intent: str) -> None:
        """A request that came another way than by voice: a key."""
        if not self.alive or (self._leaving and intent not in _OUT):
            return
        self._answer(self._turn("intent", request=Request(intent)))

    # -- hearing -----------------------------------------------------------------------------------

    def _hear(self, frame: Samples) -> None:
        event = self._ear.feed(frame)
        match event:
            case None:
                return
            case Began(samples=samples):
                self._began(samples)
            case Goes(samples=samples):
                self._ear.more(samples)
                self._tell_apart()
            case Over(speech_seconds=seconds):
                self._over(seconds)
            case _:
                assert_never(event)

    def _began(self, samples: Samples, *, told_apart: bool = False) -> None:
        now = self._clock.now()
        speaking = self.state in (LoopState.SPEAKING, LoopState.HELD)
        utterance = Utterance(speaking, self._in_open_room(), [samples], began=now)
        utterance.told_apart = told_apart
        self._beside.mark(utterance, now)
        self._ear.begin(utterance, self._expecting)
        if self.state is LoopState.SPEAKING and not utterance.unsure and not self._leaving:
            self._hold()

    def _tell_apart(self) -> None:
        """What began as our own voice may turn into a person's: theirs begins here."""
        ours = self._ear.utterance
        if ours is not None and not ours.acted and self._beside.person_after_all(ours):
            self._began(ours.last(BEFORE_SURE_SECONDS), told_apart=True)

    def _over(self, seconds: float) -> None:
        utterance = self._ear.utterance
        if utterance is None or utterance.acted:
            self._ear.drop()
            return
        if utterance.open_room and seconds > LONGEST_COMMAND_SECONDS:
            self._ear.drop()
            self._leave_alone()
            return
        self._ear.end()
        if self.state in _SILENT:
            self._go(LoopState.THINKING)

    def _take_partial(self) -> None:
        """Act on a stop, a pause or a way out before the utterance has ended."""
        utterance, text = self._ear.utterance, self._ear.partial()
        if utterance is None or not text or utterance.acted or self._leaving:
            return
        text = self._beside.persons(utterance, Transcript(text), self._clock.now()).text
        outcome = self._recognize(text) if text else None
        if isinstance(outcome, Recognized) and outcome.request.intent in AT_ONCE:
            utterance.acted = True
            self._observer.heard(text, acted=True)
            self._answer(self._turn("intent", text, request=outcome.request))

    def _take_transcripts(self) -> None:
        for utterance, transcript in self._ear.transcripts():
            if transcript is None:
                self._observer.notice(Notice.HEARING_FAILED)
                self._leave_alone()
            else:
                self._understand(utterance, transcript)

    def _understand(self, utterance: Utterance, transcript: Transcript) -> None:
        theirs = self._beside.persons(utterance, transcript, self._clock.now())
        text, outcome = settle(theirs.text, theirs.others, self._recognize, self._alarms)
        if not text:
            self._leave_alone()
            return
        turn = to_turn(
            outcome, text, self._locale, variant=self._variant, heard=self._programme.cut_at
        )
        unasked = utterance.while_speaking or self.paused or self._asleep
        for_us = isinstance(outcome, Recognized) or not unasked
        if self._leaving or theirs.urgent_only:
            acts = self._is_danger(turn) or (not self._leaving and turn.intent in AT_ONCE)
        else:
            acts = for_us or self._is_grave(turn)
        self._observer.heard(text, acted=acts)
        if acts:
            self._answer(turn)
        else:
            self._leave_alone()

    def _recognize(self, text: str) -> Outcome:
        try:
            return self._recognizer.recognize(text, self._expecting)
        except Exception:  # noqa: BLE001 - told, and the words still go to the dialogue's safety
            self._observer.notice(Notice.HEARING_FAILED)
            return NotRecognized()

    def _is_grave(self, turn: Turn) -> bool:
        """Whether the dialogue finds danger, the way out, or an answer about danger in the words.

        Asking changes nothing.
        """
        reply, state = self._handler.handle(turn, self.session)
        before = self.session.position
        answers = isinstance(before, Helping) and state.position != before
        return reply.after == "end" or answers or self._is_danger(turn)

    def _alarms(self, text: str) -> bool:
        return self._is_danger(self._turn("no_match", text))

    def _is_danger(self, turn: Turn) -> bool:
        # As words that may not be for us: a request would be carried out, see `Reply.effects`.
        _, state = self._handler.handle(replace(turn, kind="no_match"), self.session)
        return isinstance(state.position, Helping) and state.position != self.session.position

    @property
    def _leaving(self) -> bool:
        """Whether the last words are being spoken: after a stop nothing starts again."""
        return self._programme.leaving

    def _hears_out(self) -> bool:
        """Whether somebody is speaking into our goodbye: it may be danger."""
        speaking = self._ear.utterance is not None and not self._ear.utterance.acted
        return self._leaving and (speaking or bool(self._ear.awaited))

    def _leave_alone(self) -> None:
        """The sound was not for us: go on as before."""
        if self._ear.busy:
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
        return self._programme.proceeds

    # -- answering ---------------------------------------------------------------------------------

    def _turn(
        self, kind: TurnKind, text: str | None = None, *, request: Request | None = None
    ) -> Turn:
        return Turn(
            kind,
            self._locale,
            intent=request.intent if request else None,
            slots=request.slots if request else {},
            text=text,
            variant=self._variant,
            heard=self._programme.cut_at,
        )

    def _answer(self, turn: Turn) -> None:
        reply, self.session = self._handler.handle(turn, self.session)
        self._variant += 1
        self.turns += 1
        self.answered_at = self._clock.now()
        self._enter(self._programme.begin(reply, self.session))
        self._go(LoopState.SPEAKING)
        utterance = self._ear.utterance
        if utterance is not None and not utterance.acted and not self._leaving:
            self._hold()
        self._speak()

    def _enter(self, spoken: Spoken) -> None:
        """Make a reply the one that counts."""
        self.session = spoken.state
        self._expecting = spoken.reply.expecting
        self._ear.endpointer.patience = (
            self._expecting.patience if self._expecting else DEFAULT_PATIENCE_SECONDS
        )
        self._observer.replying(spoken.reply)

    # -- speaking ----------------------------------------------------------------------------------

    def _speak(self) -> None:
        """Keep the programme fed, tell what sounds, and follow it to the next reply."""
        while self._programme.current and self.state in (LoopState.SPEAKING, LoopState.HELD):
            self._programme.feed(self._variant)
            for sentence in self._programme.begun():
                self._beside.says(sentence, self._clock.now())
                self._observer.saying(sentence)
            if not self._programme.over or self._hears_out():
                break
            self._ended(self._programme.current)
        if self.state is LoopState.HELD:
            self._release_in_time()

    def _ended(self, spoken: Spoken) -> None:
        """The current reply has been played to its end."""
        after = spoken.reply.after
        match after:
            case "proceed":
                self._enter(self._programme.advance())
            case "listen":
                self._listen()
            case "end":
                self._programme.finish()
                self._go(LoopState.ENDED)
            case _:
                assert_never(after)

    def _listen(self) -> None:
        self._programme.finish()
        self._listening_since = self._clock.now()
        self._speaker.release()
        if self._ear.utterance is not None:
            self._ear.utterance.while_speaking = False  # begun in the silence after the question
        for utterance in self._ear.awaited:
            utterance.while_speaking = False
        self._go(LoopState.THINKING if self._ear.awaited else self._silent_state())

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
        if self.state not in (LoopState.LISTENING, LoopState.WAITING) or self._ear.utterance:
            return
        if self._clock.now() - self._listening_since < NO_INPUT_SECONDS:
            return
        if self._rests and isinstance(self.session.position, Idle) and self.session.misses:
            self._go(LoopState.ASLEEP)
        else:
            self._answer(self._turn("no_input"))

    def _silent_state(self) -> LoopState:
        if self._asleep:
            return LoopState.ASLEEP
        return LoopState.WAITING if self.paused else LoopState.LISTENING

    @property
    def paused(self) -> bool:
        """Whether a flow waits at the person's wish."""
        position = self.session.position
        flows = InScript | InCheckIn | InFeedback | InCoach | InPlan
        return isinstance(position, flows) and position.paused

    def _bridge(self) -> None:
        """After a sleep of the machine go on as if no time had gone by.

        What was half said before it is forgotten; a silence that was waited out begins anew.
        """
        now, before = self._clock.now(), self._stepped_at
        self._stepped_at = now
        if before is None or now - before < LONGEST_STEP_SECONDS:
            return
        self._listening_since += now - before
        if self._blocked_since is not None:
            self._blocked_since += now - before
        self._observer.notice(Notice.WOKE)
        if self._ear.utterance is not None:
            self._ear.forget()
            self._leave_alone()

    def _go(self, state: LoopState) -> None:
        if state is LoopState.SPEAKING:
            self._asleep = False
        elif state is LoopState.ASLEEP:
            self._asleep = True
        if state is not self.state:
            self.state = state
            self._observer.state(state)
