"""Where the rules have not followed: a guess is offered as one, or nothing is, as before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from content import load
from content.loader import read_folder, root_folder
from content.schema import NONE, ThemeExamples
from skill.dialogue import Dialogue
from skill.flows.guesses import LIKELY, NEXT, SURE, Guesses
from skill.flows.istatement import Rewritten
from skill.flows.istatement.refusals import UNEASY
from skill.speech import as_text
from skill.state import to_json
from skill.turn import Helping, Idle, InCoach, Reply, SlotValue, State, Turn
from skill.understanding.matcher import Understanding
from skill.understanding.reading import Reader, key
from skill.understanding.safety import Safety
from skill.understanding.training.sentences import themed
from tests.coach import playing, snapshot
from tests.coach.playing import at

CATALOG = load("en-US")
PRACTICE = State(InCoach(phase="practice"))
SIDEWAYS = "umbrellas yellow"
"""No rule follows it."""
FOLLOWED = "you never hold me after"
GUESSES = CATALOG.coach.practice.guess
NEXT_GUESSES = CATALOG.coach.practice.next_guess
EVERYBODYS = {"you never say anything nice to me after"}
"""What three authors wrote by themselves who did not know that it is learnt from."""
FEWEST = 8
"""Sentences of each author for a theme."""


@dataclass
class Opinions:
    """What is thought of whatever is heard: how likely danger and each theme are."""

    unease: float = 0.0
    likely: Mapping[str, float] = field(default_factory=dict)


OPINIONS = Opinions()


@cache
def _listening() -> Dialogue:
    # One for all tests, as reading the grammar takes a second.
    safety = Safety(CATALOG, unease=lambda _: OPINIONS.unease)
    return Dialogue(CATALOG, safety, lambda _: OPINIONS.likely)


def dialogue(unease: float = 0.0, **likely: float) -> Dialogue:
    """The dialogue, which from now on takes whatever it hears for so likely about each theme."""
    OPINIONS.unease, OPINIONS.likely = unease, likely
    return _listening()


def said(text: str = SIDEWAYS) -> Turn:
    return Turn("no_match", text=text)


def slot(text: str = SIDEWAYS) -> Turn:
    """As Alexa hands it over: nothing but the words of a slot."""
    return Turn("intent", intent="IStatementIntent", slots={"complaint": SlotValue(text)})


def intent(name: str) -> Turn:
    return Turn("intent", intent=name)


def sentence(theme: str, way: int = 0) -> str:
    found = CATALOG.themes.named(theme).ways[way]
    return f"{found.hard} {found.wish}"


def play(dialogue: Dialogue, *turns: Turn, state: State = PRACTICE) -> tuple[list[Reply], State]:
    return playing.play(dialogue, state, *turns)


def opens_with(reply: Reply, leads: tuple[str, ...]) -> bool:
    return as_text(reply.speech).startswith(leads)


# -- what is offered -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turn", "state"),
    [(said(), PRACTICE), (slot(), PRACTICE), (slot(), State())],
    ids=["words", "slot", "unasked"],
)
def test_a_likely_theme_is_offered_as_a_guess_and_asked_about(turn: Turn, state: State) -> None:
    (reply,), after = play(dialogue(phone=LIKELY), turn, state=state)
    assert opens_with(reply, GUESSES)
    assert sentence("phone") in as_text(reply.speech)
    assert as_text(reply.speech).endswith(CATALOG.coach.practice.check)
    assert at(after).phase == "check"
    assert SIDEWAYS not in json.dumps(to_json(after))


def test_a_boundary_leaves_room_for_a_no_in_its_own_words() -> None:
    (reply,), _ = play(dialogue(space=0.9), said())
    assert CATALOG.coach.frames.boundary_request[0] in as_text(reply.speech)


def test_what_the_rules_follow_is_never_guessed() -> None:
    (reply,), after = play(dialogue(phone=1.0), said(FOLLOWED))
    assert opens_with(reply, CATALOG.coach.practice.offer)
    assert at(after).guesses == ()


@pytest.mark.parametrize(
    "likely", [{"phone": LIKELY - 0.01}, {"phone": 0.3, NONE: 0.31}], ids=["unlikely", "none"]
)
def test_without_a_likely_theme_it_is_declined_in_words(likely: dict[str, float]) -> None:
    unsure = dialogue(**likely)
    for turn in (said(), slot()):
        (reply,), after = play(unsure, turn)
        assert CATALOG.coach.practice.unclear in as_text(reply.speech)
        assert at(after).phase == "practice"


@pytest.mark.parametrize("name", ["AftercareIdeasIntent", "FaqIntent", "AffirmationIntent"])
def test_what_was_understood_as_a_request_is_not_guessed_about(name: str) -> None:
    (reply,), _ = play(dialogue(phone=1.0), Turn("intent", intent=name, text=SIDEWAYS))
    assert not opens_with(reply, GUESSES)


def test_uneasy_words_are_not_guessed_about() -> None:
    # The words alone would have led to a question before the coach hears them.
    for unease, guessed in ((UNEASY - 0.01, True), (UNEASY, False)):
        (reply,), _ = play(dialogue(unease, phone=1.0), slot())
        assert opens_with(reply, GUESSES) is guessed


def test_fear_is_never_guessed() -> None:
    for text in ("he makes me do things afterwards", "i am scared of what you will do to me"):
        for turn in (said(text), slot(text)):
            _, after = play(dialogue(phone=1.0), turn)
            assert isinstance(after.position, Helping)


def test_a_request_for_the_coach_that_says_nothing_yet_is_not_guessed() -> None:
    turn = Turn("intent", intent="IStatementIntent", text="help me say something")
    (reply,), _ = play(dialogue(none=1.0), turn)
    assert opens_with(reply, CATALOG.coach.practice.invite)


# -- a wish where the rules know of none -----------------------------------------------------------

FRAMES = CATALOG.coach.frames
VAGUE = [
    wish.format(time=time)
    for wishes in (FRAMES.otherwise, FRAMES.stop, FRAMES.comfort)
    for wish in wishes
    for time in ("", " next time")
]


@pytest.mark.parametrize("way", [0, 1])
@pytest.mark.parametrize("vague", VAGUE)
def test_the_wish_of_a_theme_takes_the_place_of_one_that_says_nothing(vague: str, way: int) -> None:
    said = Rewritten(f"It is hard for me when you buy a boat. {vague}", "Would you?")
    wished = Guesses(CATALOG, lambda _: {"money": SURE}).with_wish(said, "a boat", 0.0, way)
    wish = CATALOG.themes.named("money").ways[way].wish
    assert wished == Rewritten(f"It is hard for me when you buy a boat. {wish}", "Would you?")


@pytest.mark.parametrize(
    ("statement", "unease", "likely"),
    [
        (f"You buy boats. {VAGUE[0]}", 0.0, {"money": SURE - 0.01}),
        (f"You buy boats. {VAGUE[0]}", 0.0, {"money": SURE, NONE: SURE + 0.01}),
        (f"You buy boats. {VAGUE[0]}", UNEASY, {"money": 1.0}),
        (f"You buy boats. {VAGUE[0]} I like the sea.", 0.0, {"money": 1.0}),
        ("I would love it if you asked me.", 0.0, {"money": 1.0}),
        (VAGUE[0], 0.0, {"money": 1.0}),
    ],
    ids=["unsure", "rather-none", "uneasy", "not-the-end", "a-wish", "nothing-else"],
)
def test_otherwise_what_the_rules_said_stays(
    statement: str, unease: float, likely: dict[str, float]
) -> None:
    said = Rewritten(statement, "Would you?")
    assert Guesses(CATALOG, lambda _: likely).with_wish(said, "boats", unease, 0) == said


def test_the_coach_ends_with_that_wish() -> None:
    answers = ((text, snapshot.engine().rewrite(text)) for text in snapshot.texts())
    text = next(
        text
        for text, answer in answers
        if isinstance(answer, Rewritten) and answer.statement.endswith(tuple(VAGUE))
    )
    for turn in (said(text), slot(text)):
        (reply,), after = play(dialogue(effort=0.9), turn)
        assert opens_with(reply, CATALOG.coach.practice.offer)
        assert CATALOG.themes.named("effort").ways[0].wish in as_text(reply.speech)
        assert not any(vague in as_text(reply.speech) for vague in VAGUE)
        assert at(after).guesses == ()


# -- what follows ----------------------------------------------------------------------------------


def test_a_yes_keeps_it() -> None:
    replies, after = play(dialogue(phone=0.9), said(), intent("AMAZON.YesIntent"))
    assert opens_with(replies[-1], CATALOG.coach.practice.kept)
    assert isinstance(after.position, Idle)


def test_a_repeat_tells_again_that_it_is_a_guess() -> None:
    replies, _ = play(dialogue(phone=0.9), said(), intent("AMAZON.RepeatIntent"))
    assert opens_with(replies[-1], GUESSES)
    assert sentence("phone") in as_text(replies[-1].speech)


def test_a_no_offers_the_next_theme_and_then_asks_again() -> None:
    both = dialogue(phone=0.5, sleep=NEXT)
    replies, after = play(both, said(), intent("AMAZON.NoIntent"))
    assert opens_with(replies[-1], NEXT_GUESSES)
    assert sentence("sleep") in as_text(replies[-1].speech)
    replies, after = play(both, intent("AMAZON.NoIntent"), state=after)
    assert opens_with(replies[-1], CATALOG.coach.practice.another)
    assert at(after).phase == "practice"
    assert at(after).guesses == ()


def test_a_no_with_nothing_else_likely_asks_again_and_tries_another_wording() -> None:
    one = dialogue(phone=0.9, sleep=NEXT - 0.01)
    replies, _ = play(one, said(), intent("AMAZON.NoIntent"), said())
    assert opens_with(replies[1], CATALOG.coach.practice.another)
    assert sentence("phone", 1) in as_text(replies[-1].speech)


def test_guesses_come_to_an_end() -> None:
    both, state = dialogue(phone=0.5, sleep=0.4), PRACTICE
    for _ in range(3):
        _, state = play(
            both, said(), intent("AMAZON.NoIntent"), intent("AMAZON.NoIntent"), state=state
        )
    assert isinstance(state.position, Idle)


def test_a_theme_that_there_is_no_longer_is_let_go() -> None:
    old = State(InCoach(phase="check", candidate="I would love a hug.", guesses=("gone",)))
    _, after = dialogue().handle(intent("AMAZON.NoIntent"), old)
    assert isinstance(after.position, Idle)


# -- the content, and what was learnt from it ------------------------------------------------------


def test_every_theme_has_examples_by_every_author_and_none_has_two_sentences_alike() -> None:
    authors = list(read_folder(root_folder(), "en-US/themes", ThemeExamples, "id"))
    assert len(authors) > 1
    for author in authors:
        found = author.item.themes
        assert set(found) == {*CATALOG.themes.ids, NONE}
        assert all(len(set(lines)) >= FEWEST for lines in found.values()), author.name
    spoken = [
        text for one in CATALOG.themes.themes for way in one.ways for text in (way.hard, way.wish)
    ]
    assert len(set(spoken)) == len(spoken)


def test_nothing_that_is_measured_with_is_learnt_from() -> None:
    reader = Reader(CATALOG.hearing, CATALOG.numbers)
    here = Path(__file__).parent
    measured = {key(reader.clean(text)) for text in snapshot.texts()}
    for file in here.glob("*.txt"):
        if file != snapshot.FILE:
            measured |= {key(reader.clean(text)) for text in file.read_text("utf-8").splitlines()}
    learnt = [text for source in themed(CATALOG) if source.author for text in source.sentences]
    assert len(measured) > 700
    assert len(learnt) > 1500
    found = {text for text in learnt if key(reader.clean(text)) in measured}
    assert found <= EVERYBODYS


@pytest.fixture(scope="module")
def trained() -> Dialogue:
    understanding = Understanding(CATALOG)
    if understanding.missing:
        pytest.skip(f"the trained model cannot be loaded: {understanding.missing}")
    return Dialogue(CATALOG, Safety(CATALOG, unease=understanding.unease), understanding.themes)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("out like a light, that's him, and me wide awake", "sleep"),
        ("my birthday, not a card in sight", "forgets-days"),
        ("not a text on sunday, not a text on monday", "next-day"),
    ],
)
def test_what_is_said_sideways_is_guessed(trained: Dialogue, text: str, theme: str) -> None:
    for turn in (said(text), slot(text)):
        (reply,), after = play(trained, turn)
        assert opens_with(reply, GUESSES), as_text(reply.speech)
        assert at(after).guesses[0] == theme


@pytest.mark.parametrize(
    "text",
    [
        "what a gorgeous evening that was, honestly",
        "is this thing listening, and who hears it",
        "hmm, no idea really, it's all a bit of a muddle",
    ],
)
def test_praise_questions_and_mumbling_are_not_guessed(trained: Dialogue, text: str) -> None:
    for turn in (said(text), slot(text)):
        (reply,), _ = play(trained, turn)
        assert not opens_with(reply, GUESSES)
