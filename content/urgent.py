"""Urgent help: what is said, how danger is noticed, and the help lines."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from content.base import Id, Model, Text, Texts

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
    next: Text
    """One thing to do, for whoever asks after the help. Numbers: {emergency?}, {crisis?}."""
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
    stays: Texts
    """Said to whoever thanks, or wants none of it, after the help."""
    listed: Text
    """Comes before the help lines that were asked for: {country}."""
    elsewhere: Text
    """After them: how to have those of another country."""
    countries: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], Text]
    """How the countries with help lines are called; ZZ is for everywhere else."""


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


class Denied(Model):
    """What counts as a no to the question about some flags; patterns as those of signs."""

    flags: tuple[Id, ...] = ()
    """The flags it holds for; none means all."""
    nos: tuple[Text, ...] = ()
    """What is a no to these questions, beside what is one to all."""
    after: tuple[Text, ...] = ()
    """What may follow a no."""
    alone: tuple[Text, ...] = ()
    """What says as much without one."""
    reasons: tuple[Text, ...] = ()
    """The same where the second opinion has nothing against it."""
    wishes: tuple[Text, ...] = ()
    """The same as what may follow, and wished for: it is done after the no."""


class Denials(Model):
    """What is a clear no to a question about danger, where it is all that is said."""

    doubts: Texts
    """Words that are left out elsewhere, and are no part of a clear no."""
    nos: Texts
    polite: Texts
    """What may be said beside either, and changes nothing."""
    kinds: Annotated[tuple[Denied, ...], Field(min_length=1)]


class HelpWords(Model):
    """What is said about the help itself; patterns as those of signs, for all that is said."""

    next: Texts
    """Asks what to do now."""
    thanks: Texts
    """Has heard enough of it for now."""
    lines: Texts
    """Asks for help lines."""
    places: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], Texts]
    """Words for a country, or for somewhere in it; ZZ is for those without lines of their own."""
    located: Texts
    """Says where one is; <place> stands for the words of a country."""
    placed: Texts
    """Asks for the help lines of a place; where help was given, a place alone does."""


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
    ceasing: tuple[Text, ...] = ()
    """Negators that another one turns round: what cannot stop goes on."""
    subjects: Texts
    openers: Texts
    """Verbs that carry a denial into the clause that follows them."""
    myself: Texts
    """Words for the person speaking."""
    told_of: dict[str, Text]
    """How words said to somebody are told of them: signs are written about who is not there."""
    words: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Texts]
    """Named words that patterns refer to."""
    asides: tuple[Text, ...] = ()
    """Patterns left out: what is said around them is meant."""
    figures: Texts
    """Figures of speech: patterns that hold a sign and are none."""
    denials: Denials
    help_words: HelpWords
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
