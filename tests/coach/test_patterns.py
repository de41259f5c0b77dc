"""What people say about the time afterwards, and what a rewriting of it has to keep.

Written before the rules. Each row: what is said, and patterns that must all be found in what comes
back. The manner of every answer (no accusation, short sentences, room for a no) is checked as well.
"""

import re

import pytest

from content.coach import Coach
from content.loader import read, root_folder
from skill.flows.istatement import Declined, IStatements, Rewritten, Unclear

HOLD = r"\b(held|hold|holding)\b"
AFTER = r"\b(after|afterwards)\b"
REWRITTEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    # a wish that hides in a "never", "don't", "won't"
    ("you never hold me after", (HOLD, AFTER)),
    ("um you uh you never cuddle with me anymore", (r"\bcuddled\b", r"\bagain\b")),
    ("you don't talk to me afterwards", (r"\btalk", AFTER)),
    ("you dont ever ask how im doing after a scene", (r"\bask how I am doing", r"after a scene")),
    ("you won't stay with me", (r"\bstayed with me\b",)),
    ("you didn't even ask if i was okay", (r"\bask if I was okay\b",)),
    ("you can't even put your phone down for five minutes", (r"\bput your phone down\b", "five")),
    ("you hardly ever kiss me goodbye", (r"\bkissed\b.*\bgoodbye\b",)),
    ("you refuse to talk about what we did", (r"\btalked about what we did\b",)),
    ("you forgot to bring me water again", (r"\bbring me water again\b", r"\bremembered\b")),
    ("you've stopped saying nice things to me", (r"\bsaid nice things to me\b",)),
    ("you used to snuggle with me", (r"\bsnuggled\b", r"\bagain\b")),
    ("you don't want to cuddle", (r"\bcuddled\b",)),
    ("you aren't very affectionate afterwards", (r"\baffectionate\b", AFTER)),
    ("you're never there for me when i'm down", (r"\bthere for me\b", r"when I am down")),
    ("you don't care about how i feel", (r"\bfeel that you care about how I feel\b",)),
    # something done that hurts
    ("you always fall asleep right away", (r"\basleep\b", r"\bawake\b|\bstay")),
    ("you keep checking your phone after we finish", (r"\byour phone\b", AFTER)),
    ("you just roll over and go to sleep", (r"\broll over\b", r"\bsleep\b")),
    ("you only hold me when you want something", (HOLD,)),
    ("you leave without saying goodbye", (r"\bgoodbye\b",)),
    ("you look at your phone instead of holding me", (HOLD, r"\bphone\b")),
    ("all you do is play games", (r"\bgames\b",)),
    ("you get up so fast", (r"\bget up\b", r"\bstay")),
    ("you act like nothing happened", (r"\bnothing happened\b",)),
    ("you expect me to clean up", (r"\bclean",)),
    ("you rearrange the furniture right after", (r"\brearrange the furniture\b", AFTER)),
    # questions that blame
    ("why do you always leave so fast", (r"\bleave so fast\b|\bstay", r"\bleave\b")),
    ("why don't you ever hold my hand", (r"\bmy hand\b|\bheld hands\b",)),
    ("why are you so cold afterwards", (r"\bwarm", AFTER)),
    ("how come we never talk about it", (r"\bwe talked about it\b",)),
    ("can you stop looking at your phone", (r"\bphone\b",)),
    ("would it kill you to bring me a blanket", (r"\bbrought me a blanket\b",)),
    # feelings
    ("you make me feel used", (r"\bfeel used\b",)),
    ("i hate it when you turn on the tv right after", (r"\bTV\b", AFTER)),
    ("i feel lonely when you leave", (r"\blonely\b", r"\bleave\b")),
    ("it feels like you don't want me around", (r"\bwant me around\b",)),
    ("it hurts when you ignore me", (r"\bignore me\b", r"\bhurt")),
    ("when you turn away i feel rejected", (r"\brejected\b", r"\bturn away\b")),
    ("i'm sick of you scrolling in bed", (r"\bscroll in bed\b",)),
    ("you're so distant", (r"\bclose",)),
    # needs and wishes
    ("i need to be held", (r"\bbe held\b",)),
    ("i want more time", (r"\bmore time\b",)),
    ("i wish you would talk to me", (r"\btalk",)),
    ("i miss being close to you", (r"\bmiss being close to you\b",)),
    ("i'd like a glass of water and a blanket", (r"\ba glass of water and a blanket\b",)),
    ("i need you to stay for a bit", (r"\bstayed for a bit\b",)),
    ("i don't want to be touched right after", (r"\bnot be touched\b", AFTER)),
    ("i'm always the one who cleans up", (r"\bturns\b.*\bcleaning up\b",)),
    ("stop leaving me alone", (r"\balone\b",)),
    ("there's never any quiet time", (r"\bquiet time\b",)),
    ("i have to beg for a hug", (r"\ba hug\b",)),
    # about a partner, in the third person
    ("he left right after", (r"\byou left\b", AFTER)),
    ("she falls asleep before i can say anything", (r"\byou fall asleep\b", "before I can say")),
    ("my partner never thanks me", (r"\byou thanked me\b",)),
    ("they go straight on the phone", (r"\bphone\b",)),
    ("my boyfriend rolls over and ignores me", (r"\broll over\b", r"\bignore me\b")),
    ("he doesn't tell me what he needs", (r"\btold me what you need\b",)),
    # wrapped in a request to us
    ("turn you never hold me into something kinder", (HOLD,)),
    ("help me say i need to be held", (r"\bbe held\b",)),
    ("how would i tell her i want more time", (r"\bmore time\b",)),
    ("what do i say when he gets up right away", (r"\bget up\b",)),
    ("can you make this sound nicer you never listen to me", (r"\blistened to me\b",)),
    ("i want to tell him that i need some space", (r"\bsome space\b",)),
    # what a recogniser makes of it
    ("your always on your phone write after", (r"\byour phone\b", AFTER)),
    ("you never cuttle me after words", (r"\bcuddled\b", AFTER)),
    ("You never ask me what I need.", (r"\basked me what I need\b",)),
    ("i i just want uh five minutes of quiet", (r"\bfive minutes of quiet\b",)),
)
DECLINED: tuple[tuple[str, str], ...] = (
    ("he hits me", "harm"),
    ("she slapped me when i asked for a hug", "harm"),
    ("he makes me do things afterwards", "harm"),
    ("i'm scared of her", "harm"),
    ("she won't let me leave", "harm"),
    ("you scare me", "harm"),
    ("he gets angry when i say no", "harm"),
    ("he threatens to leave me if i don't", "harm"),
    ("you didn't stop when i said stop", "harm"),
    ("they forced me", "harm"),
    ("he's controlling and checks my phone", "harm"),
    ("he grabs me and won't let go", "harm"),
    ("i said no and he kept going", "harm"),
    ("he did it anyway", "harm"),
    ("i didn't want to but she kept pushing", "harm"),
    ("she says she'll tell everyone if i leave", "harm"),
    ("i have to do what they say", "harm"),
    ("he punishes me if i don't", "harm"),
    ("i can't say no to him", "harm"),
    ("she drags me by the hair", "harm"),
    ("they locked me in", "harm"),
    ("he screams at me", "harm"),
    ("she throws things at me", "harm"),
    ("i'm walking on eggshells", "harm"),
    ("he pressured me into it", "harm"),
    ("you ignored my safeword", "harm"),
    ("i don't feel safe with him", "harm"),
    ("he took the condom off", "harm"),
    ("help me tell him he hurts me", "harm"),
    ("you never make me come", "explicit"),
    ("she won't sleep with me", "pressure"),
    ("how do i get him to say yes", "pressure"),
)
NOT_FEAR = (
    "you push me away when i try to cuddle",
    "you kick me out right after",
    "you make me feel good when you hold me",
    "you don't let me rest",
    "i'm scared to ask for a hug",
    "it hurts me when you leave",
    "it kills me when you go quiet",
    "i want to feel safe after",
    "you never ask before you touch me",
    "you hit the shower right after",
    "would it kill you to hold me",
    "you don't stop talking when i ask for quiet",
)
"""Look-alikes of fear and force."""
UNCLEAR = (
    "",
    "um",
    "the game is on tonight",
    "hello there",
    "what is this",
    "hm i don't know",
    "purple elephants tuesday",
)
BLAME = re.compile(
    r"\b(always|never|just|only|should|must|ever|constantly|refuse|he|she|him|his|hers)\b"
    r"|why (do|are|don't)",
    re.IGNORECASE,
)
WORDS_IN_A_SENTENCE = 18


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return IStatements(read(root_folder(), "en-US/coach.yaml", Coach).item)


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


@pytest.mark.parametrize(("said", "kept"), REWRITTEN, ids=[said for said, _ in REWRITTEN])
def test_meaning_is_kept(engine: IStatements, said: str, kept: tuple[str, ...]) -> None:
    outcome = engine.rewrite(said)
    assert isinstance(outcome, Rewritten), outcome
    for pattern in kept:
        assert re.search(pattern, outcome.statement), outcome.statement


@pytest.mark.parametrize("said", [said for said, _ in REWRITTEN])
@pytest.mark.parametrize("way", [0, 1])
def test_manner_is_kind(engine: IStatements, said: str, way: int) -> None:
    outcome = engine.rewrite(said, way)
    assert isinstance(outcome, Rewritten), outcome
    assert not BLAME.search(outcome.statement), outcome.statement
    assert re.search(r"\bI\b", outcome.statement), outcome.statement
    assert re.search(r"\bwilling\b", outcome.request)
    assert re.search(r"\bable\b", outcome.request)
    assert re.search(r"\bno\b|\bnot\b", outcome.request)
    for sentence in _sentences(outcome.spoken):
        assert len(sentence.split()) <= WORDS_IN_A_SENTENCE, sentence
        assert sentence[0].isupper(), sentence
        assert sentence[-1] in ".?", sentence


@pytest.mark.parametrize(("said", "reason"), DECLINED)
def test_fear_coercion_and_explicit_words_are_not_rewritten(
    engine: IStatements, said: str, reason: str
) -> None:
    assert engine.rewrite(said) == Declined(reason)


@pytest.mark.parametrize("said", NOT_FEAR)
def test_what_only_looks_like_fear_is_rewritten(engine: IStatements, said: str) -> None:
    assert isinstance(engine.rewrite(said), Rewritten)


def test_fear_is_heard_however_long_the_words(engine: IStatements) -> None:
    assert engine.rewrite("and then " * 200 + "he hits me") == Declined("harm")


@pytest.mark.parametrize("said", UNCLEAR)
def test_what_is_no_complaint_and_no_need_is_unclear(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Unclear()


@pytest.mark.parametrize("said", [said for said, _ in REWRITTEN])
def test_another_way_differs_and_the_same_way_does_not(engine: IStatements, said: str) -> None:
    first, second, again = (engine.rewrite(said, way) for way in (0, 1, 0))
    assert first == again
    assert first != second
