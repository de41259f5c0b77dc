"""What people say: the contract of the intents, utterances, lists, how speech is read."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from content.base import Model, Text, Texts

SlotType: TypeAlias = Literal[
    "minutes", "number", "free", "technique", "script", "who", "feeling", "need", "turn", "context",
    "topic", "angle", "symptom", "danger", "preference", "value", "when", "ease", "connection",
    "format", "hour", "session",
]  # fmt: skip
Where: TypeAlias = Literal[
    "idle", "script", "checkin", "feedback", "coach", "settling", "rating", "confirming",
    "keeping", "reminding", "locking", "phrasing", "plan", "choosing", "helping",
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
    """It answers a question of ours, or is a courtesy, which has no slots. Where it is not
    expected, the same words are seldom for us."""
    told: tuple[Where, ...] = ()
    """Where such an answer is often told unasked, in a few plain words."""
    own_words: bool = False
    """Its question has no list of answers: words that no list knows may answer it."""


class Intents(Model):
    """content/intents.yaml."""

    intents: dict[str, Intent]


class Utterances(Model):
    """How people say one intent. Templates: (a|b) is a choice, [a] may be left out, {slot}."""

    intent: str
    title: Text
    """How we name it back to the person: "did you mean <title>?"."""
    samples: tuple[Text, ...] = ()
    exact: tuple[Text, ...] = ()
    """Templates of what means this only when it is all that is said ("ocean", "thanks"): the model,
    which would hear it in what is a little like it, does not learn from them."""
    heard: tuple[Text, ...] = ()
    """Templates that the local matcher alone learns from: no words of theirs act by themselves."""
    negatives: tuple[Text, ...] = ()
    """Sentences that look like it and are not."""
    sounds_like: tuple[Text, ...] = ()
    """What a recogniser makes of it; never part of the Alexa model."""
    alexa: bool = True
    """Whether the samples go into the Alexa model (built-in intents may extend, or keep silent)."""

    @property
    def said(self) -> tuple[Text, ...]:
        """All templates of what people say."""
        return (*self.samples, *self.exact)


class ListValue(Model):
    """One value of a slot and the ways to say it."""

    id: Text
    says: Texts
    general: bool = False
    """Meant only where no other value is said: "ideas for a couple with adhd" are about adhd."""
    group: Text | None = None
    """For feelings and needs: the group a check-in reacts to."""


class SlotList(Model):
    """The values of one slot type in one locale."""

    type: SlotType
    values: Annotated[tuple[ListValue, ...], Field(min_length=1)]


class OutOfScope(Model):
    """Real room talk that is not for us."""

    examples: Texts


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
    joins: tuple[Text, ...] = ()
    """Words between two wishes, the second of which comes after the first."""
    correction: tuple[Text, ...] = ()
    """Whoever says this takes back what stands before it."""
    negators: tuple[Text, ...] = ()
    rating_tails: tuple[Text, ...] = ()
    """What follows a rating and holds a number of its own; "7/10" is read with the first."""
    minute_units: tuple[Text, ...] = ()
    """The first is the one that samples are written with."""
    pronouns: tuple[Text, ...] = ()
    """Numbers that mostly stand for a thing ("the rainy one"): a length only beside its unit."""
    durations: dict[str, int] = Field(default_factory=dict)
    """Lengths of time that hold no number, in minutes."""
    approximations: tuple[Text, ...] = ()
    """Words before a length that leave it as it is ("about five minutes")."""
    implied: dict[SlotType, dict[str, Texts]] = Field(default_factory=dict)
    """What tells the value of a slot whose intent is certain: "he wants to begin" in a turn."""
    time_units: tuple[Text, ...] = ()
    within: tuple[Text, ...] = ()
    """Words before a length of time that make it a point in time ("in two hours")."""
    determiners: tuple[Text, ...] = ()
    """Left out at the start of a free slot."""
    function_words: tuple[Text, ...] = ()
    """A turn of these alone never acts."""
    turn_over: tuple[Text, ...] = ()
    """By these, somebody who has the floor ends their turn; elsewhere they end the session."""
    empty: tuple[Text, ...] = ()
    """Regular expressions for bare words that ask for a sentence and hold nothing to say in it."""
    corrects: tuple[Text, ...] = ()
    """Regular expressions for bare words that say we got it wrong; never a plain no."""
    takes_back: tuple[Text, ...] = ()
    """The same for words that take back what was just said; never a plain wish to end it."""
    ends: tuple[Text, ...] = ()
    """Single words beside which nothing is a correction."""
    follow_ups: dict[str, Texts] = Field(default_factory=dict)
    """The same for questions about what was just told: how it "lasts", what "helps", "another",
    or the same "shorter"."""
    absent: tuple[Text, ...] = ()
    """Before a feeling they tell that it is not there: "not", "wish i felt"."""
    degrees: tuple[Text, ...] = ()
    """Words that may stand between those and the feeling: "not so", "not as"."""
    joiners: tuple[Text, ...] = ()
    """What may follow a rating at once, and begins something further: "seven but"."""
    feels: tuple[Text, ...] = ()
    """Words that say a feeling is told."""
    left_out: tuple[Text, ...] = ()
    """Within a sentence they are a wish to leave a question out."""
    undecided: tuple[Text, ...] = ()
    """Within an answer that says nothing else, they tell that there is none yet."""
    puzzled: tuple[Text, ...] = ()
    """Within a sentence they ask what our question is about."""
    unwilling: tuple[Text, ...] = ()
    """Within an answer to whether somebody would like to, they are a no, whatever else is said."""
    for_both: tuple[Text, ...] = ()
    """Within such an answer they are a yes for two."""
    alone: tuple[Text, ...] = ()
    """Within a sentence they tell that there is nobody else."""
    persons: tuple[Text, ...] = ()
    """Words for whoever speaks or listens: people use them to each other, rarely to a machine."""


class Unease(Model):
    """What the second tier of safety learns from. Templates as in the samples."""

    urgent: Texts
    calm: Texts
    """What looks urgent and is not."""


class Told(Model):
    """Sentences of one author for the second tier of safety, each as one person said it."""

    id: str
    """The file's name."""
    urgent: dict[str, Texts]
    """By danger."""
    calm: dict[str, Texts]
    """By the kind of talk."""
