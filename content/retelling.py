"""How a statement is told again in its own words: a part of the coach's grammar."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.base import Model

_MARK = re.compile(r"\{(\w+)(?::[\w-]+)?\}|[\[\](|)]")
"""A capture, or a sign that groups."""


class Heard(Model):
    """Words that mean `say`; `on` holds patterns as `skill.flows.istatement.patterns` has them."""

    on: Annotated[tuple[str, ...], Field(min_length=1)]
    say: str
    wish: str | None = None
    """How a wish puts it, where that differs: what was last night is next time."""

    @model_validator(mode="after")
    def _says_what_was_heard(self) -> Self:
        for said in filter(None, (self.say, self.wish)):
            told = {mark[1] for mark in _MARK.finditer(said) if mark[1]}
            for pattern in self.on:
                if unheard := told - captured(pattern):
                    raise ValueError(f"{pattern!r} may match without {', '.join(sorted(unheard))}")
        return self


def captured(pattern: str) -> frozenset[str]:
    """The names of what `pattern` captures whichever way it matches."""
    open_groups: list[list[set[str]]] = [[set()]]
    for mark in _MARK.finditer(pattern):
        if mark[1]:
            open_groups[-1][-1].add(mark[1])
        elif mark[0] == "|":
            open_groups[-1].append(set())
        elif mark[0] in "[(":
            open_groups.append([set()])
        else:
            ways = open_groups.pop()
            if mark[0] == ")":  # what stands in square brackets may be absent
                open_groups[-1][-1] |= set.intersection(*ways)
    return frozenset(set.intersection(*open_groups[0]))


class Stops(Model):
    """What may be wished undone, where nothing better is known to wish for."""

    between: tuple[str, ...]
    """Words between the subject and the verb, beside the adverbs."""
    carriers: dict[str, Literal["gerund", "past", "plain"]]
    """Plain forms of verbs before the one that matters, and the form that it has then."""
    again: tuple[str, ...]
    """Plain forms that tell how often something is done, before its gerund."""
    kept: tuple[str, ...]
    """How what is done begins, its verb plain, where it is no deed or cannot be left undone."""
    nowhere: tuple[str, ...]
    """Words anywhere in it by which it is hard only in part, or kind in itself."""
    lacks: tuple[str, ...]
    """Words about oneself after it, by which it is hard for what it lacks, not for itself."""
    ends: tuple[str, ...]
    """Words before which it may end when it is named again."""


class RunOnWords(Model):
    """How a clause begins that nothing joins to the one before."""

    agree: dict[str, tuple[str, ...]]
    """A subject, and the auxiliaries it may have."""
    sure_adverbs: tuple[str, ...]
    """Adverbs between a subject and its verb after which it is no object: "you just go"."""
    sure: tuple[str, ...]
    """Plain forms of verbs that are seldom a noun, so that what is before them is a subject."""
    says: tuple[str, ...]
    """Plain forms of verbs after which what is said may follow a time."""
    being: tuple[str, ...]
    """Forms of verbs that say how somebody is."""
    indefinite: tuple[str, ...]
    """Words before a noun to which a clause seldom belongs: "a towel", but "the towel you use"."""
    modals: tuple[str, ...]
    """Words that begin a request when a subject follows."""
    please: str
    do_not: tuple[str, str]
    then: tuple[str, ...]
    """Words of time between what joins a clause and its subject."""
    time: str
    """The noun of time: "last time can we ..."."""
    prepositions: tuple[str, ...]
    """Those beside the words that end a clause which belongs to a noun."""
    strong: tuple[str, ...]
    """Forms of verbs that are none of another's: "you used to hold me"."""
    unknown: tuple[str, ...]
    """Plain forms of verbs after which a question word may end a clause: "i do not know why"."""
    again: tuple[str, ...]
    """Requests that are whole by themselves, three words each."""
    orders: tuple[str, ...]
    """Plain verbs that somebody is asked to do."""
    objects: tuple[str, ...]
    """Words that follow such a verb."""
    asking: tuple[str, ...]
    """Words that begin a request or a question, which is a whole clause."""
    whens: tuple[str, ...]
    """Words beside those of when that begin what waits for a clause."""
    after: tuple[str, str]
    """The word of time before a clause, and as it is where the clause ended before."""
    states: tuple[str, ...]
    """Words that tell what is so, and no time, where they follow "after you are"."""
    likes: tuple[str, ...]
    """What one says of oneself in general, and is no time after "after i"."""


class OwnWords(Model):
    """What is told of oneself, and what may be wished for by it."""

    wishes: tuple[Heard, ...]
    """Whole clauses, and what would be loved; {doing} is a gerund there, {done} a participle."""
    feels: str
    """A clause that tells a feeling."""
    liked: str
    """A wish that tells what is liked; what became of it comes after it."""
    causes: tuple[str, ...]
    """Whole clauses with what the other does: {rest}, after {doing} where it is a gerund."""
    ended: str
    """A feeling that lasted until the other did something, which did not cause it."""
    unknown: str
    """What one does not know and the other could tell."""
    told: str
    """The wish to be told it."""
    asked: str
    """What one asked for, ahead of what was done instead."""
    down: str
    """How one is when it is over, {f}, whoever does what then."""


class Asides(Model):
    """What is said to whoever listens, at the end of a clause."""

    on: tuple[str, ...]
    not_after: tuple[str, ...]
    """Words after which it is part of the clause."""


class Retelling(Model):
    """How a statement is told again in its own words; a pause is a comma as a word of its own."""

    words: dict[str, str]
    """Single words put in place of others, beside those of the grammar."""
    hesitations: tuple[str, ...]
    fillers: tuple[str, ...]
    asides: Asides
    """What is said to whoever listens, and is left out."""
    run_on: RunOnWords
    swaps: tuple[Heard, ...]
    """Turns put in place of others before anything is read."""
    third: tuple[Heard, ...]
    """What is mended once the third person is the person spoken to."""
    names: tuple[str, ...]
    """First names, which are the partner where nobody is spoken to."""
    calls: tuple[str, ...]
    """Words somebody is called by, which say nothing between two pauses or at an end."""
    before_object: tuple[str, ...]
    """Words after which the person spoken to is no subject: "for you"."""
    genders: tuple[tuple[str, ...], ...]
    """Words of one gender each; where there are two, the one named first is the partner's."""
    beside: dict[str, tuple[str, ...]]
    """A pronoun, and the people it may mean where they are named beside the partner."""
    thirds: tuple[str, ...]
    """The third person's pronouns, where they only say a name again: "my wife she leaves"."""
    partners: tuple[str, ...]
    """Nouns for a partner that a contracted verb may hang on: "my husband's asleep"."""
    after_is: tuple[str, ...]
    """Words before which it is a verb rather than an owner's mark."""
    has_words: tuple[str, ...]
    """Those of them before which the verb is that of having."""
    is_: str
    has_: str
    inside: tuple[str, ...]
    """Words inside the name of a thing: "the end of it is"."""
    to_me: str
    """How a clause begins that tells what something is like to oneself."""
    subjects: tuple[str, ...]
    joins: tuple[str, ...]
    in_order: tuple[str, ...]
    """Two of them together that tell what came after what."""
    relatives: tuple[str, ...]
    """Words that open what tells of a thing, and may be joined to more of it."""
    doubts: tuple[str, ...]
    """Words after which what is joined is the other choice: "whether to hold you or not"."""
    contrast: tuple[str, ...]
    """Those of them that are kept, where the others are said as the first."""
    between: tuple[str, ...]
    """Words between what joins a clause and its subject."""
    places: tuple[str, ...]
    """Words that begin where or when something is, ahead of a clause."""
    whens: tuple[str, ...]
    """Words that begin a clause which hangs on another."""
    asks: tuple[str, ...]
    """Words that begin a question or a request."""
    auxiliaries: tuple[str, ...]
    past: tuple[str, ...]
    """Those of them that tell of the past."""
    by_verbs: tuple[str, ...]
    """Words that are no verb right after a subject: "you next to me"."""
    no_verbs: tuple[str, ...]
    """Words that are no verb after a subject."""
    mine: tuple[str, ...]
    """Words that a clause about oneself may begin with."""
    frames: tuple[Heard, ...]
    """Whole clauses and ways of asking, as a plain clause says them."""
    drops: tuple[str, ...]
    """Whole clauses that carry nothing: threats, oaths, rhetoric, contempt."""
    thirds_alone: tuple[str, ...]
    """Third persons that somebody else has to be named for."""
    others: tuple[str, ...]
    """Who may be named beside the partner."""
    nobody: tuple[str, ...]
    """Subjects of what nobody does, where the partner might."""
    less: tuple[str, ...]
    """Words by which a good feeling is none."""
    good: tuple[str, ...]
    """Good feelings: what was done after one did not cause it."""
    loose: tuple[str, ...]
    """Words that begin a clause or end the one before it: "i cry a bit after you hold me"."""
    degrees: tuple[str, ...]
    """Words that make one after them wait for a clause: "so tight i can not breathe"."""
    wants: tuple[str, ...]
    """Words that begin the name of something, which by itself is a wish."""
    wanted: str
    """{said}: what is wished for."""
    quotes: tuple[str, ...]
    """Words after which what somebody said may follow."""
    leave_out: tuple[str, ...]
    """Words left out wherever they are."""
    tails: tuple[str, ...]
    """Words left out at the end of a clause."""
    feelings: tuple[Heard, ...]
    """Whole clauses that tell a feeling, and its word."""
    wishes: tuple[str, ...]
    """How a clause about oneself begins that is a wish."""
    lacking: str
    """A clause about something that is not done."""
    often: Heard
    """What is told of with how often it is alone, and as a clause says it."""
    says_will: str
    """A clause about what is promised, which something after it shows was not kept."""
    shared: str
    """A clause about something that would be done together and is not wanted."""
    beside_it: tuple[str, ...]
    """Words by which something about oneself is no result of what is done."""
    beside_not: str
    """How a clause ends that tells beside what is done what is not, {x}."""
    takes_up: tuple[str, ...]
    """Words that stand for what was said before, so that it has to stay before them."""
    takes_up_last: tuple[str, ...]
    """The same where they end a clause; elsewhere they are other words."""
    unable: str
    """A clause about something that somebody is said not to be able to do."""
    openers: tuple[str, ...]
    """Words ahead of the first clause that say nothing."""
    plurals: tuple[str, ...]
    """Words between a subject and its verb that say how many: "you two"."""
    no_asks: tuple[str, ...]
    """Plain verbs that are seldom a request by themselves."""
    tags: tuple[str, ...]
    """Words somebody is called by at the end of a sentence."""
    numbers: tuple[str, ...]
    """Words that begin what only sets the scene: "forty years married and ..."."""
    imperatives: tuple[str, ...]
    """What follows a verb that asks somebody to do something."""
    asked: str
    """{said}: what somebody is asked to do."""
    never: str
    not_done: dict[Literal["present", "third", "past"], str]
    """How what is never done is said: {verb}."""
    each_time: Heard
    """How often something is so with oneself, said at the end, as there it blames nobody."""
    otherwise: str
    """The word that joins a wish to what is so without it."""
    past_not: tuple[str, ...]
    """Words before "not" that tell of the past: "you would not hold my hand"."""
    never_past: tuple[str, ...]
    """Verbs after which they do not: "you could not care less"."""
    may_end: tuple[str, ...]
    """Words that join clauses, and may end one that says what is not so: "not yet"."""
    either: tuple[str, ...]
    """Verbs whose past looks like their plain form."""
    would: str
    had: str
    """Where "would" before a past participle is "had"."""
    did: str
    ends: tuple[str, ...]
    """Words that end a clause which belongs to a noun: "a chat i am not in"."""
    states: str
    """How a clause begins that tells no single thing done: it follows "that", not "when"."""
    unsaid: tuple[str, ...]
    """Words of blame that are left out of what is said."""
    at_end: dict[str, str]
    """Words at the end of a sentence, as they are said there."""
    no_wish: tuple[str, ...]
    """Verbs of what nobody can be asked to do."""
    not_at_end: tuple[str, ...]
    """Words after which they stay."""
    frame_words: tuple[str, ...]
    """Words of asking and complaining whose loss takes no meaning away."""
    persons: tuple[str, ...]
    """Words for the two; a clause without one tells what is so, and is nobody's doing."""
    kind: str
    """A clause about something kind."""
    unblamed: tuple[str, ...]
    """Clauses about the other that are no complaint: praise, thanks, what takes blame away."""
    neutral: tuple[str, ...]
    """The same, and what only sets the scene, whatever words are in it."""
    permitted: str
    """A clause about what the other is free to do once a wish is met."""
    praised: str
    """A clause that praises what was told before it."""
    blamed: tuple[str, ...]
    """Words with which they may be."""
    other_times: str
    """A clause about something that is done at some times alone."""
    unkind: tuple[str, ...]
    """Words with which it is none."""
    first: tuple[str, ...]
    """Statements that are told again even where they are short."""
    promise: str
    """A clause about what was promised."""
    instead: tuple[Heard, ...]
    """What is done, and what may be wished for in its place."""
    instead_ends: tuple[str, ...]
    """Words that may follow what is done there; with others it is something else."""
    own: OwnWords
    stops: Stops
    no_split: str
    """What a wish is for, which belongs to the clause before."""
    blame: tuple[str, ...]
    """Words with which nothing is said."""
    broken: tuple[str, ...]
    """Regular expressions; no sentence has what they find."""
