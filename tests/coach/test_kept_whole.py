"""What a statement must not lose: when and how often it is, that it is over, and what goes on."""

import pytest

from skill.flows.istatement import IStatements, Unclear
from tests.coach import snapshot

TURNS = " I would love it if we took turns."
DID = " I would love it if you did next time."
ANOTHER = " I would love it if we found another way."
KEPT: tuple[tuple[str, str], ...] = (
    # what is over stays over
    ("you didn't tell me you were going out", "It was hard for me when you did not tell me you"),
    (
        "i was cold and you didn't care",
        "I was cold. It was hard for me when you did not care." + DID,
    ),
    (
        "you weren't there when i woke up",
        "It was hard for me that you were not there when I woke up.",
    ),
    (
        "they both went for a shower without me",
        "It was hard for me when you both went for a shower",
    ),
    (
        "you wouldn't hold my hand last night",
        "It was hard for me that you would not hold my hand last night." + DID,
    ),
    ("he didn't see i was upset", "It was hard for me when you did not see I was upset." + DID),
    ("you could have asked if i was cold", "I wish you had asked if I was cold."),
    ("i wish you'd asked", "I wish you had asked."),
    (
        "you were so quick to leave last time",
        "It was hard for me when you were so quick to leave last time.",
    ),
    (
        "she was supposed to wake me before she left",
        "I was counting on you to wake me before you left." + DID,
    ),
    (
        "you hadn't brought a towel and you knew i'd need one",
        (
            "It was hard for me that you had not brought a towel and you knew I would need one."
            " I would love it if you brought a towel next time."
        ),
    ),
    ("you haven't touched me all week", "It is hard for me that you have not touched me all week."),
    ("why didn't you call me on monday", "It was hard for me when you did not call me on Monday."),
    (
        "i was still shaking and you put your coat on",
        "It was hard for me when you put your coat on.",
    ),
    # how often
    ("you could make me a cup of tea now and then", "make me a cup of tea from time to time."),
    (
        "i'm always the one who turns off the light",
        "I am the one who turns off the light every time.",
    ),
    (
        "it's always me that has to strip the bed",
        "I am the one who has to strip the bed every time." + TURNS,
    ),
    (
        "every single time you leave the door open and i'm cold",
        (
            "When you leave the door open every time, I am cold."
            " I would love it if you did not leave the door open."
        ),
    ),
    ("i'm shaky for like twenty minutes after", "I am shaky for about twenty minutes afterwards."),
    ("you came back like an hour later without a word", "when you came back about an hour later"),
    # when
    ("i'm still not ready yet so please don't turn the light on", "not ready yet."),
    ("i want you to kiss me after like you mean it", "kiss me afterwards like you mean it."),
    (
        "he's so gentle during and then afterwards he's miles away",
        "You are so gentle during. It is hard for me that afterwards you are miles away.",
    ),
    (
        "you never talk to me after you're too busy scrolling",
        (
            "It is hard for me when you do not talk to me afterwards and you are too busy"
            " scrolling. I would love it if you talked to me afterwards."
        ),
    ),
    (
        "she won't give me my side back after she's all over the bed",
        "I would love it if you gave me my side back afterwards.",
    ),
    (
        "you want to chat and i can't keep my eyes open after",
        "It is hard for me that you want to chat. I cannot keep my eyes open afterwards.",
    ),
    ("i need reassurance after we've done something new", "after we have done something new."),
    ("it's like the minute it's over i'm on my own", "The minute it is over, I am on my own."),
    ("i need to talk about it the day after not straight away", "the day after, not right away."),
    # how much
    ("you don't stay long enough", "It is hard for me when you do not stay long enough."),
    (
        "i need a cuddle after not a big one just a little one",
        "I need a cuddle afterwards, not a big one, only a little one.",
    ),
    # what is so without it, and what it does to one
    (
        "i need to hear you're okay or i lie awake worrying",
        "I need to hear you are okay, otherwise I lie awake worrying.",
    ),
    (
        "can you hold me for a bit it makes me feel safe",
        "I would love it if you could hold me for a bit, as it makes me feel safe.",
    ),
    (
        "i need some water and you never think of that",
        "I need some water. It is hard for me when you",
    ),
    (
        "you keep asking am i okay and i just want quiet",
        "It is hard for me when you keep asking whether I am okay. I want quiet.",
    ),
    ("i want to be asked what i'd like", "I would love to be asked what I would like."),
    ("i have to ask you three times for a hug", "I have to ask you three times for a hug."),
    # a wish that does not turn round
    (
        "it makes me feel special when you wash my hair",
        "you wash my hair. I would love more of that.",
    ),
    (
        "it made me feel close to you when you held my hand",
        "I felt close to you when you held my hand. I would love more of that.",
    ),
    (
        "never leave me alone after that again",
        "I would rather you did not leave me alone after that",
    ),
    ("never laugh at me when i cry", "I would rather you did not laugh at me when I cry."),
    (
        "hold me after and don't talk",
        "I would love it if you could hold me afterwards and not talk.",
    ),
    (
        "talk to me don't just lie there",
        "I would love it if you could talk to me. I would rather you did not lie there.",
    ),
    (
        "you better not leave straight after again",
        "I would rather you did not leave straight after",
    ),
    ("don't you care how i feel", "It is hard for me when you do not care how I feel."),
    ("they hugged me and it felt forced", "When you hugged me, it felt forced."),
    (
        "you asked me to leave so you could sleep",
        "It was hard for me when you asked me to leave so you could sleep.",
    ),
    ("i feel better when you rub my shoulders", "I would love to share more of that."),
    ("we need a signal for when i've had enough talking", "if we had a signal for when I have had"),
    ("we should have talked about it", "I wish we had talked about it."),
    ("i wish we'd stayed in bed longer", "I wish we had stayed in bed longer."),
    ("i need you to stop talking and just hold me", "if you could stop talking and hold me."),
    (
        "i need you not to touch my neck after",
        "I would rather you did not touch my neck afterwards.",
    ),
    (
        "would you mind not talking for a bit after",
        "if you could stop talking for a bit afterwards.",
    ),
    (
        "you sleep with your back to me",
        "I would love it if you stayed turned towards me for a while.",
    ),
    (
        "i hate waking up and you're gone",
        "It is hard for me that you are gone when I wake up.",
    ),
    (
        "when i cry after it's not because you did something wrong",
        "When I cry afterwards, it is not because you did something wrong.",
    ),
    (
        "next time bring me some water please",
        "Next time, I would love it if you could bring me some water.",
    ),
    ("when i ask for a hug you say in a minute and it never comes", "and it does not come."),
)


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.mark.parametrize(("said", "statement"), KEPT, ids=[said for said, _ in KEPT])
def test_it_is_kept(engine: IStatements, said: str, statement: str) -> None:
    assert statement in snapshot.statement(engine, said)


@pytest.mark.parametrize(
    ("said", "statement"),
    [
        # a time that only looks like one of these
        ("i need you near me after you are dressed", "you near me after you are dressed."),
        ("never ask me how i feel", "I would love it if you asked me how I feel."),
        ("you could not care less how i feel", "I would love to feel that you care how I feel."),
        (
            "i feel less close to you when you text other people",
            "I would love it if you did not do that.",
        ),
    ],
)
def test_what_only_looks_like_it(engine: IStatements, said: str, statement: str) -> None:
    assert statement in snapshot.statement(engine, said)


@pytest.mark.parametrize(
    "said",
    [
        "the way you hold me after is too tight",
        # broken off, or both sides of a sum
        "i always say thank you and you never do",
        "it's always about how you feel and never about how i feel",
    ],
)
def test_better_not_followed_than_garbled(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Unclear()
