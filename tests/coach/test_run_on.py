"""Sentences run on as speech does, and what limits what is said, with the whole answer."""

import pytest

from skill.flows.istatement import IStatements, Rewritten, Unclear
from skill.flows.istatement.patterns import PAUSE
from tests.coach import snapshot

RUN_ON: tuple[tuple[str, str], ...] = (
    # a bare subject and its verb begin a clause of their own
    (
        "you don't let me sleep you start planning the week",
        (
            "It is hard for me when you do not let me sleep and you start planning the week."
            " I would love it if you let me sleep."
        ),
    ),
    (
        "you never fetch me a glass i always have to get out of bed",
        (
            "It is hard for me when you do not fetch me a glass."
            " I have to get out of bed every time. I would love it if you fetched me a glass."
        ),
    ),
    (
        "she never stays for supper she always gets the bus",
        (
            "It is hard for me when you do not stay for supper and you get the bus."
            " I would love it if you stayed for supper."
        ),
    ),
    (
        "i get shy after and you don't reassure me you just smirk",
        (
            "I get shy afterwards. It is hard for me when you do not reassure me and you smirk."
            " I would love it if you reassured me."
        ),
    ),
    (
        "stop opening the curtains it drives me mad",
        ("I would love it if you could stop opening the curtains, as it makes me feel frustrated."),
    ),
    # and so does a request
    (
        "don't just sit there talk to me",
        "I would rather you did not sit there. I would love it if you could talk to me.",
    ),
    (
        "please don't hug me for a bit after please just sit near me",
        (
            "I would rather you did not hug me for a bit afterwards."
            " I would love it if you could sit near me."
        ),
    ),
    (
        "i loved how you sang to me last night can we do that again",
        "I loved how you sang to me last night. I would love it if we could do that again.",
    ),
    (
        "i've told you a thousand times don't poke me when i'm dozing",
        ("I have told you a thousand times. I would rather you did not poke me when I am dozing."),
    ),
    # what limits it is kept
    (
        "you only ever send a wave after our calls",
        (
            "It is hard for me that you only send a wave after our calls."
            " I would love it if there was more than that."
        ),
    ),
    (
        "you always say sweet things right after but never any other time",
        (
            "It is hard for me that you say sweet things right afterwards but not at other times."
            " I would love it at other times too."
        ),
    ),
    (
        "you never stay for tea not even on sundays",
        (
            "It is hard for me when you do not stay for tea, not even on Sundays."
            " I would love it if you did."
        ),
    ),
    (
        "you couldn't wait to ring your brother",
        (
            "It was hard for me when you were in a hurry to ring your brother."
            " I would love it if we took our time next time."
        ),
    ),
    # what may follow once a wish is met
    (
        "i need a shower first and then you can cuddle me",
        "I need a shower first, and after that you can cuddle me.",
    ),
    (
        "i need five minutes alone and then i'll come and find you",
        "I need five minutes alone, and after that I will come and find you.",
    ),
    # orders
    ("you can't just yawn and leave", "I would rather you did not yawn and leave."),
    ("tell her she's not to just start hoovering", "I would rather you did not start hoovering."),
    (
        "you've got to stop humming, nobody can sleep",
        "Nobody can sleep. I would love it if you could stop humming.",
    ),
    (
        "it would kill you to say something kind wouldn't it",
        "I would love it if you could say something kind.",
    ),
    # what would turn round its meaning in words of ours
    (
        "i hate it that you have to whistle after",
        "I find it hard when you whistle afterwards. I would love it if you did not do that.",
    ),
    ("you don't get to just walk out", "I would rather you did not walk out."),
    (
        "i felt really loved when you painted my nails",
        "I felt loved when you painted my nails. I would love more of that.",
    ),
    (
        "i'm not ready to talk about it yet",
        "I am not ready to talk about it yet. I would love a little more time first.",
    ),
    (
        "you left without a kiss not even a wave",
        (
            "It was hard for me when you left without a kiss, not even a wave."
            " I would love it if you stayed with me for a while next time."
        ),
    ),
    (
        "i like it when you hum to me and you've stopped",
        "I like it when you hum to me. It is hard for me that you have stopped.",
    ),
    (
        "i loved it when you warmed my feet do it again",
        "I loved it when you warmed my feet. I would love it if you could do it again.",
    ),
    (
        "i feel low and i don't know why can you sit with me",
        "I feel low. I would love it if you could sit with me.",
    ),
    (
        "we said no laptops and you had yours out",
        (
            "We said no laptops and you had yours out. That was hard for me."
            " I would love it if we kept to it."
        ),
    ),
    (
        "you never want to know what i didn't like",
        (
            "It is hard for me when you do not want to know what I did not like."
            " I would love it if we found another way."
        ),
    ),
    ("i want to talk about last night", "I would love to talk about last night."),
    (
        "i don't get enough peace with you after",
        "I would love more peace with you afterwards.",
    ),
    (
        "i hate having to walk home by the canal",
        "I find it hard to have to walk home by the canal. I would love it if I did not have to.",
    ),
    (
        "i know you have exams but ten minutes wouldn't kill you",
        "I would love ten minutes.",
    ),
    (
        "it's dull without you come here for a bit",
        (
            "It is hard for me when it is dull without you."
            " I would love it if you could come here for a bit."
        ),
    ),
    (
        "you've changed since we moved house you used to sing to me",
        (
            "It is hard for me that you have changed since we moved house."
            " I miss how you used to sing to me. I would love to have that again."
        ),
    ),
    ("we could do with a lie down after", "I would love a lie down afterwards."),
    (
        "she makes out like i'm fussy",
        (
            "It is hard for me when you make out like I am fussy."
            " I would love it if you did not do that."
        ),
    ),
    ("you'd wait if you cared", "I would love it if you could wait."),
    (
        "you stroke me like you're in a rush",
        (
            "It is hard for me when you stroke me like you are in a rush."
            " I would love it if we took our time."
        ),
    ),
    (
        "you've not rung me since",
        "It is hard for me that you have not rung me since. I would love it if you did.",
    ),
    (
        "i crashed hard on tuesday and you didn't ring back",
        (
            "I crashed hard on Tuesday. It was hard for me when you did not ring back."
            " I would love it if you did next time."
        ),
    ),
    (
        "nobody warned me i'd be so low i wish you'd waited",
        ("It was hard for me when nobody warned me I would be so low. I wish you had waited."),
    ),
    ("i need a hug and not a lecture", "I would love a hug rather than a lecture."),
    # things named alike are no clause
    (
        "you never remember i want my socks and my reading glasses back",
        (
            "It is hard for me when you do not remember I want my socks and my reading glasses"
            " back. I would love it if you did."
        ),
    ),
    (
        "it hurts when you sleep in the spare room after",
        (
            "I feel hurt when you sleep in the spare room afterwards."
            " I would love it if we slept side by side."
        ),
    ),
)


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.mark.parametrize(("said", "statement"), RUN_ON, ids=[said for said, _ in RUN_ON])
def test_it_is_told_in_sentences(engine: IStatements, said: str, statement: str) -> None:
    assert snapshot.statement(engine, said) == statement


@pytest.mark.parametrize(
    "said",
    [
        # what came before waits for the clause
        "the towel you left on the bed is wet",
        "you said last night you would wake me",
        "i'm upset you didn't wait for me",
        "i miss the song you sing to me",
        "when you turn away i cry",
        "i want to help you fall asleep",
        "every time we finish you get up",
        "i hate the way you look at me",
        "you never tell me i look nice",
        "you smirk at the noises i make and now i feel shy about it",
    ],
)
def test_no_clause_is_begun(engine: IStatements, said: str) -> None:
    assert PAUSE not in engine._tokens.read(said)


ONE_TIME: tuple[tuple[str, str], ...] = (
    (
        "you forgot to bring the snacks again",
        (
            "It was hard for me when you forgot to bring the snacks again."
            " I would love it if you remembered next time."
        ),
    ),
    (
        "you forgot to ring me this morning",
        (
            "It was hard for me when you forgot to ring me this morning."
            " I would love it if you remembered next time."
        ),
    ),
    (
        "you didn't stroke my back last night",
        (
            "It was hard for me when you did not stroke my back last night."
            " I would love it if you did next time."
        ),
    ),
)


@pytest.mark.parametrize(("said", "statement"), ONE_TIME)
def test_what_happened_once_keeps_its_time(engine: IStatements, said: str, statement: str) -> None:
    assert snapshot.statement(engine, said) == statement


OFTEN = (
    "stop checking if i liked it every single time",
    "I would love it if you could stop checking if I liked it every time.",
)


def test_less_often_is_not_never(engine: IStatements) -> None:
    assert snapshot.statement(engine, OFTEN[0]) == OFTEN[1]


PLAIN: tuple[tuple[str, str], ...] = (
    (
        "tell her she can't just go and read her book when i still want a hug",
        "I would rather you did not go and read your book when I still want a hug.",
    ),
    (
        "he said cheers and went to sleep would you believe it",
        (
            "It was hard for me when you said cheers and went to sleep."
            " I would love it if we stayed awake together for a little while next time."
        ),
    ),
    ("you could at least have said good morning", "I wish you had at least said good morning."),
    (
        "i need some calm after not a long talk about how it was",
        "I need some calm afterwards and not a long talk about how it was.",
    ),
    (
        "you don't kiss me anymore after like you used to",
        "I miss how you used to kiss me afterwards. I would love to have that again.",
    ),
    (
        "you forgot the heater and i was shivery",
        (
            "When you forgot the heater, I was shivery."
            " I would love it if you remembered the heater next time."
        ),
    ),
    (
        "you didn't even say goodbye",
        "It was hard for me when you did not say goodbye. I would love it if you did next time.",
    ),
    (
        "i get scared when you go quiet on me",
        "I get scared when you go quiet on me. I would love it if we talked a little.",
    ),
)


@pytest.mark.parametrize(("said", "statement"), PLAIN)
def test_plain_speech_is_kept(engine: IStatements, said: str, statement: str) -> None:
    assert snapshot.statement(engine, said) == statement


AFTERWARDS: tuple[tuple[str, str], ...] = (
    (
        "she never wants to cuddle after she just goes quiet",
        (
            "It is hard for me when you do not want to cuddle afterwards and you go quiet."
            " I would love it if we could."
        ),
    ),
    (
        "you're so tender before and then afterwards you can't leave fast enough",
        (
            "It is hard for me that you are so tender before,"
            " but afterwards you are in a hurry to get away."
            " I would love it if we took our time."
        ),
    ),
)


@pytest.mark.parametrize(("said", "statement"), AFTERWARDS)
def test_after_may_end_a_clause(engine: IStatements, said: str, statement: str) -> None:
    assert snapshot.statement(engine, said) == statement


@pytest.mark.parametrize(
    "said", ["you never hug me after you", "not after you", "you left after i"]
)
def test_what_breaks_off_is_read_as_well(engine: IStatements, said: str) -> None:
    assert isinstance(engine.rewrite(said), Rewritten | Unclear)


@pytest.mark.parametrize(
    "said",
    ["who gets up and hoovers at a time like that", "no kiss no thanks nothing you just went"],
)
def test_better_declined_than_turned_round(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Unclear()


def test_a_promise_keeps_its_time(engine: IStatements) -> None:
    outcome = engine.rewrite("you said last night you would wake me")
    assert outcome != Unclear()
    assert isinstance(outcome, Rewritten)
    assert outcome.statement.startswith("You said last night that you would wake me, and that")
