"""Settings by voice: how we speak, how long a session is, how we greet.

A setting holds for the session at once. It is kept beyond it only when the person has said yes.
"""

from collections.abc import Mapping, Sequence

from content.schema import Minutes
from skill.flows import breath, memory
from skill.flows.context import Context, Result, keeping
from skill.flows.going import carry_on
from skill.flows.remembering import say, settings_of, waiting
from skill.kept import KeepSettings, Remembered
from skill.replace import replace
from skill.speech import Style
from skill.turn import InScript, State
from skill.wording import minutes, sentence

PACES: Mapping[str, float] = {"slow": 0.8, "normal": 1.0, "fast": 1.1}
STYLES: Mapping[str, Style] = {
    "quiet": "soft",
    "whisper": "whisper",
    "loud": "plain",
    "normal": "plain",
}
LENGTHS: tuple[Minutes, ...] = (1, 3, 5, 10, 15)
NAMED_LENGTHS: Mapping[str, Minutes] = {"short": 3, "long": 10}
NEAR = 0.05
"""Paces this close are told as the same."""


def command(context: Context) -> Result | None:
    """What a request about settings does; None when the turn is none."""
    match context.turn.intent:
        case "SetPreferenceIntent":
            return _set(context)
        case "GetPreferenceIntent":
            return _get(context)
        case _:
            return None


def _set(context: Context) -> Result:
    preference, value = _preference(context), _value(context)
    match preference:
        case "memory" if value in PACES or value in STYLES or value in NAMED_LENGTHS:
            # "Remember that I like it slow": the wish itself, and then whether to keep it.
            preference = "length" if value in NAMED_LENGTHS else None
        case "memory":
            return memory.switch(context, wanted=value != "off")
        case "reminders":
            return memory.switch_note(context, wanted=value != "off")
        case "breath holds" if value == "off":
            return breath.no_holds(context)
    changed = _changed(context, preference, value)
    if changed is not None:
        state, note = changed
        return made(replace(context, state=state), note)
    words = context.catalog.memory
    known = (None, "speed", "volume", "voice", "length", "music", "discreet words")
    text = words.set_what if preference in known else words.set_unknown
    return context.reply(text, reprompt=words.set_what, position=waiting(context))


def made(context: Context, note: str) -> Result:
    """Say that it is made, and keep it, or ask whether to."""
    words = context.catalog.memory
    remembered = context.turn.remembered
    position = context.state.position
    running = isinstance(position, InScript) and not position.paused
    if isinstance(remembered, Remembered) and remembered.settings is not None:
        effect = KeepSettings(settings_of(context.state))
        if running:
            # In the middle of a script nothing is said about it, and nothing is lost but the wish.
            return keeping(carry_on(context, note), effect)
        return say(context, note, words.kept_too, effects=(effect,), unkept=(note, words.not_kept))
    if running:
        return carry_on(context, note)
    if isinstance(remembered, Remembered):
        return memory.ask(context, "settings", note)
    return say(context, note, words.for_now)


def _get(context: Context) -> Result:
    if _preference(context) == "memory":
        return memory.tell_what_is_kept(context)
    state, words = context.state, context.catalog.memory
    told = words.told
    pace = "slow" if state.pace < 1 - NEAR else "fast" if state.pace > 1 + NEAR else "normal"
    texts = [told[f"pace-{pace}"], told[f"style-{state.style}"]]
    if state.minutes is None:
        texts.append(told["length-free"])
    else:
        texts.append(words.told_length.format(minutes=minutes(context.catalog, state.minutes)))
    if state.discreet:
        texts.append(told["discreet-on"])
    if not state.background:
        texts.append(told["background-off"])
    known = context.turn.remembered
    kept = isinstance(known, Remembered) and known.settings is not None
    return say(context, *texts, words.settings_kept if kept else words.settings_not_kept)


def _changed(
    context: Context, preference: str | None, value: str | None
) -> tuple[State, str] | None:
    """The session with the setting made, and what is said about it; None when it is unclear."""
    state, said = context.state, context.catalog.memory.set
    length = context.number_slot("minutes")
    if length is not None or preference == "length":
        return _length(context, length, value)
    pace, style = PACES.get(value or ""), STYLES.get(value or "")
    alone = (None,) if value != "normal" else ()  # "normal" by itself says nothing
    if style is not None and preference in (*alone, "volume", "voice"):
        return replace(state, style=style, hush=0), said[f"style-{style}"]
    if pace is not None and preference in (*alone, "speed", "voice"):
        return replace(state, pace=pace), said[f"pace-{value}"]
    if preference == "music" and context.turn.own_sound:
        return _sound(context, value)
    if preference == "music" and value in ("on", "off", None):
        # Whoever names a sound, and nothing about it, would like to hear it.
        wanted = value or "on"
        return replace(state, background=wanted == "on"), said[f"background-{wanted}"]
    if preference == "discreet words":
        wanted = "off" if value in ("off", "normal") else "on"
        return replace(state, discreet=wanted == "on"), said[f"discreet-{wanted}"]
    return None


def _sound(context: Context, value: str | None) -> tuple[State, str]:
    """Sounds beside the voice, or tones for the breath, from a channel that makes them itself."""
    words = context.catalog.memory
    slot = context.slot("preference")
    asked = f" {context.turn.text or ''} {slot.text if slot is not None else ''} ".lower()
    tones, voice = _first(asked, words.tones), _first(asked, words.spoken)
    if min(tones, voice) < len(asked):
        # "Words instead of tones" names both: what comes first is wished for.
        wanted = value != "off" and tones < voice
        return replace(context.state, tones=wanted), words.set[f"tones-{'on' if wanted else 'off'}"]
    if value == "off":
        state = replace(context.state, background=False, sound="none")
        return state, words.set["background-off"]
    named = (s for s, says in words.sounds.items() if any(f" {w} " in asked for w in says))
    sound = next(named, next(iter(words.sounds)))
    state = replace(context.state, background=True, sound=sound)
    return state, words.set[f"background-{sound}"]


def _first(said: str, names: Sequence[str]) -> int:
    """Where the first of `names` stands in `said`; its length where none does."""
    return min((at for name in names if (at := said.find(f" {name} ")) >= 0), default=len(said))


def _length(context: Context, length: int | None, value: str | None) -> tuple[State, str] | None:
    words = context.catalog.memory
    if length is None and value in ("normal", "off"):
        return replace(context.state, minutes=None), words.set["length-free"]
    wanted = length if length is not None else NAMED_LENGTHS.get(value or "")
    if wanted is None:
        return None
    nearest = min(LENGTHS, key=lambda offered: abs(offered - wanted))
    text = words.set_length.format(minutes=minutes(context.catalog, nearest))
    return replace(context.state, minutes=nearest), sentence(text)


def _preference(context: Context) -> str | None:
    slot = context.slot("preference")
    return str(slot.value) if slot is not None and slot.value is not None else None


def _value(context: Context) -> str | None:
    """The value that was named, or one that the words of the preference hold ("slower voice")."""
    slot = context.slot("value")
    if slot is not None and slot.value is not None:
        return str(slot.value)
    named = context.slot("preference")
    listed = context.catalog.lists.get("value")
    if named is None or listed is None:
        return None
    words = f" {named.text.lower()} "
    found = [
        (len(says), value.id)
        for value in listed.values
        for says in value.says
        if f" {says} " in words
    ]
    return max(found)[1] if found else None
