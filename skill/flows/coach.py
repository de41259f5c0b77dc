"""The coach: a short lesson on asking for aftercare, and a sentence of one's own, put kindly.

The lesson goes on by itself, tip by tip, and can be steered. What a person says in the practice is
rewritten at once and not kept; only our sentence is, while we ask whether it fits. Rules rewrite it
(`istatement`); where they have not followed, a trained guess may be offered as one, and where they
know of no wish a trained one may end it (`guesses`).
"""

from collections.abc import Callable
from functools import cached_property
from typing import assert_never

from content.coach import LESSON, PRACTICE, Coach, DeclinedComplaint, Practice
from content.schema import Catalog, Texts
from skill.flows import house, urgent
from skill.flows.context import Context, Result, join
from skill.flows.guesses import Guessed, Guesses, Likely
from skill.flows.istatement import Declined, IStatements, Outcome, Rewritten, Unclear
from skill.flows.istatement.refusals import CALM, UNEASY
from skill.replace import replace
from skill.speech import Pause
from skill.turn import Expectation, Idle, InCoach
from skill.wording import hears

STATEMENT, HOW_TO_ASK = "IStatementIntent", "HowToAskIntent"
_SLOTS = ("complaint", "need")

_MAY_BE_A_SENTENCE = frozenset(
    {
        STATEMENT,
        HOW_TO_ASK,
        "AffirmationIntent",
        "AftercareIdeasIntent",
        "FaqIntent",
        "PartnerFeedbackIntent",
        "PhysicalRecoveryIntent",
        "PostSexBluesIntent",
    }
)
"""What a sentence said in the practice is easily taken for, as are answers to questions."""

_BUILT_IN = "AMAZON."
_FIRST = frozenset({"UrgentHelpIntent", "QuickExitIntent", "AMAZON.HelpIntent"})
"""Requests that come before any sentence, however many words they have."""

PATIENCE = 1.0
"""Seconds of silence that end a sentence: people search for words here."""

MOST_OF_A_REQUEST = 8
"""Words of a request that is asked about; whoever says more in the practice tells of something."""

MOST_TRIES = 2
"""How often we ask again before we leave it."""


class Coaching:
    """The coach of one locale."""

    def __init__(
        self, catalog: Catalog, unease: Callable[[str], float], themes: Likely | None = None
    ) -> None:
        """Get ready.

        `unease` is how likely it is, from nought to one, that words show danger; `themes` how
        likely each theme is: without them nothing is guessed.
        """
        self._coach: Coach = catalog.coach
        self._unease = unease
        self._guesses = Guesses(catalog, themes)

    @cached_property
    def _statements(self) -> IStatements:
        # Made when it is first needed: reading the grammar takes a second.
        return IStatements(self._coach)

    def prepare(self) -> None:
        """Read the grammar now, so that nobody waits for it."""
        _ = self._statements

    # -- what starts it ----------------------------------------------------------------------------

    def start(self, context: Context, item: str) -> Result:
        """Start the lesson, the practice or a single tip."""
        if item == LESSON:
            return self._tip(context, InCoach(), self._coach.lesson.opening)
        if item == PRACTICE:
            return self._invite(context, InCoach())
        step = next(i for i, tip in enumerate(self._coach.lesson.tips) if tip.id == item)
        return self._tip(context, InCoach(step, "tip"))

    def how_to_ask(self, context: Context) -> Result:
        """The tip that a question is about, where its words tell, or the whole lesson."""
        text = context.turn.text or ""
        match self._statements.rewrite(text, unease=self._unease(text)) if text else Unclear():
            case Declined(reason=reason):
                return self._decline(context, reason)
            case Rewritten() | Unclear():
                item = self._statements.fitting_tip(text)
                return self.start(context, item or LESSON)

    def statement(self, context: Context) -> Result:
        """Rewrite what was asked for; ask for a sentence where there was none."""
        position = context.state.position
        if not isinstance(position, InCoach):
            position = InCoach(phase="practice")
        if self._says_nothing(context):
            return self._invite(context, position)
        outcome = self._heard(context, position.way)
        given = any(_says_something(context, name) for name in _SLOTS)
        if isinstance(outcome, Unclear) and not given:
            return self._invite(context, position)
        return self._answer(context, position, outcome)

    # -- while it is under way ---------------------------------------------------------------------

    def proceed(self, context: Context, position: InCoach) -> Result:
        """Go on with the lesson."""
        if position.phase != "lesson" or position.paused:
            return context.reply()
        return self._next(context, position)

    def command(self, context: Context, position: InCoach) -> Result | None:
        """What a turn means to the coach; None when it is not for the coach."""
        built_in = (context.turn.intent or "").startswith(_BUILT_IN)
        if built_in and self._is_to_partner(context):
            told = self._sentence(context, position)
            if told is not None:
                return told
        match context.turn.intent:
            case "AMAZON.PauseIntent":
                return self._pause(context, position)
            case "AMAZON.ResumeIntent" | "AMAZON.RepeatIntent":
                return self._again(context, position)
            case "AMAZON.YesIntent" if position.paused or position.phase == "practice":
                return self._again(context, position)
            case "AMAZON.YesIntent" if position.phase in ("lesson", "tip"):
                # "Yes" to a tip is a nod: on to the next one.
                return self._next(context, position)
            case "AMAZON.NextIntent":
                return self._next(context, position)
            case "AMAZON.PreviousIntent":
                return self._back(context, position)
            case "AMAZON.StartOverIntent":
                return self.start(context, LESSON)
            case "AMAZON.YesIntent":
                kept = context.pick(self._practice.kept)
                return join(context, kept, self._done(context))
            case "AMAZON.NoIntent" if position.phase == "check":
                return self._missed(context, position)
            case "AMAZON.NoIntent":
                return self._done(context)
            case intent if intent == STATEMENT:
                return self.statement(context)
            case _:
                return self._sentence(context, position)

    def no_match(self, context: Context, position: InCoach) -> Result | None:
        """Words that were not understood as a request: a sentence, where we asked for one."""
        match position.phase:
            case "practice" | "check":
                outcome = self._heard(context, position.way)
                if isinstance(outcome, Unclear) and _may_be_a_request(context):
                    return None
                return self._answer(context, position, outcome)
            case "lesson" | "tip":
                return None if context.turn.candidates else self._again(context, position)
            case _:
                assert_never(position.phase)

    def silence(self, context: Context, position: InCoach) -> Result:
        """Nothing was said: ask once more, then leave it there."""
        misses = context.state.misses + 1
        if misses > 1:
            return house.stop(context)
        match position.phase:
            case "lesson" | "tip":
                ask, expecting = self._coach.lesson.more, context.expectation(position)
            case "practice":
                ask, expecting = self._practice.reprompt, _open(context)
            case "check":
                ask, expecting = self._practice.check_reprompt, _open(context)
            case _:
                assert_never(position.phase)
        return context.reply(ask, reprompt=ask, misses=misses, expecting=expecting)

    def listens(self, context: Context) -> bool:
        """Whether the turn is a sentence for the coach, who weighs what danger it shows as well.

        In the practice a sentence needs to be one that the coach follows, of a theme it knows:
        complaints sound uneasy, but what sounds so and is no complaint may be a call for help.
        """
        turn, position = context.turn, context.state.position
        if turn.intent == STATEMENT:
            return True
        practising = isinstance(position, InCoach) and position.phase in ("practice", "check")
        meant = turn.kind == "no_match" or _may_be_a_sentence(context)
        if not (practising and meant and turn.text and self._guesses.has_theme(turn.text)):
            return False
        followed = self._statements.rewrite(turn.text, unease=self._unease(turn.text))
        return isinstance(followed, Rewritten)

    def offer(self, context: Context) -> InCoach | None:
        """Where we would be with the sentence that was said, were nobody in danger.

        None where it is none, where we do not follow, and where the rules themselves refuse it. The
        second opinion is left out once danger is denied, but for words that it finds so uneasy that
        nothing is guessed about them either: many more of those are calls for help.
        """
        turn, here = context.turn, context.state.position
        asked_for = turn.intent == STATEMENT
        mistaken = False
        if isinstance(here, InCoach) and here.phase in ("practice", "check"):
            asked_for = asked_for or (turn.kind == "no_match" and not here.paused)
            mistaken = _may_be_a_sentence(context)
        if not (asked_for or mistaken) or self._most_uneasy(context) >= UNEASY:
            return None
        position = here if isinstance(here, InCoach) else InCoach(phase="practice")
        outcome = self._heard(context, position.way, opinion=lambda _: CALM)
        match outcome:
            case Rewritten(spoken=spoken):
                return _offering(position, spoken)
            case Guessed(themes=themes) if asked_for:
                return self._guessing(position, themes)
            case _:
                return None

    # -- the lesson --------------------------------------------------------------------------------

    def _tip(self, context: Context, position: InCoach, before: str = "") -> Result:
        position = replace(position, candidate="", guesses=(), tries=0, paused=False)
        lesson = self._coach.lesson
        tip = lesson.tips[position.step]
        if position.phase == "tip":
            return context.reply(
                tip.say,
                lesson.more,
                reprompt=lesson.more,
                position=position,
                expecting=context.expectation(position),
            )
        return context.reply(
            before,
            tip.say,
            (Pause(lesson.seconds),),
            after="proceed",
            position=replace(position, phase="lesson"),
        )

    def _next(self, context: Context, position: InCoach) -> Result:
        if position.phase in ("practice", "check"):
            return self._done(context)
        if position.step + 1 < len(self._coach.lesson.tips):
            return self._tip(context, replace(position, step=position.step + 1, phase="lesson"))
        return self._invite(context, position)

    def _back(self, context: Context, position: InCoach) -> Result:
        step = position.step
        if position.phase in ("lesson", "tip"):
            step = max(0, step - 1)
        return self._tip(context, replace(position, step=step, phase="lesson"))

    def _again(self, context: Context, position: InCoach) -> Result:
        """The same once more."""
        match position.phase:
            case "lesson" | "tip":
                return self._tip(context, position)
            case "practice":
                return self._invite(context, position)
            case "check":
                return self._check(context, replace(position, paused=False))
            case _:
                assert_never(position.phase)

    def _pause(self, context: Context, position: InCoach) -> Result:
        phrases = context.catalog.phrases
        return context.reply(
            context.pick(phrases.paused),
            reprompt=phrases.go_on,
            position=replace(position, paused=True),
        )

    def _done(self, context: Context) -> Result:
        ask = context.pick(context.catalog.phrases.anything_else)
        return context.reply(ask, reprompt=ask, position=Idle())

    # -- the practice ------------------------------------------------------------------------------

    @property
    def _practice(self) -> Practice:
        return self._coach.practice

    def _invite(self, context: Context, position: InCoach) -> Result:
        asked = replace(position, phase="practice", candidate="", guesses=(), paused=False)
        return self._ask(context, asked, context.pick(self._practice.invite))

    def _ask(self, context: Context, position: InCoach, text: str) -> Result:
        return context.reply(
            text, reprompt=self._practice.reprompt, position=position, expecting=_open(context)
        )

    def _heard(
        self, context: Context, way: int, opinion: Callable[[str], float] | None = None
    ) -> Outcome | Guessed:
        """What the raw words say, or the slots; where the rules do not know, what they may mean.

        `opinion` takes the place of our second one.
        """
        if self._says_nothing(context):
            return Unclear()
        opinion = opinion or self._unease
        outcome = self._followed(context, way, opinion)
        raw, text = _told(context)
        most = max(opinion(raw), opinion(text))
        match outcome:
            case Unclear():
                return self._guesses.guess(text, most) or outcome
            case Rewritten():
                return self._guesses.with_wish(outcome, text, most, way)
            case Declined():
                return outcome
            case _:
                assert_never(outcome)

    def _most_uneasy(self, context: Context) -> float:
        return max(map(self._unease, _told(context)))

    def _followed(self, context: Context, way: int, opinion: Callable[[str], float]) -> Outcome:
        outcome: Outcome = Unclear()
        if context.turn.text:
            text = context.turn.text
            outcome = self._statements.rewrite(text, way, opinion(text))
        for name in _SLOTS:
            slot = context.slot(name)
            if isinstance(outcome, Unclear) and slot is not None:
                outcome = self._statements.rewrite_slot(name, slot.text, way, opinion(slot.text))
        return outcome

    def _says_nothing(self, context: Context) -> bool:
        """Whether a sentence is asked for with nothing to say in it: "say something to him"."""
        return hears(_told(context)[1], context.catalog.hearing.empty)

    def _sentence(self, context: Context, position: InCoach) -> Result | None:
        """The turn as a sentence to rewrite, where one was asked for and it is one."""
        if position.phase not in ("practice", "check"):
            return None
        if not (_may_be_a_sentence(context) or self._is_to_partner(context)):
            return None
        outcome = self._heard(context, position.way)
        if isinstance(outcome, Unclear | Guessed):
            # What was understood as a request is not guessed about: nobody's question is a hint.
            return None
        return self._answer(context, position, outcome)

    def _is_to_partner(self, context: Context) -> bool:
        """Whether the words are for a partner, though they were taken for a request to us.

        "Pause" and its like have few words: "you won't stop talking and i need a minute" is none.
        """
        intent, text = context.turn.intent or "", context.turn.text or ""
        few = len(text.split()) <= MOST_OF_A_REQUEST
        ours = intent in _FIRST or (intent.startswith(_BUILT_IN) and few)
        return not ours and self._statements.is_to_partner(text)

    def _answer(self, context: Context, position: InCoach, outcome: Outcome | Guessed) -> Result:
        match outcome:
            case Rewritten(spoken=spoken):
                return self._check(context, _offering(position, spoken))
            case Guessed(themes=themes):
                return self._guess(context, position, themes, self._practice.guess)
            case Declined(reason=reason):
                return self._decline(context, reason)
            case Unclear():
                return self._unclear(context, position)
            case _:
                assert_never(outcome)

    def _guess(
        self, context: Context, position: InCoach, themes: tuple[str, ...], lead: Texts
    ) -> Result:
        """Offer the sentence of the first of `themes`, as the guess it is."""
        return self._check(context, self._guessing(position, themes), lead)

    def _guessing(self, position: InCoach, themes: tuple[str, ...]) -> InCoach:
        sentence = self._guesses.sentence(themes[0], position.way)
        return _offering(position, sentence, themes)

    def _check(self, context: Context, position: InCoach, lead: Texts | None = None) -> Result:
        practice = self._practice
        usual = practice.guess if position.guesses else practice.offer
        return context.reply(
            context.pick(lead or usual),
            position.candidate,
            practice.check,
            reprompt=practice.check_reprompt,
            position=position,
            expecting=_open(context),
        )

    def _missed(self, context: Context, position: InCoach) -> Result:
        """A no to our sentence: the next guess, or another try in another way."""
        if len(position.guesses) > 1:
            return self._guess(context, position, position.guesses[1:], self._practice.next_guess)
        return self._retry(context, position, context.pick(self._practice.another))

    def _unclear(self, context: Context, position: InCoach) -> Result:
        return self._retry(context, position, self._practice.unclear)

    def _retry(self, context: Context, position: InCoach, first: str) -> Result:
        if position.tries >= MOST_TRIES:
            return join(context, self._practice.leave, self._done(context))
        asked = replace(
            position,
            phase="practice",
            candidate="",
            guesses=(),
            way=position.way + 1,
            tries=position.tries + 1,
            paused=False,
        )
        return self._ask(context, asked, self._practice.frame if position.tries else first)

    def _decline(self, context: Context, reason: str) -> Result:
        entry = self._declined(reason)
        if entry.flag is None:
            position = context.state.position
            before = position if isinstance(position, InCoach) else InCoach()
            return join(context, entry.say, self._invite(context, before))
        # Nothing to practise where fear or force shows: what follows is help, and then an open end.
        left = replace(context, state=replace(context.state, position=Idle()))
        flag = next(flag for flag in context.catalog.urgent.flags if flag.id == entry.flag)
        return join(context, entry.say, urgent.ask_first(left, flag, None))

    def _declined(self, reason: str) -> DeclinedComplaint:
        return next(entry for entry in self._coach.declined if entry.reason == reason)


def known(catalog: Catalog, position: InCoach) -> bool:
    """Whether the position names a tip and themes that there are."""
    tip = position.step < len(catalog.coach.lesson.tips)
    return tip and set(position.guesses) <= set(catalog.themes.ids)


def _told(context: Context) -> tuple[str, str]:
    """The raw words, and those of the slot that holds what was told, or the same again."""
    raw = context.turn.text or ""
    slots = (slot.text for slot in map(context.slot, _SLOTS) if slot is not None)
    return raw, next(slots, raw)


def _offering(position: InCoach, sentence: str, guesses: tuple[str, ...] = ()) -> InCoach:
    """Where we ask whether our sentence fits."""
    return replace(position, phase="check", candidate=sentence, guesses=guesses, paused=False)


def _says_something(context: Context, name: str) -> bool:
    """Whether a slot has more in it than "it" or "something"."""
    slot, hearing = context.slot(name), context.catalog.hearing
    empty = {*hearing.function_words, *hearing.hedges}
    return slot is not None and not set(slot.text.split()) <= empty


def _may_be_a_sentence(context: Context) -> bool:
    """Whether what was understood is easily taken for a sentence to practise on."""
    intent = context.turn.intent or ""
    known = context.catalog.intents.get(intent)
    return intent in _MAY_BE_A_SENTENCE or bool(known and known.answer)


def _may_be_a_request(context: Context) -> bool:
    """Whether what was not understood may be a request: few words, that are like one."""
    words = (context.turn.text or "").split()
    return bool(context.turn.candidates) and len(words) <= MOST_OF_A_REQUEST


def _open(context: Context) -> Expectation:
    """A sentence is expected, in the person's own words."""
    likely = (STATEMENT, *context.expecting("coach").intents)
    return Expectation(tuple(dict.fromkeys(likely)), open_answer=True, patience=PATIENCE)
