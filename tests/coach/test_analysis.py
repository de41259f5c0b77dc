"""How clauses are told apart, and that a broken sentence is never said."""

import re

import pytest

from skill.flows.istatement import Declined, IStatements, Rewritten
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.plausible import Plausible
from skill.flows.istatement.starts import Starts
from skill.flows.istatement.verbs import Verbs
from tests.coach import snapshot

KEPT: tuple[tuple[str, str], ...] = (
    # two sentences without a full stop
    ("you never bring water you just sit there", r"brought water\.$"),
    ("he rolls over looks at his phone and ignores me", r"roll over and look at your phone"),
    # a clause that belongs to a noun, or that something waits for
    ("he never checks the marks he leaves on me", r"checked the marks you leave on me"),
    ("tell me you're proud of me", r"told me you are proud of me"),
    ("you always make it about how tired you are", r"how tired you are"),
    # what a wish is for, and why
    (
        "you never text me after so i know we're good",
        r"not text me afterwards\. I would love it if you did, so I know we are good\.$",
    ),
    ("message me so i don't feel forgotten", r"messaged me so I do not feel forgotten"),
    ("i hate that he leaves cause he lives far and has work", r"because you live far and have"),
    ("i feel cold because you roll away from me", r"feel cold when you roll away"),
    # how it makes one seem
    ("he left like i was nothing", r"felt like I was nothing when you left"),
    ("you talk to me like i'm a child", r"when you talk to me like I am a child"),
    # what is not done beside what is done
    ("i want you to hold me not talk", r"held me and did not talk"),
    ("i want to be close but not touched", r"close but not touched"),
    # several in a row
    (
        "you put your phone on and scroll and then turn over and sleep",
        r"on and scroll and then turn",
    ),
    # tone, what is private, chores, being alone, a hold
    ("you use that cold voice with me after", r"with some warmth"),
    ("you told your friends about our night", r"stayed between us"),
    ("i end up cleaning the toys on my own every time", r"took turns cleaning the toys\."),
    ("i always end up comforting you", r"took turns comforting each other"),
    ("i just want you there", r"have you close"),
    ("he grabs me too hard", r"softer with me"),
    # things to need
    ("i need ten minutes of nobody touching me", r"ten minutes without anyone touching me"),
    ("i want my back rubbed", r"have my back rubbed"),
    ("please no questions right after", r"some time without questions"),
    ("i need her to tell me i did well", r"you told me I did well"),
    # the words around it
    ("help me say you never hold me afterwards", r"^I would love it if we held each other"),
    ("say i miss her hand on my back", r"^I miss your hand on my back"),
    ("tell him that i want to be held", r"be held"),
    ("i know you're tired but could you hold me", r"^I would love it if you could hold me\.$"),
    ("i want to talk about it tomorrow", r"^I would love to talk about it tomorrow"),
)
SAID = (
    "I would love it if you brought me some water afterwards.",
    "I miss you when you are on your phone. I would love it if we talked a little.",
    "I would love it if you texted me the next day, so I know we are okay.",
    "I would love it if you checked the marks you leave on me.",
    "I find it hard when you make it about how tired you are.",
)
HARD = (
    "I appreciate considerable additional reassurance regarding vulnerability, intimacy, "
    "communication, and our relationship."
)
NEVER_SAID = (
    "I would love it if we cuddled once you are come for a while.",
    "I would love like a blanket and some quiet.",
    "I would love it if you pulled the covers up over me would you.",
    "I would love it if you did a debrief with me we pack up the gear.",
    "I would love it if we took turns cleaning the toys on my own.",
    "I would love some time without talking after makes my head hurt.",
    "I feel not angry.",
    "I find when I go quiet hard.",
    "I would love it if you you stayed.",
    "I would love it if he stayed.",
    "I would love it if you always stayed.",
    "I would love it if you stayed with me for a long while after all of our long nights.",
    HARD,
)


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.fixture(scope="module")
def plausible() -> Plausible:
    grammar = snapshot.coach().grammar
    verbs = Verbs(grammar, Patterns(grammar.classes))
    return Plausible(grammar, Starts(grammar, verbs))


@pytest.mark.parametrize(("said", "kept"), KEPT, ids=[said for said, _ in KEPT])
def test_clauses_are_told_apart(engine: IStatements, said: str, kept: str) -> None:
    outcome = engine.rewrite(said)
    assert isinstance(outcome, Rewritten)
    assert re.search(kept, outcome.statement), outcome.statement


@pytest.mark.parametrize("text", SAID)
def test_a_sentence_may_be_said(plausible: Plausible, text: str) -> None:
    assert plausible.holds(text)


@pytest.mark.parametrize("text", NEVER_SAID)
def test_what_is_no_sentence_may_not(plausible: Plausible, text: str) -> None:
    assert not plausible.holds(text)


@pytest.mark.parametrize(
    "said",
    ["he gets nasty if i ask", "i only say yes so he won't get angry", "she'd flip if i asked"],
)
def test_fear_of_an_answer_is_no_complaint_to_rewrite(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Declined("harm")
