"""The shape of content/<locale>/coach.yaml: a lesson, a practice, and the grammar behind it.

`content.schema` has it as a part of the catalog.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from content.base import Id, Model, Row, Text, Texts
from content.retelling import Heard, Retelling

LESSON, PRACTICE = "lesson", "practice"
"""What an action can start beside a tip."""


class Tip(Model):
    """One tip of the lesson on asking for aftercare."""

    id: Id
    title: Text
    fits: tuple[str, ...] = ()
    """Words of a question that this tip answers better than the whole lesson does."""
    covers: tuple[Row, ...] = ()
    say: Text


class Lesson(Model):
    """Six tips, one after another; each can be repeated or left out."""

    title: Text
    opening: Text
    tips: Annotated[tuple[Tip, ...], Field(min_length=1)]
    seconds: Annotated[float, Field(gt=0, le=15)]
    """Silence after a tip, in which it can sink in or be interrupted."""
    more: Text
    """After a single tip: asks whether to go on with the others."""


class Practice(Model):
    """One sentence of the person's own, rewritten while they listen."""

    title: Text
    covers: tuple[Row, ...] = ()
    invite: Texts
    """Asks for a sentence, and says how to begin, for a channel that hears no free words."""
    reprompt: Text
    offer: Texts
    """Before the sentence as we would say it."""
    guess: Texts
    """Before a sentence that is a guess, as we have not followed."""
    next_guess: Texts
    """After a no to a guess: before another one."""
    check: Text
    """After it: asks for a yes."""
    check_reprompt: Text
    kept: Texts
    """After a yes."""
    another: Texts
    """After a no: asks for it in other words."""
    unclear: Text
    """We did not follow: asks for one sentence."""
    frame: Text
    """We did not follow again: offers a sentence to fill in."""
    leave: Text
    """And again: leaves it there."""


class DeclinedComplaint(Model):
    """What is said instead of rewriting."""

    reason: Id
    say: Text
    flag: Id | None = None
    """The flag of urgent help whose question follows; None invites another sentence."""


class Refusal(Model):
    """Words that are not turned into a request, and the look-alikes that may be."""

    reason: Id
    on: Annotated[tuple[str, ...], Field(min_length=1)]
    at_end: tuple[str, ...] = ()
    """Such words where nothing follows them: "if i do not"."""
    spare: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    """Such words that refuse only where a second opinion of the whole is uneasy, too."""
    firm: tuple[str, ...] = ()
    """Such words whatever is spared."""


PointKind: TypeAlias = Literal[
    "wanted", "unwanted", "to", "boundary", "share", "thing", "less", "hard", "miss", "like",
    "feeling", "feel", "trait", "clause",
]  # fmt: skip


class ClauseRule(Model):
    """A type of clause and the point it makes."""

    on: Annotated[tuple[str, ...], Field(min_length=1)]
    gives: PointKind
    subject: str = ""
    """Who does it, where the pattern captures nobody; empty for the person spoken to."""
    feel: str = ""
    """A feeling that the clause names by itself."""
    words: str = ""
    """What the point is about, made of the captures, where it is none of them."""
    adds: str = ""
    """Words after what is wanted."""
    again: bool = False
    """Whether what is wanted was there before."""


class Behaviour(Model):
    """Something done that hurts: how it feels, and what one may wish for instead."""

    on: Annotated[tuple[str, ...], Field(min_length=1)]
    feel: str
    wish: str
    anywhere: bool = False
    """Whether the words count anywhere in what is done, rather than at its beginning."""


class WishFor(Model):
    """What one may wish for, given a feeling or a trait."""

    on: Annotated[tuple[str, ...], Field(min_length=1)]
    wish: str
    good: bool = False
    """Whether it is a feeling to have more of."""


class Frames(Model):
    """How each kind of point is said; the wordings are the ways one sentence can be tried."""

    wanted: Texts
    """Something to be done: {subject}, {phrase} and {time}."""
    felt: Texts
    """Something one would like to feel of the other: {subject}, {phrase} and {time}."""
    to: Texts
    """{phrase} and {time}."""
    boundary: Texts
    """{phrase} and {time}."""
    share: Texts
    """{phrase} and {time}."""
    thing: Texts
    """{thing} and {time}."""
    less: Texts
    """{thing} and {time}."""
    hard: Texts
    """{thing} and {time}."""
    hard_that: Texts
    """{thing}, which is a clause, and {time}."""
    miss: Texts
    """{thing} and {time}."""
    like: Texts
    """{subject}, {phrase} and {time}."""
    feel: Texts
    """A feeling one would like to have: {feeling} and {time}."""
    feeling: Texts
    """A feeling one has: {feeling} and {time}."""
    feeling_when: Texts
    """What was seen: {feel}, {subject}, {phrase} and {time}."""
    wish: Texts
    """What could be instead: {wish} and {time}."""
    stop: Texts
    """That what was told just before is left undone: {time}."""
    stop_doing: Texts
    """The same, named again: {phrase} and {time}."""
    to_have: Texts
    """What would help: {wish}."""
    otherwise: Texts
    """Where we know of nothing better: {time}."""
    comfort: Texts
    when_is_hard: Texts
    """What happens, after "when": {phrase}."""
    when_was_hard: Texts
    """{phrase}."""
    that_is_hard: Texts
    """What is so, after "that": {phrase}."""
    that_was_hard: Texts
    """{phrase}."""
    so_is_hard: Texts
    """What is so, where it is long, as a sentence of its own: {phrase}."""
    so_was_hard: Texts
    """{phrase}."""
    so_feeling: Texts
    """{phrase} and {feeling}."""
    so_felt: Texts
    """{phrase} and {feeling}."""
    when_feeling: Texts
    """{phrase} and {feeling}."""
    that_feeling: Texts
    """{phrase} and {feeling}."""
    when_own: Texts
    """{phrase}, and {own}: what is then so with oneself."""
    love: Texts
    """Something kind: {phrase}."""
    loved: Texts
    """{phrase}."""
    more: Texts
    """After something kind."""
    feeling_past: Texts
    """{feeling}."""
    when_felt: Texts
    """{phrase} and {feeling}."""
    wish_as_felt: Texts
    """{wish}, and the {feeling} that what it is about gives."""
    that_felt: Texts
    """{phrase} and {feeling}."""
    kept_to: Texts
    """After a promise that was not kept, or more than a promise: {time}."""
    promised: Texts
    """After a promise that is all there is: {phrase}."""
    other_times: Texts
    """After something that is done at some times alone."""
    if_you_could: Texts
    """After something that cannot be done, as it is said: {time}."""
    if_we_could: Texts
    """After something that the other does not want to do together: {time}."""
    if_you_did: Texts
    """After something that is not done: {time}."""
    request: Texts
    boundary_request: Texts


class Named(Model):
    """How a name is told from other words that start a complaint, as in "tom leaves at once"."""

    wishes: tuple[str, ...]
    """Words before a name in a wish: "i wish tom would stay"."""
    modals: tuple[str, ...]
    """Words after it."""
    no_names: tuple[str, ...]
    """Words that are no names, whatever follows."""
    not_with: tuple[str, ...]
    """Plain forms of verbs that things are said of as well as people."""
    always: tuple[str, ...]
    """Words after "is" with which a person is complained of."""


class StatementGrammar(Model):
    """How complaints and needs are heard: the words and the grammar of one language."""

    words: dict[str, str]
    """Single words put in place of others: contractions, slips, numbers."""
    endings: dict[str, str]
    """Ends of words put in place of others."""
    fillers: tuple[str, ...]
    openers: tuple[str, ...]
    closers: tuple[str, ...]
    meant: tuple[str, ...]
    """Closers that are a verb after a subject or a negative."""
    slips: tuple[Heard, ...]
    bound: dict[str, str]
    """Words that the slips made of two, and the one that matters for a refusal."""
    wrappers: tuple[str, ...]
    settings: tuple[str, ...]
    """Such words around a complaint that only tell where it stands: they are left out as well."""
    asks: tuple[str, ...]
    """Requests to us that hold neither complaint nor need."""
    to_partner: tuple[str, ...]
    """Sentences that are plainly said to or about a partner, whatever they were understood as."""
    spoilt: tuple[str, ...]
    """How is told what ended a good feeling; in our own words it would be its cause."""
    light: tuple[str, ...]
    """Words whose loss takes no meaning away, or that are said in another way: times, amounts."""
    refusals: tuple[Refusal, ...]
    retelling: Retelling
    partner: tuple[Heard, ...]
    """Names for the partner, as the person spoken to."""
    pronouns: tuple[Heard, ...]
    """The third person, which is the partner where nobody is spoken to."""
    them: Heard
    """The plural, which is the partner only where the partner is no "he" or "she"."""
    ones: tuple[str, ...]
    """Words by which the partner is one person."""
    manies: tuple[str, ...]
    """Words by which the partner may be "they"."""
    agree: tuple[Heard, ...]
    named: Named
    ambiguous: dict[str, tuple[str, str]]
    """A pronoun that is a subject's or an owner's: what it is alone, and before a noun."""
    ambiguous_owner: str
    """The word for what belongs to the person spoken to."""
    first: str
    """The word for oneself as it is heard; it is said with a capital."""
    times: tuple[Heard, ...]
    times_at_end: tuple[Heard, ...]
    times_go_on: tuple[str, ...]
    """Words that end a time, but not where a thing follows: "after we have done something new"."""
    past_said: tuple[str, ...]
    """Words by which a statement of ours tells of something that is over."""
    times_not_after: tuple[str, ...]
    """Words after which a time is what is spoken of."""
    joins: tuple[str, ...]
    whens: tuple[str, ...]
    subjects: tuple[str, ...]
    speakers: tuple[str, ...]
    """Further words that are never part of a thing's name."""
    negative_starts: tuple[str, ...]
    time_ends: tuple[str, ...]
    """Words before which "after" says when, as at the end of a sentence."""
    before_clause: tuple[str, ...]
    """Words after which no clause starts of its own."""
    clause_pronouns: tuple[str, ...]
    """Words that can be the subject of a clause."""
    always_subjects: tuple[str, ...]
    """Those of them that can be nothing else."""
    third_subjects: tuple[str, ...]
    """Those of them that take a third person's form of the verb."""
    third_forms: tuple[str, ...]
    """Third persons' forms beside those that the rules make."""
    auxiliaries: tuple[str, ...]
    """Verbs that mark a clause whatever follows."""
    clause_adverbs: tuple[str, ...]
    """Words between a subject and its verb, beside the adverbs."""
    clause_ends: tuple[str, ...]
    """Words after which a subject starts another clause."""
    determiners: tuple[str, ...]
    """Words before a noun, which a clause may belong to."""
    clause_verbs: tuple[str, ...]
    """Verbs that wait for a clause."""
    tellers: tuple[str, ...]
    """Such verbs that may have somebody named before the clause: "told your mum i was ill"."""
    clause_objects: tuple[str, ...]
    """Words between such a verb and its clause: "tell me you ..."."""
    after_words: tuple[str, ...]
    """Words that tell when and may end a clause."""
    question_words: dict[str, int]
    """Words that wait for a clause up to its verb; how many words belong to each: "how tired"."""
    bare_verbs: tuple[str, ...]
    """Verbs after which somebody does something: "watch you sleep"."""
    implausible: tuple[str, ...]
    """Regular expressions; what the rules made is no sentence where one is found."""
    reason: str
    """The word before a reason."""
    well: str
    """A state that is no complaint, as a pattern."""
    purposes: tuple[str, ...]
    """How it begins what something is wished for, as in "so that i can sleep"."""
    classes: dict[str, tuple[str, ...]]
    rules: tuple[ClauseRule, ...]
    reductions: tuple[str, ...]
    """Verb phrases around the one that matters: {vp}."""
    adverbs: tuple[str, ...]
    not_verbs: tuple[str, ...]
    ing_nouns: tuple[str, ...]
    """Nouns that look like a verb used as one: "evening"."""
    objects: tuple[str, ...]
    """Words after which a verb that is in no table is taken for one."""
    negatives: tuple[str, ...]
    """Words that make an auxiliary of the verb before them."""
    verb_joins: tuple[str, ...]
    not_joins: dict[str, str]
    """Words before something not done, beside something done, and what joins the two when said."""
    not_forms: dict[Literal["plain", "present", "past", "gerund"], str]
    """How what is not done is said: {verb} and {gerund}."""
    particles: tuple[str, ...]
    """Words that end a verb phrase; a verb after one needs no word to join it."""
    verbs: tuple[str, ...]
    """Regular verbs, each string holding several."""
    irregular: dict[str, tuple[str, ...]]
    """Past and further forms of a verb."""
    present: dict[str, str]
    """Present forms that are not the plain verb, for the person spoken to."""
    past: tuple[tuple[str, str], ...]
    gerund: tuple[tuple[str, str], ...]
    third: tuple[tuple[str, str], ...]
    guess: tuple[tuple[str, str], ...]
    """Regular expressions in order and what replaces them; the first that fits."""
    chores: tuple[str, ...]
    """Verbs of what one can take turns with."""
    alone: tuple[str, ...]
    """Words for doing it alone, which say nothing beside taking turns."""
    each_other: str
    """In place of the person spoken to, where turns are taken."""
    first_object: str
    """The word for oneself where one is not the subject."""
    clause_marks: tuple[str, ...]
    """They begin a thing that is a whole clause, as in "that they hear us"."""
    empty_verbs: tuple[str, ...]
    """Verbs that say nothing when nothing follows them."""
    inner: tuple[str, ...]
    """Verbs of feeling and thinking: one wishes to feel that they are so."""
    joint: tuple[Heard, ...]
    linger: tuple[str, ...]
    linger_say: str
    durations: tuple[str, ...]
    together: str
    """The subject of what is done together."""
    you: str
    and_: str
    """Joins two feelings."""
    wanted_words: dict[str, str]
    """Words that a wish puts in place of others."""
    keep_any: tuple[str, ...]
    """Words after which it does not."""
    again: str
    next_time: str
    default_feel: str
    feel_verb: str
    """{feeling}: a feeling as something one does."""
    feelings: tuple[WishFor, ...]
    traits: tuple[WishFor, ...]
    trait_tails: tuple[str, ...]
    """Words that may follow a trait and leave it one."""
    behaviours: tuple[Behaviour, ...]
    drop: tuple[str, ...]
    """Words of blame that are left out of what we say."""
    blame: tuple[str, ...]
    """Words of blame that cannot be left out: with one of them we say that we did not follow."""
    say: dict[str, str]
    """Words as they are written in a sentence."""
    need: str
    """{need}: a bare need as a sentence."""
    complaint: str
    """{complaint}: a bare complaint as a sentence."""


class Coach(Model):
    """Asking for aftercare: a lesson, and the live "I" statement."""

    lesson: Lesson
    practice: Practice
    declined: Annotated[tuple[DeclinedComplaint, ...], Field(min_length=1)]
    frames: Frames
    grammar: StatementGrammar

    @model_validator(mode="after")
    def _reasons_have_words(self) -> "Coach":
        reasons = {refusal.reason for refusal in self.grammar.refusals}
        worded = {entry.reason for entry in self.declined}
        if reasons != worded:
            raise ValueError(
                f"refusals name {', '.join(sorted(reasons))}; "
                f"declined has words for {', '.join(sorted(worded))}"
            )
        return self

    @property
    def ids(self) -> tuple[str, ...]:
        """What an action can start."""
        return (LESSON, PRACTICE, *(tip.id for tip in self.lesson.tips))
