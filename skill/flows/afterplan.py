"""A plan for afterwards, made beforehand: each comfort is asked about, a no needs no reason.

With two, a comfort is liked when both say yes, and left when either says no. What comes of it is
read back and is a plan once each has agreed. It lasts as long as the session; it is kept beyond
when each says yes to that, and only on a person's own machine.
"""

from collections.abc import Iterator, Sequence

from content.schema import PlanItem, PlanWords
from skill.flows import house
from skill.flows.context import Context, Result, keeping, paused
from skill.flows.remembering import remembered, say
from skill.kept import DEFAULT_DAYS, KeepPlan, Plan
from skill.replace import replace
from skill.turn import Expectation, Idle, InPlan, Keeping, Position
from skill.wording import days, plain

MAKE, READ, FORGET = "AftercarePlanIntent", "ReadPlanIntent", "ForgetPlanIntent"
_YES, _NO, _SKIP = "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.NextIntent"
TOGETHER = 3
"""So many things are named in one sentence."""
MOST_WORDS = 9
"""Words up to which something may be an answer in people's own words."""
PATIENCE = 0.9
"""Seconds of silence that end an answer: two people look at each other first."""


def command(context: Context) -> Result | None:
    """A request about a plan, wherever the session is; None when the turn is none."""
    match context.turn.intent:
        case name if name == MAKE:
            return _ask(context, InPlan())
        case name if name == READ:
            return _read(context)
        case name if name == FORGET:
            return _forget(context)
        case _:
            return None


def answer(context: Context, position: InPlan) -> Result | None:
    """What a turn means while a plan is being made; None when it means the same everywhere."""
    if position.paused:
        return _waiting(context, position)
    told = told_freely(context, position) if _may_be_free(context) else None
    if told is not None:
        return told
    match context.turn.intent:
        case "AMAZON.PauseIntent":
            phrases = context.catalog.phrases
            return context.reply(
                context.pick(phrases.paused),
                reprompt=phrases.go_on,
                position=replace(position, paused=True),
            )
        case "AMAZON.RepeatIntent" | "AMAZON.ResumeIntent":
            return _ask(context, position)
        case "AMAZON.StartOverIntent":
            return _ask(context, InPlan())
        case "AMAZON.PreviousIntent" if position.phase == "asking":
            return _back(context, position)
        case name if name == READ and position.phase in ("asking", "agreeing"):
            return _read_back(context, position)
        case intent if intent in (_YES, _NO, _SKIP):
            return _answered(context, position, intent)
        case _:
            return None


def again(context: Context, position: InPlan, *, misses: int = 0) -> Result:
    """Nothing that answers was heard: put the question once more."""
    words = context.catalog.plan
    reply, state = _ask(context, position, words.unclear if position.phase == "asking" else "")
    return reply, replace(state, misses=misses)


def known(context: Context, position: InPlan) -> bool:
    """Whether the position names comforts that there are."""
    items = {item.id for item in context.catalog.plan.items}
    at = position.item < len(_items(context, position))
    return (at or position.phase != "asking") and items >= {*position.likes, *position.leaves}


def things(names: Sequence[str], words: PlanWords) -> Iterator[str]:
    """Names joined to parts of sentences that are not too long to hear."""
    for at in range(0, len(names), TOGETHER):
        part = names[at : at + TOGETHER]
        joined = f" {words.and_} ".join([", ".join(part[:-1]), part[-1]])
        yield joined if len(part) > 1 else part[0]


def names(ids: Sequence[str], words: PlanWords) -> list[str]:
    """How comforts are called; those that this version does not know are left out."""
    called = {item.id: item.name for item in words.items}
    return [called[ident] for ident in ids if ident in called]


# -- in people's own words -------------------------------------------------------------------------


def _may_be_free(context: Context) -> bool:
    """Whether the turn is an answer, of another kind than a yes or a no."""
    intent = context.turn.intent or ""
    known = context.catalog.intents.get(intent)
    # "Yes, just me" is more than a yes; so is a plan that is wished for once more with two named.
    return intent in (MAKE, _YES, _NO) or bool(known and known.answer)


def told_freely(context: Context, position: Position) -> Result | None:
    """How many they are, or comforts that are named, where the question was another one."""
    said = f" {plain(context.turn.text or '')} "
    if not isinstance(position, InPlan) or len(said.split()) > MOST_WORDS:
        return None
    if position.phase == "who":
        two = _how_many(context, said)
        if two is None:
            return None
        return _ask(context, replace(position, phase="asking", two=two), _opening(context, two))
    if position.phase != "asking" or set(said.split()) & set(context.catalog.hearing.negators):
        return None
    items = _items(context, position)
    named = [item.id for item in items if any(f" {words} " in said for words in item.hears)]
    current = items[position.item].id
    if position.two:
        # A like takes both: one who names what is asked about says yes for themselves.
        return _next(context, position, _YES) if named == [current] else None
    if not named:
        return None
    if context.turn.intent == _YES:
        named = [current, *named]
    likes = tuple(dict.fromkeys((*position.likes, *named)))
    leaves = tuple(name for name in position.leaves if name not in named)
    return _onward(context, replace(position, likes=likes, leaves=leaves))


def _how_many(context: Context, said: str) -> bool | None:
    """Whether it is for two, where the words tell: the longest that do decide."""
    found = [
        (len(words), value.id == "solo")
        for value in context.catalog.lists["who"].values
        for words in value.says
        if f" {words} " in said
    ]
    return not max(found)[1] if found else None


# -- one comfort after the other -------------------------------------------------------------------


def _items(context: Context, position: InPlan) -> list[PlanItem]:
    items = context.catalog.plan.items
    return [item for item in items if position.two or item.alone is not None]


def _answered(context: Context, position: InPlan, intent: str) -> Result:
    match position.phase:
        case "who":
            two = intent == _YES
            return _ask(context, replace(position, phase="asking", two=two), _opening(context, two))
        case "asking":
            return _next(context, position, intent)
        case "agreeing":
            return _agreed(context, position, yes=intent == _YES)
        case "keeping":
            return _wished(context, position, yes=intent == _YES)


def _opening(context: Context, two: bool) -> str:  # noqa: FBT001 - one of two openings
    words = context.catalog.plan
    return words.opening_two if two else words.opening


def _next(context: Context, position: InPlan, intent: str) -> Result:
    ident = _items(context, position)[position.item].id
    if intent == _YES and position.two and position.speaker == 0:
        return _ask(context, replace(position, speaker=1))
    if intent == _YES:
        position = replace(position, likes=(*position.likes, ident))
    elif intent == _NO:
        position = replace(position, leaves=(*position.leaves, ident))
    return _onward(context, replace(position, item=position.item + 1, speaker=0))


def _onward(context: Context, position: InPlan) -> Result:
    """The next comfort that nothing was said about yet, or all of it read back."""
    known = {*position.likes, *position.leaves}
    items = _items(context, position)
    for at in range(position.item, len(items)):
        if items[at].id not in known:
            return _ask(context, replace(position, item=at))
    return _read_back(context, position)


def _back(context: Context, position: InPlan) -> Result:
    item = position.item if position.speaker else max(0, position.item - 1)
    ident = _items(context, position)[item].id
    return _ask(
        context,
        replace(
            position,
            item=item,
            speaker=0,
            likes=tuple(name for name in position.likes if name != ident),
            leaves=tuple(name for name in position.leaves if name != ident),
        ),
    )


def _read_back(context: Context, position: InPlan) -> Result:
    told = _told(context, Plan(position.likes, position.leaves), two=position.two)
    agreeing = replace(position, phase="agreeing", speaker=0)
    return _ask(context, agreeing, *told)


def _agreed(context: Context, position: InPlan, *, yes: bool) -> Result:
    words = context.catalog.plan
    if not yes:
        return say(_left(context), words.not_agreed)
    if position.two and position.speaker == 0:
        return _ask(context, replace(position, speaker=1))
    plan = Plan(position.likes, position.leaves)
    context = replace(context, state=replace(context.state, plan=plan))
    kept = remembered(context)
    if kept is None or not kept.private:
        return say(_left(context), words.agreed, words.for_now)
    return _ask(context, replace(position, phase="keeping", speaker=0), words.agreed)


def _wished(context: Context, position: InPlan, *, yes: bool) -> Result:
    words = context.catalog.plan
    if not yes:
        return house.declined(context, Idle())
    if position.two and position.speaker == 0:
        return _ask(context, replace(position, speaker=1))
    effect = KeepPlan(Plan(position.likes, position.leaves))
    return say(_left(context), words.kept, effects=(effect,), unkept=(words.not_kept,))


def _left(context: Context) -> Context:
    return replace(context, state=replace(context.state, position=Idle()))


def _waiting(context: Context, position: InPlan) -> Result | None:
    if context.turn.intent in (_YES, "AMAZON.ResumeIntent", "AMAZON.RepeatIntent", _SKIP):
        return _ask(context, replace(position, paused=False))
    if context.turn.intent == _NO:
        return house.declined(context, Idle())
    return None


def _ask(context: Context, position: InPlan, *before: str) -> Result:
    question = _question(context, position)
    likely = (_YES, _NO, _SKIP, READ, *context.expecting("confirming").intents)
    return context.reply(
        *before,
        question,
        reprompt=question,
        position=position,
        expecting=Expectation(tuple(dict.fromkeys(likely)), patience=PATIENCE),
    )


def _question(context: Context, position: InPlan) -> str:
    words = context.catalog.plan
    second = position.speaker == 1
    match position.phase:
        case "who":
            return words.who
        case "asking" if second:
            return words.other
        case "asking":
            item = _items(context, position)[position.item]
            return item.ask if position.two else item.alone or item.ask
        case "agreeing":
            return words.agree_other if second else words.agree
        case "keeping":
            if second:
                return words.ask_keep_other
            known = remembered(context)
            kept_for = days(context.catalog, known.keeps_days if known else DEFAULT_DAYS)
            return words.ask_keep.format(days=kept_for)


# -- a plan that there is --------------------------------------------------------------------------


def _told(context: Context, plan: Plan, *, two: bool) -> list[str]:
    words = context.catalog.plan
    first = words.likes_two if two else words.likes
    likes = list(things(names(plan.likes, words), words))
    leaves = list(things(names(plan.leaves, words), words))
    return [
        *(
            f.format(things=t)
            for f, t in zip(_opened(first, words.also, likes), likes, strict=True)
        ),
        *([] if likes else [words.likes_nothing]),
        *(
            f.format(things=t)
            for f, t in zip(_opened(words.leaves, words.also, leaves), leaves, strict=True)
        ),
    ]


def _opened(first: str, also: str, parts: Sequence[str]) -> list[str]:
    return [first if at == 0 else also for at in range(len(parts))]


def _read(context: Context) -> Result:
    words = context.catalog.plan
    kept = remembered(context)
    there = None if kept is None else kept.plan
    plan = context.state.plan or there
    if plan is None:
        return say(context, words.none_yet)
    result = say(context, *_told(context, plan, two=False))
    # It is kept for as long as it is of use.
    return keeping(result, KeepPlan(plan)) if there == plan else result


def _forget(context: Context) -> Result:
    words = context.catalog.memory
    kept = remembered(context)
    if kept is not None and kept.plan is not None:
        before = paused(context.state.position) or Idle()
        return context.reply(
            words.ask_plan,
            reprompt=words.ask_plan,
            position=Keeping("plan", before),
            expecting=context.expecting("confirming"),
        )
    if context.state.plan is None:
        return say(context, context.catalog.plan.none_yet)
    state = replace(context.state, plan=None)
    return say(replace(context, state=state), words.forgotten_plan)
