"""The shape of everything that is said: frozen models, one for each kind of content file.

Times are seconds unless a name says minutes. A text is one spoken string; where several wordings
are offered (`Texts`), the channel chooses which one is heard. Placeholders in braces, such as
{minutes}, are filled by the flow that speaks the text.
"""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TypeAlias

from pydantic import (
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from content.base import ID_PATTERN as ID_PATTERN
from content.base import ROW_PATTERN as ROW_PATTERN
from content.base import Id as Id
from content.base import Model as Model
from content.base import Row as Row
from content.base import Text as Text
from content.base import Texts as Texts
from content.coach import Coach

if TYPE_CHECKING:
    from collections.abc import Mapping

Style: TypeAlias = Literal["plain", "soft", "whisper"]
Breath: TypeAlias = Literal["in", "hold", "out", "rest"]
Minutes: TypeAlias = Literal[1, 3, 5, 10, 15]

LONGEST_UNANNOUNCED_PAUSE = 12.0
"""Seconds of silence a listener takes for intended; longer ones are announced (mission, part B)."""


# -- what a yes leads to, and which request leads here ---------------------------------------------


class Action(Model):
    """Something the dialogue can start: one field is set, and minutes may go with script."""

    script: Id | None = None
    minutes: float | None = None
    answer: Id | None = None
    checkin: Id | None = None
    feedback: Id | None = None
    coach: Id | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Action":
        chosen = [
            name
            for name in ("script", "answer", "checkin", "feedback", "coach")
            if getattr(self, name) is not None
        ]
        if len(chosen) != 1:
            raise ValueError("name exactly one of script, answer, checkin, feedback, coach")
        if self.minutes is not None and self.script is None:
            raise ValueError("minutes goes with script")
        return self


class Trigger(Model):
    """A request that leads to a piece of content: an intent, maybe narrowed by a slot's value."""

    intent: str
    slot: str | None = None
    value: str | int | None = None

    @model_validator(mode="after")
    def _slot_with_value(self) -> "Trigger":
        if (self.slot is None) != (self.value is None):
            raise ValueError("slot and value go together")
        return self


class Offer(Model):
    """A question that ends a reply, and what a yes to it starts."""

    ask: Texts
    yes: Action


# -- scripts ---------------------------------------------------------------------------------------


class SayStep(Model):
    """Words."""

    say: Text
    style: Style | None = None


class PauseStep(Model):
    """A silence; it may be lengthened up to `up_to` seconds so that the script fills its length."""

    pause: Annotated[float, Field(gt=0, le=120)]
    up_to: Annotated[float, Field(gt=0, le=120)] | None = None
    announced: bool = False

    @model_validator(mode="after")
    def _bounds(self) -> "PauseStep":
        if self.up_to is not None and self.up_to < self.pause:
            raise ValueError("up_to is at least the pause itself")
        if (self.up_to or self.pause) > LONGEST_UNANNOUNCED_PAUSE and not self.announced:
            raise ValueError(
                "a silence over 12 seconds is announced in the words before it; set announced: true"
            )
        return self


class CueStep(Model):
    """A short cue and the silence after it, together `seconds` long: breathing keeps its rhythm."""

    cue: Text
    seconds: Annotated[float, Field(ge=1, le=30)]
    breath: Breath | None = None
    style: Style | None = None


def _step_kind(value: object) -> str | None:
    keys = value.keys() if isinstance(value, dict) else type(value).model_fields.keys()  # type: ignore[attr-defined]  # a Model otherwise
    # The names differ from the keys: an error's path is to tell one from the other.
    kinds = {"say": "SayStep", "pause": "PauseStep", "cue": "CueStep"}
    return next((kind for key, kind in kinds.items() if key in keys), None)


Step: TypeAlias = Annotated[
    Annotated[SayStep, Tag("SayStep")]
    | Annotated[PauseStep, Tag("PauseStep")]
    | Annotated[CueStep, Tag("CueStep")],
    Discriminator(
        _step_kind,
        custom_error_type="step",
        custom_error_message="a step is one of say, pause or cue",
    ),
]
Steps: TypeAlias = Annotated[tuple[Step, ...], Field(min_length=1)]


class Section(Model):
    """A part of a script: given whole, then the listener may interrupt or it goes on by itself."""

    id: Id
    repeat: Literal["once", "to-length"] | Annotated[int, Field(ge=1, le=60)] = "once"
    """How often the rounds are given; "to-length" repeats until the script's length is filled."""
    steps: Steps | None = None
    rounds: Annotated[tuple[Steps, ...], Field(min_length=1)] | None = None
    """Rounds that differ, given in turn; the last one is then repeated. Instead of `steps`."""
    at_least: Minutes | None = None
    """The section belongs only to sessions of this many minutes or more."""
    pacing: Literal["any", "led", "own"] = "any"
    """Whether it is for led breathing only, for breathing at one's own pace only, or for both."""
    style: Style | None = None
    pace: Annotated[float, Field(ge=0.6, le=1.2)] = 1.0

    @model_validator(mode="after")
    def _steps_or_rounds(self) -> "Section":
        if (self.steps is None) == (self.rounds is None):
            raise ValueError("give either steps or rounds")
        return self

    def round_steps(self, index: int) -> tuple[Step, ...]:
        """The steps of round `index`, counted from 0."""
        if self.rounds is None:
            assert self.steps is not None  # noqa: S101 - the validator above guarantees it
            return self.steps
        return self.rounds[min(index, len(self.rounds) - 1)]


class Script(Model):
    """A guided calming script."""

    id: Id
    title: Text
    """Said as "three minutes of <title>"."""
    about: Text
    """One sentence that tells a person choosing what it is like."""
    minutes: Annotated[tuple[Minutes, ...], Field(min_length=1)]
    default: Minutes
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    opt_in: Offer | None = None
    """A question asked before the script starts, for techniques that do not suit everyone."""
    ends: Literal["question", "silence"] = "question"
    pattern: Literal["breath"] | None = None
    """"breath": in, hold, out and rest may be set by voice."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _default_is_offered(self) -> "Script":
        if self.default not in self.minutes:
            raise ValueError(f"default {self.default} is not one of minutes {self.minutes}")
        return self


# -- check-ins and feedback ------------------------------------------------------------------------

QuestionKind: TypeAlias = Literal["scale", "feeling", "ease", "connection", "need"]


class Reaction(Model):
    """What is said to an answer: `to` names the group of answers, "other" takes the rest."""

    to: Text
    say: Texts


class Question(Model):
    """One question of a check-in. Every question can be skipped."""

    id: Id
    kind: QuestionKind
    ask: Texts
    reprompt: Text
    reactions: Annotated[tuple[Reaction, ...], Field(min_length=1)]


class Repeated(Model):
    """The rating asked again after calming; the replies tell the change, never a score."""

    offer: Texts
    ask: Text
    up: Texts
    same: Texts
    down: Texts


class CheckIn(Model):
    """A short check-in."""

    id: Id
    title: Text
    who: Literal["solo", "partner"]
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    opening: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    skipped: Texts
    unclear: Texts
    closing: Texts
    closing_offer: Offer | None = None
    repeated: Repeated | None = None


class FeedbackPrompt(Model):
    """One prompt that both partners answer in turn."""

    id: Id
    first: Text
    """Said to whoever starts."""
    second: Text
    """Said when the turn changes."""


class Gate(Model):
    """Asks each partner separately for a yes before anything starts."""

    first: Text
    second: Text
    """Asks the other one."""
    declined: Text
    """Said to a no or a silence from either, without asking for a reason."""
    instead: Action
    """What a no leads to: something calm for one."""


class Feedback(Model):
    """Partners hear a prompt, answer each other in turn, and go on."""

    id: Id
    title: Text
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    opening: Text
    gate: Gate
    prompts: Annotated[tuple[FeedbackPrompt, ...], Field(min_length=1)]
    break_script: Id
    """The script of the breathing break that "pause" gives, one minute long."""
    break_end: Text
    """Said when a second break is asked for: ends the round kindly."""
    turn_seconds: Annotated[float, Field(ge=10, le=120)]
    listen_back: Texts
    """Asks the listener to say back what they heard, and the speaker to confirm; in full the first
    time, and as the last wording has it once everybody knows."""
    closing: Text


# -- answers ---------------------------------------------------------------------------------------


class Answer(Model):
    """A short spoken answer that leads on to something to do."""

    id: Id
    title: Text
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    say: Annotated[tuple[Texts, ...], Field(min_length=1)]
    """Paragraphs, each with one wording or several."""
    then: Offer | None = None


# -- urgent help -----------------------------------------------------------------------------------

Audience: TypeAlias = Literal[
    "emergency", "crisis", "sexual-harm", "violence", "minor", "lgbt", "women", "men", "anyone"
]


class Flag(Model):
    """One kind of danger. The order of flags in the file is the order of precedence."""

    id: Id
    say: Text
    """At most 35 words, direct, repeatable. The country's numbers: {emergency?}, {crisis?}."""
    lines: tuple[Audience, ...] = ()
    """Whose help lines follow the words."""
    ask: Text | None = None
    """The one question put first when the words leave a doubt."""
    ends: bool = False
    """Whether the session's content ends with it (someone under 18)."""
    private: bool = False
    """Whether the neutral partner wording replaces it while a partner is taking part."""


class Urgent(Model):
    """Urgent help: the flags, and the sentences around them."""

    flags: Annotated[tuple[Flag, ...], Field(min_length=1)]
    default: Id
    """The flag for a cry for help that does not say what is wrong."""
    ask: Text
    """The question for a doubt that has none of its own."""
    relieved: Text
    """Said when the answer is a clear no."""
    partner: Text
    line: Text
    """How a help line is read: {name}, {number}."""
    more: Text
    """Offers to repeat the words or to read the help lines."""


class Sign(Model):
    """Ways of saying that something is wrong; patterns as in skill/understanding/safety_patterns.

    `firm` and `sure` are answered at once, `ask` leads to one question. Circumstances take weight
    away; `firm` has the most to lose.
    """

    flag: Id
    about: Text
    """For whoever reads the file: what these have in common."""
    firm: tuple[Text, ...] = ()
    sure: tuple[Text, ...] = ()
    ask: tuple[Text, ...] = ()
    together: tuple[Annotated[tuple[Text, ...], Field(min_length=2)], ...] = ()
    """Patterns that lead to the question when all of a group occur, in any order."""


class Circumstance(Model):
    """What makes a sign weigh less: long ago, in a film, wished for, over by now."""

    id: Id
    when: Texts
    where: Literal["anywhere", "before", "after", "near"] = "anywhere"
    """Where it stands, seen from the sign."""
    takes: Annotated[int, Field(ge=1, le=3)] = 1
    """How much weight it takes; a firm sign has three, a sure one two, one to ask about one."""
    with_me: Annotated[int, Field(ge=0, le=3)] | None = None
    """How much it takes from a sign that speaks of the person speaking, when that differs."""
    flags: tuple[Id, ...] = ()
    """The flags it bears on; none means all."""


class Signs(Model):
    """How danger is noticed in what someone says."""

    quick_exit: Texts
    """Phrases that end the session at once and leave nothing to see."""
    symbols: dict[str, Text] = Field(default_factory=dict)
    short: dict[str, Text]
    """Short forms, and what they stand for."""
    endings: dict[str, Text]
    """Short endings, and the words they stand for."""
    slips: dict[str, Text]
    """What recognisers and tired tongues make of words, and what is meant."""
    fillers: Texts
    insistent: tuple[Text, ...] = ()
    """Words that mean more when they are said twice; the stutter of others is left out."""
    loose: tuple[Text, ...] = ()
    """Words that are sometimes fillers: a text is looked at with and without them."""
    breaks: Texts
    """Words between clauses."""
    turns: Texts
    """Breaks that turn against what was said before."""
    negators: Texts
    subjects: Texts
    openers: Texts
    """Verbs that carry a denial into the clause that follows them."""
    myself: Texts
    """Words for the person speaking."""
    words: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Texts]
    """Named words that patterns refer to."""
    asides: tuple[Text, ...] = ()
    """Patterns left out: what is said around them is meant."""
    figures: Texts
    """Figures of speech: patterns that hold a sign and are none."""
    circumstances: tuple[Circumstance, ...]
    signs: Annotated[tuple[Sign, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _turns_are_breaks(self) -> "Signs":
        odd = sorted(set(self.turns) - set(self.breaks))
        if odd:
            raise ValueError(f"turns are breaks too; these are not: {', '.join(odd)}")
        return self


class HelpLine(Model):
    """One help line. Numbers and hours are facts with a source; see content/helplines.yaml."""

    name: Text
    number: Text
    spoken: Text
    """The number in words for the voice."""
    audience: tuple[Audience, ...]
    hours: Text
    source: Text
    checked: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    verify: bool = False
    """Whether a human must verify it before a release."""


class HelpLines(Model):
    """Help lines by two-letter country code; "ZZ" is for everywhere else."""

    countries: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], tuple[HelpLine, ...]]

    def for_locale(self, locale: str) -> tuple[HelpLine, ...]:
        """The lines of the locale's country, or those for elsewhere."""
        return self.countries.get(locale.rpartition("-")[2].upper(), self.countries["ZZ"])


# -- what may be kept ------------------------------------------------------------------------------


class KeptWords(Model):
    """What one kind of kept thing is, for people who want to know. Read, not heard."""

    what: Text
    why: Text
    fields: dict[str, Text]
    """For each value of it, what it says."""


class MemoryWords(Model):
    """What is said about keeping things, and the table of what may be kept."""

    set: dict[str, Text]
    """Said when a setting is made, by its name and value."""
    set_length: Text
    """{minutes}."""
    told: dict[str, Text]
    """Said when a setting is asked for, by the same names."""
    told_length: Text
    """{minutes}."""
    set_what: Text
    set_unknown: Text
    settings_kept: Text
    settings_not_kept: Text
    for_now: Text
    kept_too: Text
    ask_settings: Text
    kept: Text
    not_kept: Text
    keeps_nothing: Text
    ask_figures: Text
    """The specific question before answers are kept: names each thing, where, and for how long."""
    kept_figures: Text
    figures_opening: Text
    """Opens a check-in some of whose answers are kept."""
    today: Texts
    """Words by which somebody means today alone. They are heard, not said."""
    ask_today: Text
    ask_everything: Text
    forgotten_today: Text
    forgotten: Text
    not_forgotten: Text
    nothing_kept: Text
    unreachable: Text
    what_is_kept: Text
    things: dict[str, Text]
    last_none: Text
    last_none_kept: Text
    last_private: Text
    """Said instead of what was kept while others take part."""
    last_yesterday: Text
    last_days_ago: Text
    """{number}."""
    last_rating: Text
    """{number}."""
    last_after: Text
    """{number}."""
    last_mood: dict[str, Text]
    last_need: Text
    """{need}."""
    note_left: Text
    """{when}."""
    note_not_left: Text
    no_notes: Text
    forgotten_note: Text
    note_due: Text
    offer_place: Text
    """{title}."""
    offer_place_discreet: Text
    discreet_launch: Texts
    discreet_reprompt: Text
    own_machine: Text
    everywhere: Text
    table: dict[str, KeptWords]
    """By the kind of thing: `skill.memory.schema` has the kinds and their fields."""


# -- phrases ---------------------------------------------------------------------------------------


class Phrases(Model):
    """The sentences of the house itself: greetings, help, what is said when we did not hear."""

    launch: Texts
    launch_reprompt: Text
    help: Texts
    help_reprompt: Text
    stop: Texts
    fallback: Texts
    fallback_again: Text
    """After a second miss: offers {choices}."""
    did_you_mean: Text
    """Asks about one intent: {choice}."""
    nothing_heard: Texts
    nothing_running: Text
    offer_declined: Texts
    home: Texts
    anything_else: Texts
    repeat_nothing: Text
    paused: Texts
    resumed: Text
    slower: Text
    faster: Text
    slowest: Text
    fastest: Text
    new_length: Text
    """A running script gets another length: {minutes}."""
    longest: Text
    shortest: Text
    quieter: Text
    whispering: Text
    quietest: Text
    louder: Text
    loudest: Text
    own_pace: Text
    """From here on the breath is at one's own pace."""
    no_holds: Text
    pattern_set: Text
    """{pattern}: the counts of in, hold, out and rest, as numbers joined by commas."""
    pattern_bounds: Text
    """Kindly says which counts are comfortable: `skill.flows.manner.BOUNDS`."""
    settle_in: Text
    """Somebody asked for time first: {minutes}. We are quiet until then."""
    settled_in: Text
    """Said when that time is over and nothing was under way."""
    script_opening: Text
    """{minutes} and {title}."""
    script_closing: Texts
    length_not_offered: Text
    """{title}, {minutes} and {offered}."""
    go_on: Text
    """Said where a channel must stop in the middle of a script and ask."""
    quick_exit: Texts
    unavailable: Text
    """The answer to a request this version cannot do yet."""
    trouble: Text
    """Said when something failed on our side."""
    choices_or: Text
    """The word between the last two of several choices."""
    minute_one: Text
    """One minute: {number}."""
    minute_many: Text
    """Any other length: {number}."""


# -- intents ---------------------------------------------------------------------------------------

SlotType: TypeAlias = Literal[
    "minutes", "number", "free", "technique", "script", "who", "feeling", "need", "turn", "context",
    "topic", "angle", "symptom", "danger", "preference", "value", "when", "ease", "connection",
    "format",
]  # fmt: skip
Where: TypeAlias = Literal[
    "idle", "script", "checkin", "feedback", "coach", "settling", "rating", "confirming",
    "keeping", "choosing", "helping",
]  # fmt: skip


class Intent(Model):
    """The locale-free contract of one intent."""

    slots: dict[str, SlotType] = Field(default_factory=dict)
    expected: tuple[Where, ...] = ()
    """The positions in which it is likely; it is answered in all."""
    risk: Literal["low", "confirm", "urgent"] = "low"
    short: bool = False
    """A short command that acts at once and is never confirmed."""
    answer: bool = False
    """It answers a question of ours; where none was asked, the same words are seldom for us."""


class Intents(Model):
    """content/intents.yaml."""

    intents: dict[str, Intent]


class Utterances(Model):
    """How people say one intent. Templates: (a|b) is a choice, [a] may be left out, {slot}."""

    intent: str
    title: Text
    """How we name it back to the person: "did you mean <title>?"."""
    samples: Texts
    negatives: tuple[Text, ...] = ()
    """Sentences that look like it and are not."""
    sounds_like: tuple[Text, ...] = ()
    """What a recogniser makes of it; never part of the Alexa model."""
    alexa: bool = True
    """Whether the samples go into the Alexa model (built-in intents may extend, or keep silent)."""


class ListValue(Model):
    """One value of a slot and the ways to say it."""

    id: Text
    says: Texts
    group: Text | None = None
    """For feelings and needs: the group a check-in reacts to."""


class SlotList(Model):
    """The values of one slot type in one locale."""

    type: SlotType
    values: Annotated[tuple[ListValue, ...], Field(min_length=1)]


class OutOfScope(Model):
    """Real room talk that is not for us."""

    examples: Texts


# -- what does not fit together --------------------------------------------------------------------


class Place(NamedTuple):
    """A place in a content file of the locale."""

    file: str
    path: tuple[str | int, ...]

    def misfit(self, message: str, *deeper: str) -> "Misfit":
        """A problem here, or at a key below."""
        return Misfit(Place(self.file, (*self.path, *deeper)), message)


class Misfit(NamedTuple):
    """Something in one file that does not fit the others."""

    place: Place
    message: str


class MisfitsError(ValueError):
    """Content whose files are sound one by one and do not fit together."""

    def __init__(self, found: list[Misfit]) -> None:
        super().__init__("; ".join(f"{misfit.place.file}: {misfit.message}" for misfit in found))
        self.found = found


class Hearing(Model):
    """How spoken requests are read: words to leave out, and words to look for."""

    fillers: tuple[Text, ...] = ()
    """Hesitations: they mean nothing anywhere."""
    openers: tuple[Text, ...] = ()
    """Words that open a request and say nothing about it."""
    requests: tuple[Text, ...] = ()
    """Polite forms that open a request."""
    closers: tuple[Text, ...] = ()
    """Words that close a request and say nothing about it."""
    hedges: tuple[Text, ...] = ()
    """Words around an answer that do not change it."""
    correction: tuple[Text, ...] = ()
    """Whoever says this takes back what stands before it."""
    negators: tuple[Text, ...] = ()
    rating_tails: tuple[Text, ...] = ()
    """What follows a rating and holds a number of its own ("out of ten")."""
    minute_units: tuple[Text, ...] = ()
    durations: dict[str, int] = Field(default_factory=dict)
    """Lengths of time that hold no number, in minutes."""
    time_units: tuple[Text, ...] = ()
    within: tuple[Text, ...] = ()
    """Words before a length of time that make it a point in time ("in two hours")."""
    determiners: tuple[Text, ...] = ()
    """Left out at the start of a free slot."""
    function_words: tuple[Text, ...] = ()
    """A turn of these alone never acts."""


class Unease(Model):
    """What the second tier of safety learns from. Templates as in the samples."""

    urgent: Texts
    calm: Texts
    """What looks urgent and is not."""


# -- everything ------------------------------------------------------------------------------------


class Catalog(Model):
    """All content of one locale, validated as a whole. Made by `content.load`."""

    locale: str
    intents: dict[str, Intent]
    utterances: dict[str, Utterances]
    lists: dict[str, SlotList]
    out_of_scope: tuple[Text, ...]
    numbers: dict[str, int]
    """Spoken numbers and their values; the first word for a value is the one we say."""
    hearing: Hearing
    phrases: Phrases
    scripts: dict[str, Script]
    checkins: dict[str, CheckIn]
    feedback: dict[str, Feedback]
    answers: dict[str, Answer]
    urgent: Urgent
    coach: Coach
    signs: Signs
    helplines: HelpLines
    memory: MemoryWords

    @model_validator(mode="after")
    def _references_exist(self) -> "Catalog":
        kinds: dict[
            str, dict[str, Script] | dict[str, CheckIn] | dict[str, Feedback] | dict[str, Answer]
        ]
        kinds = {
            "script": self.scripts,
            "checkin": self.checkins,
            "feedback": self.feedback,
            "answer": self.answers,
        }
        found = []
        for where, action in self._actions():
            for kind, known in kinds.items():
                name = getattr(action, kind)
                if name is not None and name not in known:
                    allowed = ", ".join(sorted(known)) or "none"
                    found.append(where.misfit(f"no {kind} {name!r}; there are {allowed}", kind))
            if action.coach is not None and action.coach not in self.coach.ids:
                allowed = ", ".join(self.coach.ids)
                found.append(
                    where.misfit(f"no coach {action.coach!r}; there are {allowed}", "coach")
                )
        flags = [flag.id for flag in self.urgent.flags]
        for index, entry in enumerate(self.coach.declined):
            if entry.flag is not None and entry.flag not in flags:
                told = f"no flag {entry.flag!r}; there are {', '.join(flags)}"
                found.append(Place("coach.yaml", ("declined", index)).misfit(told, "flag"))
        seen: dict[Trigger, Place] = {}
        for where, trigger in self._triggers():
            if trigger.intent not in self.intents:
                allowed = ", ".join(sorted(self.intents))
                found.append(
                    where.misfit(f"no intent {trigger.intent!r}; there are {allowed}", "intent")
                )
                continue
            slots = self.intents[trigger.intent].slots
            if trigger.slot is not None and trigger.slot not in slots:
                allowed = ", ".join(slots) or "none"
                told = f"{trigger.intent} has no slot {trigger.slot!r}; it has {allowed}"
                found.append(where.misfit(told, "slot"))
            if trigger in seen:
                found.append(where.misfit(f"the same request leads to {seen[trigger].file}"))
            seen.setdefault(trigger, where)
        if found:
            raise MisfitsError(found)
        return self

    def _triggers(self) -> list[tuple["Place", Trigger]]:
        groups: dict[str, Mapping[str, Script | CheckIn | Feedback | Answer]] = {
            "scripts": self.scripts,
            "checkins": self.checkins,
            "feedback": self.feedback,
            "answers": self.answers,
        }
        return [
            (Place(f"{folder}/{name}.yaml", ("on", index)), trigger)
            for folder, items in groups.items()
            for name, item in items.items()
            for index, trigger in enumerate(item.on)
        ]

    def _actions(self) -> list[tuple["Place", Action]]:
        offers: list[tuple[str, str, Offer | None]] = [
            *((f"answers/{a.id}.yaml", "then", a.then) for a in self.answers.values()),
            *((f"scripts/{s.id}.yaml", "opt_in", s.opt_in) for s in self.scripts.values()),
            *((f"checkins/{c.id}.yaml", "closing_offer", c.closing_offer)
              for c in self.checkins.values()),
        ]  # fmt: skip
        return [(Place(file, (key, "yes")), offer.yes) for file, key, offer in offers if offer]
