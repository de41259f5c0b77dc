"""Turns of phrase that people dress a wish or a complaint in, with the whole answer."""

import pytest

from skill.flows.istatement import IStatements, Unclear
from tests.coach import snapshot

TALK = " I would love to talk about it with you."
ANOTHER = " I would love it if we found another way."
STOP = " I would love it if you did not do that."
TURNS: tuple[tuple[str, str], ...] = (
    # what only leads up to it is left out
    (
        "to be honest with you, and i'm not having a go, i just want a cuddle",
        "I want a cuddle.",
    ),
    (
        "this is a bit silly to say, but i miss dancing, we never do it anymore",
        "I miss dancing. I would love to have that again.",
    ),
    (
        "it's the humming, when i'm reading you do this little hum",
        "It is hard for me that when I am reading, you do this little hum." + STOP,
    ),
    # a wish however it is dressed
    (
        "can't we eat at the table for once, you're always on that sofa",
        (
            "It is hard for me when you are on that sofa."
            " I would love it if we could eat at the table."
        ),
    ),
    (
        "at sixty two you'd think a woman could tell me she's happy",
        "I would love it if you could tell me you are happy.",
    ),
    (
        "do you still love me or am i just handy for the school run",
        "I wonder if I am only handy for the school run. I would love to feel that you love me.",
    ),
    (
        "why is it always me that has to start the talking",
        (
            "It is me every time who has to start the talking."
            " I would love it if you could start the talking sometimes too."
        ),
    ),
    (
        "is it too much trouble to look up when i come in",
        "I would love it if you could look up when I come in.",
    ),
    (
        "i have asked you and asked you to close the gate",
        "I have asked you before. I would love it if you could close the gate.",
    ),
    (
        "what about me, when do i get a turn",
        "I would love to have a turn too.",
    ),
    (
        "well i suppose the beds make themselves in this house",
        "I would love some help with the beds.",
    ),
    (
        "would you mind warming your hands up first",
        "I would love it if you warmed your hands up first.",
    ),
    # promises: hard is that they were not kept
    (
        "omar you said you'd call when the train got in and i waited on the bench like an idiot",
        (
            "You said you would call when the train got in. I waited on the bench like a fool."
            " I would love it if we kept to it."
        ),
    ),
    (
        "you said you'd come on sunday and you didn't",
        (
            "You said you would come on Sunday and you did not. That was hard for me."
            " I would love it if we kept to it."
        ),
    ),
    # praise and what takes blame away are told as they are, and insults are not told
    (
        "you're lovely when we're alone but in front of your mates you act like you don't know me",
        (
            "You are lovely when we are alone. It is hard for me that in front of your mates you"
            " act like you do not know me." + ANOTHER
        ),
    ),
    (
        "she stopped the minute i asked, i just wish she'd not gone so stiff about it",
        "You stopped the minute I asked. I wish you had not gone so stiff about it.",
    ),
    (
        "i don't want to be touched for a while after, it's nothing to do with you",
        "I would rather not be touched for a while afterwards. It is nothing to do with you.",
    ),
    (
        "you're so selfish marco, you finish your plate and then you take the best of mine",
        "It is hard for me when you finish your plate, and then you take the best of mine." + STOP,
    ),
    # idioms of one's own
    (
        "you read my texts out to your mum and i wanted to go under the table",
        (
            "I felt ashamed when you read my texts out to your mum."
            " I would love it if you did not do that next time."
        ),
    ),
    (
        "you roll over and that's it, i could have been a bolster",
        (
            "I feel like a bolster when you roll over."
            " I would love it if you stayed turned towards me for a while."
        ),
    ),
    # people beside the two
    (
        "tell him his brother can't have our spare room, i was in my dressing gown",
        "I was in my dressing gown. I would rather your brother did not have our spare room.",
    ),
    (
        "my mother in law runs that kitchen like the navy and you never back me up",
        (
            "My mother in law runs that kitchen like the navy. It is hard for me when you do not"
            " back me up. I would love it if you did."
        ),
    ),
    (
        "nobody thanks me for anything round here, not a word",
        (
            "It is hard for me when nobody thanks me for anything round here, not a word."
            " I would love it if you did."
        ),
    ),
    (
        "she's started wearing her rings to bed and they scratch",
        "It is hard for me that you have started wearing your rings to bed and they scratch.",
    ),
    ("he talks about her in bed", "It is hard for me when you talk about her in bed." + STOP),
    (
        "we don't talk about his late wife and her picture's over the bed",
        "we do not talk about your late wife and her picture's over the bed.",
    ),
    (
        "i've nothing against your mother but she doesn't need to know when my period is",
        "I have nothing against your mother. She does not need to know when my period is." + TALK,
    ),
    (
        "you went and told your mum i'd been crying",
        (
            "It was hard for me when you went and told your mum I had been crying."
            " I would love it if you did not do that next time."
        ),
    ),
    # left undone, named again where something came between
    (
        "you stole all the best covers again last night and i'm froze",
        (
            "It was hard for me when you stole all the best covers again last night. I am freezing."
            " I would love it if you did not steal all the best covers next time."
        ),
    ),
    # what cannot be left undone, or is hard for what it lacks
    (
        "you feed the baby and i get nothing, not even a how are you",
        "When you feed the baby, I get nothing, not even a how are you." + ANOTHER,
    ),
    (
        "you snore and i can't sleep and then i'm wrecked at work",
        "When you snore, I cannot sleep. I am wrecked at work." + ANOTHER,
    ),
    ("i don't always want it to be about the baby", "Sometimes I do not want it to be about"),
)


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.mark.parametrize(("said", "statement"), TURNS, ids=[said for said, _ in TURNS])
def test_it_is_followed(engine: IStatements, said: str, statement: str) -> None:
    assert statement in snapshot.statement(engine, said)


@pytest.mark.parametrize(
    "said",
    [
        # whom "her" means cannot be known, nor who "you" would be
        "she tells her sister everything and then i have to sit across from her at lunch",
        "i get jealous when dani stays over at hers, i know we said it's okay",
        # praise that means the opposite, words that break off
        "you're brilliant with everyone else's problems",
        "you remembered my birthday, and thank you, but a voucher",
        "she'll murder me when she sees i've shrunk her good jumper",
        "you know how i like my tea, you've seen me make it a thousand times, and still",
    ],
)
def test_better_not_followed_than_wrong(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Unclear()
