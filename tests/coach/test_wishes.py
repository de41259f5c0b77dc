"""The wish that ends a statement says what would help, where the words or what is known tell it."""

import pytest

from skill.flows.istatement import IStatements, Rewritten, Unclear
from tests.coach import snapshot

STAY = "I would love it if you stayed with me for a while"
WISHES: tuple[tuple[str, str], ...] = (
    # what is known to help, in place of "another way"
    ("you were on your laptop within about a minute", "some time together without your laptop"),
    ("he switched the big light on and started packing his bag", f"{STAY} next time."),
    ("she pulled on her boots and went out to feed the hens", f"{STAY} next time."),
    (
        "i was low and you behaved as if you hadn't seen",
        "I would love it if you noticed next time.",
    ),
    ("you talk about your ex when we lie there", "if that time was for us alone."),
    ("you get huffy when i need a moment", "I would love it if that was all right with you."),
    ("you murmur lovely things during and then nothing", "there was some of that afterwards too."),
    ("i feel sad when you go back to your own flat", f"{STAY}."),
    ("i was so relaxed until you got up and left", f"{STAY} next time."),
    ("you were so cold to me on sunday after the party", "if you were warmer with me next time."),
    (
        "she starts going on about her boss as soon as i lie down",
        "I would love it if we had some quiet first.",
    ),
    ("you go on about golf when i need to talk about us", "I would love it if you heard me out."),
    ("he went all icy on me on monday", "I would love it if you were warmer with me next time."),
    (
        "you left me to wash everything on my own",
        "I would love it if we did that together next time.",
    ),
    ("you behave like a stranger the moment it's over", "if you were still close to me."),
    ("i'm so fed up of you going to the pub straight after", f"{STAY}."),
    ("it's like i don't matter once you've finished", "I would love to feel that I matter to you."),
    ("i'm worried you'll go off me now", "I would love to hear that we are okay."),
    # what one does not know can be told
    ("you stare at the wall and i never know what you want", "I would love it if you told me."),
    ("i lie awake wondering whether you liked it", "I would love it if you told me."),
    # what is not done, done
    (
        "nobody ever asks about me i'm always the one asking",
        "I would love it if you asked about me.",
    ),
    (
        "you don't hug me you don't thank me you just leave",
        "I would love it if you hugged me and thanked me.",
    ),
    ("you poured yourself some wine and didn't pour me any", "if you poured me some next time."),
    # what was asked for
    ("i asked for a pillow and you threw me a jumper", "I would love a pillow next time."),
    # how one is afterwards is nobody's doing
    (
        "i get really weepy after and you look cross",
        ("I get weepy afterwards. It is hard for me when you look cross."),
    ),
    ("i feel so low afterwards and he just looks bored", "I feel so low afterwards. It is hard"),
    # a good feeling is not blamed on what ended it
    (
        "you made me feel so loved and then you left",
        "You made me feel so loved. It was hard for me",
    ),
    ("i hate being left alone straight after", f"{STAY}."),
)
KEPT: tuple[tuple[str, str], ...] = (
    ("for heaven's sake put the tablet down after", "if you put the tablet down afterwards."),
    ("oh my gosh can you not put the news on", "I would rather you did not put the news on."),
    ("quit asking if i liked it it tires me out", "as it makes me feel worn out."),
    (
        "stop asking me if it was good every single time",
        "stop asking me if it was good every time.",
    ),
    (
        "if you must leave at least hug me first",
        "If you have to leave, I would love it if you could",
    ),
    (
        "if i get weepy after just hold me",
        "If I get weepy afterwards, I would love it if you could",
    ),
    ("i'm not asking for much just five minutes", "I would love five minutes."),
    ("i don't want to chat right then i want to rest first", "I do not want to chat right then."),
    ("nobody holds me after i'm the one who holds everybody", "nobody holds me afterwards. I am"),
    ("she's always gone before i wake up", "you are gone before I wake up."),
    ("can we not talk about bills straight after", "I would rather we did not talk about bills"),
    ("i don't want to hear about your boss when we're in bed", "I would rather not hear about"),
    ("i need you not to chat after i like it calm", "chat afterwards. I like it calm."),
    (
        "you start moaning about traffic every time",
        "when you start moaning about traffic every time.",
    ),
    ("i want to be the big spoon sometimes", "I would love to be the big spoon sometimes."),
    ("i hate it when you shower so soon", "It is hard for me when you shower so soon."),
)
HARMLESS: tuple[str, ...] = (
    "i loved it when you made us pancakes after i want that every time",
    "she makes me go and get the towels every time",
    "you made me walk home in the snow",
    "the silence after scares me",
    "i don't get a say in what we watch after",
)
FORCE: tuple[str, ...] = (
    "i don't get a say",
    "i never get a say in what happens to me",
    "you make me go and get the belt",
    "you made me walk home in the rain because i said no",
    "he makes us do it when i say no",
    "the way he looks scares me",
)


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.mark.parametrize(("said", "wish"), WISHES)
def test_the_wish_says_what_would_help(engine: IStatements, said: str, wish: str) -> None:
    assert wish in snapshot.statement(engine, said)


@pytest.mark.parametrize(("said", "part"), KEPT)
def test_nothing_that_matters_is_lost(engine: IStatements, said: str, part: str) -> None:
    assert part in snapshot.statement(engine, said)


@pytest.mark.parametrize("said", HARMLESS)
def test_a_chore_a_meal_and_a_quiet_are_no_force(engine: IStatements, said: str) -> None:
    assert isinstance(engine.rewrite(said), Rewritten)


@pytest.mark.parametrize("said", FORCE)
def test_force_beside_it_is_refused_as_before(engine: IStatements, said: str) -> None:
    assert snapshot.answer(engine, said) == "(harm)"


def test_what_somebody_said_is_not_cut_in_two(engine: IStatements) -> None:
    assert isinstance(engine.rewrite("you rolled over and said right i'm hungry"), Unclear)
