"""The shared intent handler: `Dialogue.handle(turn, state) -> (reply, state)`.

A pure function of its arguments and the catalog: no clock, no chance, no input or output. Quick
exit, urgent help and stop are looked at before any flow, in every state.
"""

from collections.abc import Callable, Mapping
from typing import assert_never

from content.schema import Action, Catalog
from skill.flows import (
    afterplan,
    answers,
    breath,
    checkin,
    coach,
    correcting,
    courtesy,
    done,
    favorites,
    feedback,
    feelings,
    followup,
    house,
    lock,
    manner,
    memory,
    partners,
    places,
    preferences,
    rating,
    reminding,
    script,
    settling,
    silence,
    touch,
    unsure,
    urgent,
    wayout,
)
from skill.flows.context import Context, Result, join
from skill.flows.known import known
from skill.flows.plan import Planner
from skill.replace import replace
from skill.routes import Routes, expected
from skill.turn import (
    Choosing,
    Confirming,
    Helping,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InPlan,
    InScript,
    Keeping,
    Locking,
    Phrasing,
    Rating,
    Reminding,
    Reply,
    Request,
    Settling,
    State,
    Turn,
)
from skill.understanding.safety import Danger, Safety
from skill.watch import Watch

MOST_CHOICES = 3

_CONTROLS = (
    "AMAZON.PauseIntent",
    "AMAZON.ResumeIntent",
    "AMAZON.NextIntent",
    "AMAZON.PreviousIntent",
    "AMAZON.StartOverIntent",
    "TimeLeftIntent",
    "TurnIntent",
)
_STOP = ("AMAZON.StopIntent", "AMAZON.CancelIntent")
_NO_MATCH = "AMAZON.FallbackIntent"


class Dialogue:
    """Answers every intent in every state."""

    def __init__(
        self,
        catalog: Catalog,
        safety: Safety | None = None,
        themes: Callable[[str], Mapping[str, float]] | None = None,
    ) -> None:
        """Get ready; `themes` tells how likely words are about each theme of the coach."""
        self._catalog = catalog
        self._safety = safety or Safety(catalog)
        self._watch = Watch(catalog, self._safety)
        self._routes = Routes(catalog)
        self._expected = expected(catalog)
        self._coaching = coach.Coaching(catalog, self._safety.opinion, themes)
        self._planners = {name: Planner(script) for name, script in catalog.scripts.items()}

    @property
    def catalog(self) -> Catalog:
        """The content it answers from."""
        return self._catalog

    def prepare(self) -> None:
        """Make now what would be made when it is first needed; takes a second."""
        self._safety.prepare()
        self._coaching.prepare()

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Answer one turn."""
        context = Context(self._catalog, turn, state, self._expected, self._planners)
        if not known(context, state.position):
            context = replace(context, state=replace(state, position=Idle()))
        if turn.kind in ("intent", "no_match"):
            context = script.interrupted(context)
        reply, after = self._answer(memory.recalled(context))
        if turn.kind not in ("intent", "launch", "end") and (reply.effects or reply.unkept):
            # See `Reply.effects`: what a channel may look ahead at changes nothing.
            reply = replace(reply, effects=(), unkept=())
        return touch.with_choices(reply, after), after

    def _answer(self, context: Context) -> Result:
        turn = context.turn
        match turn.kind:
            case "end":
                return places.leave(context, context.reply(after="end", position=Idle()))
            case "launch":
                return memory.launch(context)
            case "proceed":
                return self._proceed(context)
            case "no_input":
                return silence.heard_nothing(context, self._coaching)
            case "outcome":
                assert turn.outcome is not None  # noqa: S101 - this kind has one
                return reminding.ended(context, turn.outcome)
            case "intent" | "no_match":
                return self._said(context)
            case _:
                assert_never(turn.kind)

    # -- what comes before any flow ----------------------------------------------------------------

    def _said(self, context: Context) -> Result:
        turn = context.turn
        heard = self._watch.heard(turn)
        if turn.intent == "QuickExitIntent" or self._watch.way_out(heard, context.state.exit):
            reply, _ = context.reply(
                context.pick(context.catalog.phrases.quick_exit), after="end", position=Idle()
            )
            return reply, State()
        context = urgent.located(context, self._safety)
        position = context.state.position
        if isinstance(position, Helping) and turn.text:
            if self._safety.wishes(turn.text, position.flag):
                return self._wished(context, position)
            if position.asked and self._safety.denies(turn.text, position.flag):
                return self._relieve(context, position)
            more = position.asked and not self._safety.hesitates(turn.text)
            if more and turn.intent == urgent.NO:
                # More was said than a no, and what it was is no part of one: as any other words.
                turn = replace(turn, kind="no_match", intent=None, slots={})
                context = replace(context, turn=turn)
        danger = self._watch.danger(turn, heard, second=not self._coaching.listens(context))
        about = self._safety.help_words.about(turn.text) if turn.text else None
        if about == "lines":
            nameless = self._catalog.urgent.default
            named = danger.flag if danger is not None else nameless
            sure = danger is not None and danger.certain and named != nameless
            give = urgent.help_now if sure else urgent.list_lines
            return give(context, urgent.named(context, named), elsewhere=True)
        if danger is not None:
            return self._help(context, danger)
        if isinstance(position, Helping) and not position.asked and turn.text:
            result = urgent.after_help(context, position, self._safety, about)
            if result is not None:
                return result
        if turn.intent in _STOP and not done.handed_over(context):
            taken_back = correcting.taken_for_stop(context)
            if taken_back is not None:
                return taken_back
            return places.leave(context, house.stop(context))
        told = self._told(context)
        if told is not None:
            return told
        if turn.kind == "no_match" or turn.intent == _NO_MATCH:
            return self._no_match(context)
        return self._intent(done.as_command(context) if turn.intent in _STOP else context)

    def _told(self, context: Context) -> Result | None:
        """What the raw words tell where a question is open or partners speak to each other."""
        match context.state.position:
            case InCheckIn() as position:
                return checkin.told(context, position)
            case InFeedback() as position:
                return partners.said(context, position)
            case Idle():
                return checkin.unasked_and_missed(context)
            case _:
                return None

    def _help(self, context: Context, danger: Danger) -> Result:
        flag = urgent.named(context, danger.flag)
        asked = isinstance(context.state.position, Helping) and context.state.position.asked
        if danger.certain or asked:
            return urgent.help_now(context, flag)
        # Whoever only complained has their sentence after a no. Where the words name a danger, a no
        # to it is no wish to have them said to a partner.
        nameless = flag.id == self._catalog.urgent.default
        offer = self._coaching.offer(context) if nameless else None
        if offer is not None:
            meant = Request("AMAZON.RepeatIntent")
            there = replace(context, state=replace(context.state, position=offer))
            return urgent.ask_first(there, flag, meant)
        return urgent.ask_first(context, flag, urgent.meant(context))

    # -- intents -----------------------------------------------------------------------------------

    def _intent(self, context: Context) -> Result:
        context = courtesy.as_command(context)
        position = context.state.position
        if isinstance(position, Choosing):
            # Whoever passes over our question means what was under way before it.
            chosen = self._choose(context, position)
            return self._intent(silence.unasked(context, position)) if chosen is None else chosen
        follow = followup.action(context)
        if follow is not None:
            return self._start(context, follow, confirmed=True)
        result = (
            followup.command(context)
            or self._in_position(context)
            or manner.command(context)
            or breath.command(context)
            or lock.command(context)
            or wayout.command(context)
            or favorites.command(context)
            or preferences.command(context)
            or reminding.command(context)
            or memory.command(context)
            or afterplan.command(context)
            or courtesy.command(context)
        )
        if result is not None:
            return result
        match context.turn.intent:
            case "AMAZON.HelpIntent":
                return house.explain(context)
            case "AMAZON.NavigateHomeIntent":
                return house.home(context)
            case "SettleInIntent":
                return settling.start(context)
            case coach.HOW_TO_ASK:
                return self._coaching.how_to_ask(context)
            case coach.STATEMENT:
                return self._coaching.statement(context)
            case "AMAZON.RepeatIntent":
                return self._repeat(context)
            case "AMAZON.YesIntent":
                return house.which(context)
            case "AMAZON.NoIntent":
                return correcting.command(context) or house.stop(context)
        action = self._route(context.turn)
        if action is not None:
            return self._start(context, action)
        position = context.state.position
        if isinstance(position, InCheckIn):
            return checkin.unclear(context, position)
        told = checkin.unasked(context)
        if told is not None:
            return told
        phrases = context.catalog.phrases
        text = phrases.unavailable
        if context.turn.intent not in context.catalog.intents:
            return self._no_match(context)
        if context.turn.intent in _CONTROLS:
            text = phrases.nothing_running
        return context.reply(text, reprompt=phrases.launch_reprompt)

    def _in_position(self, context: Context) -> Result | None:
        """What the turn means where the session is; None when it means the same everywhere."""
        position = context.state.position
        match position:
            case Idle():
                return None
            case InCoach():
                return self._coaching.command(context, position)
            case InScript():
                return script.command(context, position)
            case InCheckIn():
                return checkin.answer(context, position) or checkin.command(context, position)
            case InFeedback():
                return feedback.command(context, position)
            case Settling():
                return settling.command(context, position)
            case Rating():
                return rating.command(context, position)
            case Confirming():
                return self._confirm(context, position)
            case Keeping():
                return memory.answer(context, position)
            case Locking():
                return lock.answer(context, position)
            case Phrasing():
                return wayout.answer(context, position)
            case InPlan():
                return afterplan.answer(context, position)
            case Reminding():
                return reminding.answer(context, position)
            case Choosing():
                return None
            case Helping():
                return self._answer_help(context, position)
            case _:
                assert_never(position)

    def _confirm(self, context: Context, position: Confirming) -> Result | None:
        match context.turn.intent:
            case "AMAZON.YesIntent" | "AMAZON.ResumeIntent" | "MoreIntent":
                return self._start(context, position.action, confirmed=True)
            case "AMAZON.NoIntent" | "AMAZON.NextIntent":
                # Whoever has learnt to say "skip" skips an offer, too.
                return house.declined(context, position.before)
            case "AMAZON.RepeatIntent" if context.state.last == "":
                return house.offer_again(context, position)
            case "StartWindDownIntent" | "BreathingIntent" | "LengthIntent" if manner.only_minutes(
                context.turn
            ):
                # "Three minutes of this?" - "Make it ten."
                return self._start(context, position.action, confirmed=True)
            case _:
                return None

    def _answer_help(self, context: Context, position: Helping) -> Result | None:
        if position.asked and context.turn.intent == urgent.NO:
            return self._relieve(context, position)
        return urgent.passed_over(context, position) or urgent.answer(context, position)

    def _wished(self, context: Context, position: Helping) -> Result:
        """Nothing is wrong, and something else is wanted: that, where it was understood."""
        turn = context.turn
        there = replace(context, state=replace(context.state, position=position.before))
        if turn.kind == "intent" and turn.intent not in (urgent.NO, *urgent.CALLS, *_STOP):
            result = self._intent(there)
        elif turn.candidates and turn.candidates[0].intent not in (urgent.NO, *urgent.CALLS):
            result = self._no_match(there)
        else:
            ask = context.catalog.phrases.launch_reprompt
            result = context.reply(ask, reprompt=ask, position=Idle())
        if result[0].effects and turn.kind != "intent":
            return urgent.relieved(context, position)  # see `Reply.effects`
        return join(context, context.catalog.urgent.relieved, result)

    def _relieve(self, context: Context, position: Helping) -> Result:
        """Nothing is wrong after all: now for what was asked for."""
        meant = position.meant
        if meant is None:
            return urgent.relieved(context, position)
        turn = replace(
            context.turn, kind="intent", intent=meant.intent, slots=meant.slots, text=None
        )
        state = replace(context.state, position=position.before)
        result = self._intent(replace(context, turn=turn, state=state))
        if result[0].effects and context.turn.kind != "intent":
            return urgent.relieved(context, position)  # see `Reply.effects`
        return join(context, context.catalog.urgent.relieved, result)

    def _choose(self, context: Context, position: Choosing) -> Result | None:
        if context.turn.intent == "AMAZON.NoIntent":
            return unsure.not_meant(context, position)
        if context.turn.intent == "AMAZON.RepeatIntent":
            return unsure.did_you_mean(context, position.options, self._routes)
        if context.turn.intent not in ("AMAZON.YesIntent", "AMAZON.ResumeIntent"):
            return None
        if len(position.options) > 1:
            # A yes to a choice of several chooses none of them.
            return unsure.did_you_mean(context, position.options, self._routes)
        request = position.options[0]
        turn = replace(
            context.turn, kind="intent", intent=request.intent, slots=request.slots, text=None
        )
        return self._said(replace(silence.unasked(context, position), turn=turn))

    def _route(self, turn: Turn) -> Action | None:
        """The content a turn leads to."""
        return self._routes.action(Request(turn.intent or "", turn.slots))

    def _start(self, context: Context, action: Action, *, confirmed: bool = False) -> Result:
        catalog = context.catalog
        if action.script is not None:
            chosen = catalog.scripts[action.script]
            asked = context.number_slot("minutes")
            length = action.minutes if asked is None else float(asked)
            if confirmed:
                return script.start(context, chosen, length)
            return script.begin(context, chosen, length, Idle())
        if action.checkin is not None:
            return checkin.start(context, catalog.checkins[action.checkin])
        if action.feedback is not None:
            deck = favorites.deck(context) if action.favorites else ()
            return feedback.start(context, catalog.feedback[action.feedback], deck=deck)
        if action.coach is not None:
            return self._coaching.start(context, action.coach)
        assert action.answer is not None  # noqa: S101 - Action has exactly one
        return answers.give(context, catalog.answers[action.answer])

    def _repeat(self, context: Context) -> Result:
        last = context.state.last
        if last == house.HELP:
            return house.explain(context)
        answer = context.catalog.answers.get(last.removeprefix(answers.PREFIX))
        if answer is not None:
            return answers.give(context, answer)
        return house.which(context)

    # -- going on, silence, and what was not understood -------------------------------------------

    def _proceed(self, context: Context) -> Result:
        position = context.state.position
        match position:
            case InScript():
                return script.proceed(context, position)
            case InFeedback():
                return feedback.proceed(context, position)
            case InCoach():
                return self._coaching.proceed(context, position)
            case Settling():
                return settling.proceed(context, position)
            case _:
                return context.reply(after="listen")

    def _no_match(self, context: Context) -> Result:
        position = context.state.position
        match position:
            case Locking():
                return lock.again(context, position)
            case Phrasing():
                return wayout.again(context, position)
        if isinstance(position, Helping):
            result = urgent.answer(context, position)
            if result is not None:
                return result
        if isinstance(position, InCoach) and not position.paused:
            result = self._coaching.no_match(context, position)
            if result is not None:
                return result
        under_way = position.before if isinstance(position, Choosing) else position
        there = replace(context, state=replace(context.state, position=under_way))
        match under_way:
            case InCheckIn(paused=False):
                context = there = unsure.answerable(there, under_way, self._routes)
            case InFeedback() if under_way.ready < feedback.BOTH:
                # Nobody is taken to have agreed: the question is asked once more.
                return feedback.silence(there, under_way)
        context = unsure.without_stray_answers(context, under_way)
        follow = followup.action(context)
        if follow is not None:
            return self._start(context, follow, confirmed=True)
        planned = isinstance(under_way, InPlan) and not under_way.paused
        told = afterplan.told_freely(there, under_way) if planned else None
        told = (
            told
            or followup.command(context)
            or correcting.command(context)
            or feelings.told(context)
        )
        if told is not None:
            return told
        if context.turn.candidates:
            likeliest = context.turn.candidates[0]
            if self._catalog.intents[likeliest.intent].risk == "confirm":
                # Its own question is the confirmation: nobody is asked twice.
                return self._intent(
                    replace(
                        context,
                        turn=replace(
                            context.turn,
                            kind="intent",
                            intent=likeliest.intent,
                            slots=likeliest.slots,
                        ),
                    )
                )
            candidates = context.turn.candidates[:MOST_CHOICES]
            return unsure.did_you_mean(context, candidates, self._routes)
        match under_way:
            case InScript(paused=False):
                return script.resume(there, under_way)
            case InFeedback():
                return feedback.repeat(there, under_way)
            case InCheckIn(paused=False):
                return checkin.unclear(there, under_way)
            case InPlan(paused=False):
                return afterplan.again(there, under_way)
        return unsure.missed(context)
