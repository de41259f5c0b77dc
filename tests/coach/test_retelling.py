"""What is not short is told again in the words it was said in, in the first person."""

import pytest
from pydantic import ValidationError

from content.retelling import Heard, captured
from skill.flows.istatement import IStatements, Rewritten
from tests.coach import snapshot

STOP = " I would love it if you did not do that."
ANOTHER = " I would love it if we found another way."
TOLD: tuple[tuple[str, str], ...] = (
    # "then" as a time; since when; how often; what one is not; what one may do then
    (
        "every time the cat cries you get up, even then, even then",
        (
            "It is hard for me that every time the cat cries, you get up, even then."
            " I would love it if you stayed close for a while first."
        ),
    ),
    (
        "you don't kiss me anymore not since christmas",
        "I miss how you used to kiss me before Christmas. I would love to have that again.",
    ),
    (
        "he checks the score every single time, the second we're done, you know",
        "It is hard for me that you check the score every time, the second we are done." + STOP,
    ),
    (
        "it's not that i'm cross it's that you'd promised to stay",
        (
            "I am not cross. You had promised to stay, and that matters to me."
            " I would love it if we kept to it."
        ),
    ),
    (
        "what i'd really like is a cup of tea and my feet rubbed and then you can go and play",
        "I would love a cup of tea and my feet rubbed, and after that you can go play.",
    ),
    (
        "if you have to leave early then tell me before, not after",
        "If you have to leave early, I would love it if you could tell me before, not afterwards.",
    ),
    # a thing that is told of further, a choice, a degree
    (
        "i want ten minutes where we lie there and we don't say anything",
        "I want ten minutes where we lie there and we do not say anything.",
    ),
    (
        "she cries after and i don't know whether to hold her or leave her be",
        (
            "When you cry afterwards, I do not know whether to hold you or leave you to yourself."
            + ANOTHER
        ),
    ),
    (
        "i'm dreading going home sunday, the house is so empty after a weekend with you",
        (
            "I am dreading going home Sunday. The house is so empty after a weekend with you."
            " I would love to talk about it with you."
        ),
    ),
    # what is good beside what is hard
    (
        "he brings me water and it's lovely but then he sits across the room",
        (
            "You bring me water, and it is lovely. It is hard for me when you sit across the room."
            + ANOTHER
        ),
    ),
    (
        "i used the word and you stopped and got me water, i'd like you to sit with me too",
        (
            "I used the word, and you stopped and got me water."
            " I would love it if you could sit with me too."
        ),
    ),
    (
        "i could murder you for finishing my crisps on a sunday night",
        (
            "I feel annoyed about you finishing my crisps on a Sunday night."
            " I would love to talk it over with you."
        ),
    ),
    # what is done; what is so with oneself before and after it; what then is
    (
        "you asked me where the charger was while i was still shaking all over",
        (
            "It was hard for me that you asked me where the charger was while I was still shaking"
            " all over. I would love it if you did not do that next time."
        ),
    ),
    (
        "i waited up for you on friday and you came in at one smelling of chips",
        (
            "I waited up for you on Friday. It was hard for me when you came in at one smelling of"
            " chips. I would love it if you did not do that next time."
        ),
    ),
    (
        "you take your hearing aids out straight away and then i've nobody to talk to",
        (
            "When you take your hearing aids out right away, I have nobody to talk to."
            " I would love it if you did not take your hearing aids out."
        ),
    ),
    # a feeling that was told, and a turn of phrase for one
    (
        "it makes me feel like a parcel when you check your watch the second it's over",
        (
            "I feel like a parcel, because you check your watch the second it is over."
            " I would love it if we took our time."
        ),
    ),
    (
        "you hum the same advert jingle every time and it does my head in",
        "I feel frustrated when you hum the same advert jingle every time." + STOP,
    ),
    # a wish, however it is asked
    (
        "would it kill you to bring the big blanket through from the sofa for once",
        "I would love it if you could bring the big blanket through from the sofa.",
    ),
    (
        "how hard is it to put the lid back on the oil and not leave it on my pillow",
        "I would love it if you could put the lid back on the oil and not leave it on my pillow.",
    ),
    (
        "next time could you not mention your boss while i'm still under the covers",
        "Next time I would rather you did not mention your boss while I am still under the covers.",
    ),
    (
        "don't get me wrong i like the massage i'd just like it if you spoke to me during it",
        "I like the massage. I would love it if you spoke to me during it.",
    ),
    # what is not done, and what it would be for
    (
        "he never rings me the morning after so i know he got home all right",
        (
            "It is hard for me that you do not ring me the morning after."
            " I would love it if you did, so I know you got home all right."
        ),
    ),
    (
        "you still can't say one nice thing to me in daylight after all these years",
        (
            "It is hard for me that you still cannot say one nice thing to me in daylight after all"
            " these years. I would love it if you could."
        ),
    ),
    (
        "you only reach over for my hand when the lights have been out for an hour",
        (
            "It is hard for me that you only reach over for my hand when the lights have been out"
            " for an hour. I would love it at other times too."
        ),
    ),
    # what is good is not called hard; a promise is kept to
    (
        "on holiday you stroked my hair for hours and at home i get a pat on the shoulder",
        (
            "I loved it when you stroked my hair for hours on holiday."
            " At home I get a pat on the shoulder. I would love more of that."
        ),
    ),
    (
        "you promised me there would be no emails after ten o'clock",
        (
            "You promised me there would be no emails after ten o'clock, and that matters to me."
            " I would love it if we kept to it."
        ),
    ),
    # a name, a threat that carries nothing, a start that was given up, words said twice
    (
        "mehmet takes all the pillows one more time and i'm moving to my sister's",
        "It is hard for me when you take all the pillows one more time." + STOP,
    ),
    (
        "i want, i sort of want, i want the lamp on low and no talking for a bit",
        "I want the lamp on low and no talking for a bit.",
    ),
    # a plural that is things, and one that is the partner
    (
        "she folds the clean towels and then drops them on my pillow",
        "It is hard for me when you fold the clean towels and then drop them on my pillow." + STOP,
    ),
    (
        "they hum in bed and i've asked them twice to leave it",
        (
            "It is hard for me when you hum in bed. I have asked you twice to leave it."
            " I would love it if you did not hum in bed."
        ),
    ),
    # a good feeling that something ended, and what one has done about it
    (
        "i felt so close to you and then you asked about the gas meter",
        (
            "I felt very close to you. It was hard for me when you asked about the gas meter."
            " I would love it if you did not do that next time."
        ),
    ),
    (
        "your feet are freezing and i've bought you three pairs of socks",
        (
            "It is hard for me when your feet are freezing. I have bought you three pairs of socks."
            + ANOTHER
        ),
    ),
    # what is told of oneself alone holds a wish, or what the other does
    (
        "i can't stand being poked when i'm dozing off",
        "I cannot stand being poked when I am dozing off." + STOP,
    ),
    (
        "i'm tired of being the one who makes the bed",
        "I am tired of being the one who makes the bed. I would love it if we took turns.",
    ),
    (
        "i'm fed up of always having to ask for a hug",
        "I am fed up of having to ask for a hug every time. I would love it if I did not have to.",
    ),
    (
        "i felt small when you mumbled about my hair to the neighbours",
        (
            "I felt small when you mumbled about my hair to the neighbours."
            " I would love it if you did not do that next time."
        ),
    ),
    (
        "i get so nervous waiting for you to say a word",
        (
            "I get so nervous waiting for you to say a word."
            " I would love it if you could say a word."
        ),
    ),
    (
        "i had to strip the bed by myself while you read the paper",
        (
            "I had to strip the bed by myself while you read the paper."
            " I would love it if we did that together."
        ),
    ),
    ("i don't feel heard", "I do not feel heard. I would love to feel heard."),
    # a wish that fits where one is plain
    (
        "i get wobbly after and you act like it's no big deal",
        (
            "I get wobbly afterwards. It is hard for me when you act like it is no big deal."
            " I would love it if you took it seriously."
        ),
    ),
    (
        "ever since the wedding you've stopped being tender after",
        (
            "It is hard for me that since the wedding, you have stopped being tender afterwards."
            " I would love it if you were tender again."
        ),
    ),
    (
        "you forgot i can't stand being left with the lights off",
        (
            "It was hard for me when you forgot I cannot stand being left with the lights off."
            " I would love it if you remembered next time."
        ),
    ),
    # what is so beside what is done is no result of it; what is about a wish comes after it
    (
        "you handle me like old china afterwards and i'm perfectly fine",
        (
            "It is hard for me when you handle me like old china afterwards."
            " I am perfectly fine."
            " I would love it if you did not handle me like old china."
        ),
    ),
    (
        "i need to sit by myself for a bit and you get all grumpy about it",
        ("I need to sit by myself for a bit. It is hard for me when you get all grumpy about it."),
    ),
    (
        "my wife never wants to talk about the things we tried",
        (
            "It is hard for me when you do not want to talk about the things we tried."
            " I would love it if we could."
        ),
    ),
    (
        "every single time you start on about your boss",
        "It is hard for me when you start on about your boss every time." + STOP,
    ),
    (
        "you said you'd wait for me and then you nodded off",
        (
            "You said you would wait for me, and then you nodded off. That was hard for me."
            " I would love it if we kept to it."
        ),
    ),
    # jibes are left out, and what was said of a time is kept
    (
        "you left the cap off the shampoo again, queen of the bathroom",
        (
            "It was hard for me when you left the cap off the shampoo again."
            " I would love it if you did not do that next time."
        ),
    ),
    (
        "you're like a toddler, you sulk whenever i want the window open",
        "It is hard for me that you sulk whenever I want the window open." + STOP,
    ),
    (
        "twenty two years and you've never once asked me to dance in the kitchen",
        (
            "It is hard for me that in twenty two years you have not asked me to dance in the"
            " kitchen. I would love it if you did."
        ),
    ),
)


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.mark.parametrize(("said", "statement"), TOLD, ids=[said for said, _ in TOLD])
def test_it_is_told_again(engine: IStatements, said: str, statement: str) -> None:
    assert snapshot.statement(engine, said) == statement


@pytest.mark.parametrize(
    "said",
    [
        "thanks for asking by the way yes i did have a lovely time",
        "i didn't not enjoy it but i didn't like all the guessing either",
        "always the same, lights, teeth, ten minutes, night",
        # good, or said to mean the opposite
        "it's easier when you stay the night",
        "you left and that's great",
        "she forced me to admit i like being the little spoon",
        # said to mean the opposite, or told of somebody who is not named
        "oh you're a world champion at listening, you are, all evening long",
        "honestly a goldfish would've noticed that i was cold",
        "you tell me it's fine, the shelf's fine, it's fine",
        "help me say it so he doesn't think i hate the caravan",
        "you know i told you that he was here with all his bags",
        "the game is on at eight and the pizza is getting cold on the table",
    ],
)
def test_what_has_no_clause_to_tell_again_is_not_followed(engine: IStatements, said: str) -> None:
    assert not isinstance(engine.rewrite(said), Rewritten)


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("a {x} [b {y}] (c {z:i-we}|d {z} {q})", {"x", "z"}),
        ("(a|b {x}) {y}", {"y"}),
        ("{x} a|{x} b {y}", {"x"}),
        ("why [do not] you", set()),
    ],
)
def test_what_a_pattern_captures_whichever_way_it_matches(pattern: str, names: set[str]) -> None:
    assert captured(pattern) == names


def test_nothing_is_said_that_a_pattern_may_not_have_heard() -> None:
    """It would end the program when somebody says it the other way."""
    with pytest.raises(ValidationError, match=r"'how come \{x\}' may match without s"):
        Heard(on=("why are {s} {x}", "how come {x}"), say="{s} are {x}")
