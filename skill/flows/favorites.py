"""Question cards that somebody keeps: this one, those there are, take it out again.

They last as long as the session. Where the person has asked for their settings to be kept, their
cards are kept with them; nobody else's are ever known here. What is kept of a card is which one it
is, and nothing of what anybody answered.
"""

from content.schema import Action, FavoriteWords, Feedback
from skill.flows import feedback, memory
from skill.flows.afterplan import things
from skill.flows.context import Context, Result, keeping, paused
from skill.flows.remembering import remembered, say, settings_of
from skill.kept import KeepSettings
from skill.replace import replace
from skill.turn import Confirming, Idle, InFeedback
from skill.wording import number

KEEP, HEAR, TAKE_OUT = "KeepCardIntent", "FavoriteCardsIntent", "DropCardIntent"
FAVORITE = "favorite script"
"""The preference by which somebody calls something a favorite (content/*/lists/preference)."""
NAMED = 6
"""So many cards are named, the newest first; more would be a list, and nobody listens to one."""


def command(context: Context) -> Result | None:
    """A request about kept cards, wherever the session is; None when the turn is none."""
    asked = _asked(context)
    if asked not in (KEEP, TAKE_OUT, HEAR):
        return None
    pack = _pack(context)
    if pack is None or pack.favorites is None:
        return None
    words = pack.favorites
    match asked:
        case name if name == KEEP:
            return _keep(context, words)
        case name if name == TAKE_OUT:
            return _take_out(context, words)
        case name if name == HEAR:
            return _hear(context, pack, words)
        case _:
            return None


def deck(context: Context) -> tuple[str, ...]:
    """The kept cards that there are in this version's pack."""
    pack = _pack(context)
    there = {prompt.id for prompt in pack.prompts} if pack is not None else set()
    return tuple(ident for ident in context.state.cards if ident in there)


def _asked(context: Context) -> str | None:
    """The turn's intent; while a card is open, a favorite that is set or asked for is a card."""
    preference = context.slot("preference")
    about = preference is not None and preference.value == FAVORITE
    match context.turn.intent:
        case "SetPreferenceIntent" if about and _open(context) is not None:
            return KEEP
        case "GetPreferenceIntent" if about and _open(context) is not None:
            return HEAR
        case intent:
            return intent


def _pack(context: Context) -> Feedback | None:
    """The prompts that can be kept."""
    rounds = context.catalog.feedback.values()
    return next((each for each in rounds if each.favorites is not None), None)


def _open(context: Context) -> tuple[InFeedback, str] | None:
    """The round in which a card is open, and which one it is."""
    position = context.state.position
    if not isinstance(position, InFeedback):
        return None
    prompt = feedback.card(context, position)
    pack = context.catalog.feedback[position.feedback]
    return (position, prompt.id) if prompt is not None and pack.favorites is not None else None


def _keep(context: Context, words: FavoriteWords) -> Result:
    card = _open(context)
    if card is None:
        if deck(context) and _may_ask(context):
            # "Keep our favorites", with no card in sight, is about afterwards.
            return memory.ask(context, "settings")
        return say(context, words.none_open)
    position, ident = card
    kept = deck(context)
    if ident in kept:
        return feedback.listen(context, position, words.kept_already, words.listening)
    how = words.how_to_keep if not kept and _may_ask(context) else ""
    return _changed(context, position, (*kept, ident), words.kept, how, words.listening)


def _take_out(context: Context, words: FavoriteWords) -> Result:
    card, kept = _open(context), deck(context)
    if card is None:
        return say(context, words.take_out_when_open if kept else words.none_yet)
    position, ident = card
    if ident not in kept:
        return feedback.listen(context, position, words.not_among, words.listening)
    rest = tuple(other for other in kept if other != ident)
    return _changed(context, position, rest, words.taken_out, words.listening)


def _hear(context: Context, pack: Feedback, words: FavoriteWords) -> Result:
    card, kept = _open(context), deck(context)
    if not kept:
        if card is not None:
            return feedback.listen(context, card[0], words.none_yet, words.listening)
        return say(context, words.none_yet)
    if card is not None:
        # Both have said yes to cards already: theirs come up at once.
        return feedback.repeat(context, InFeedback(pack.id, ready=feedback.BOTH, deck=kept))
    return context.reply(
        *_told(context, pack, words, kept),
        words.ask,
        reprompt=words.ask,
        position=Confirming(
            Action(feedback=pack.id, favorites=True), paused(context.state.position) or Idle()
        ),
    )


def _told(
    context: Context, pack: Feedback, words: FavoriteWords, kept: tuple[str, ...]
) -> list[str]:
    called = {prompt.id: prompt.name or "" for prompt in pack.prompts}
    named = [called[ident] for ident in reversed(kept)][:NAMED]
    first, *others = things(named, context.catalog.plan)
    told = [words.told.format(things=first), *(words.also.format(things=part) for part in others)]
    left = len(kept) - len(named)
    return [*told, words.more.format(number=number(context.catalog, left))] if left else told


def _may_ask(context: Context) -> bool:
    """Whether cards could be kept beyond the session, and nobody has said yes to it yet."""
    known = remembered(context)
    return known is not None and known.settings is None


def _changed(context: Context, position: InFeedback, cards: tuple[str, ...], *texts: str) -> Result:
    """The session with other cards; kept where settings are."""
    context = replace(context, state=replace(context.state, cards=cards))
    result = feedback.listen(context, position, *texts)
    known = remembered(context)
    if known is None or known.settings is None:
        return result
    reply, _ = feedback.listen(context, position, context.catalog.memory.not_kept, texts[-1])
    return keeping(result, KeepSettings(settings_of(context.state)), unkept=reply.speech)
