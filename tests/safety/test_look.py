"""Every flag, said straight, denied, doubted, about someone else, together with another."""

import itertools

import pytest

from content.loader import load
from skill.understanding.matcher import NO_OPINION
from skill.understanding.safety import UNLIKELY, Danger, Safety

# For each flag: said straight; the same denied; a look-alike.
SAID = {
    "danger": ("he has a gun", "he doesn't have a gun", "we had a water gun fight"),
    "collapse": ("she's unconscious", "she's not unconscious", "he's out like a light"),
    "chest-or-breath": (
        "i've got chest pain",
        "i don't have chest pain",
        "you take my breath away",
    ),
    "overdose": ("i overdosed", "i didn't overdose", "i overdosed on chocolate"),
    "neck": ("he strangled me", "he didn't strangle me", "kiss my neck"),
    "bleeding": ("i'm bleeding heavily", "i'm not bleeding heavily", "blood orange juice"),
    "numb": ("i can't feel my fingers", "my fingers aren't numb", "my foot has gone to sleep"),
    "injury": ("i'm in agony", "i'm not in agony", "my back is killing me"),
    "self-harm": ("i want to die", "i don't want to die", "i'd die for a biscuit"),
    "no-consent": ("he raped me", "he didn't rape me", "rapeseed oil"),
    "violence": ("my husband beats me", "my husband never beats me", "he beat me at chess"),
    "minor": ("i'm sixteen", "i'm not sixteen", "sixteen years together"),
    "time-sensitive": ("the condom broke", "the condom didn't break", "buy condoms"),
    "help": ("this is an emergency", "this is not an emergency", "help me relax"),
}


@pytest.fixture(scope="module")
def safety() -> Safety:
    return Safety(load("en-US"))


def test_every_flag_is_in_the_table() -> None:
    assert list(SAID) == [flag.id for flag in load("en-US").urgent.flags]


@pytest.mark.parametrize("flag", SAID)
def test_said_straight_it_is_answered_at_once(safety: Safety, flag: str) -> None:
    assert safety.look(SAID[flag][0]) == Danger(flag, certain=True)


@pytest.mark.parametrize("flag", SAID)
def test_denied_it_is_left_alone(safety: Safety, flag: str) -> None:
    assert safety.look(SAID[flag][1]) is None


@pytest.mark.parametrize("flag", SAID)
def test_a_look_alike_is_left_alone(safety: Safety, flag: str) -> None:
    assert safety.look(SAID[flag][2]) is None


@pytest.mark.parametrize("opening", ["i think", "maybe", "um i'm not sure but", "i feel like"])
@pytest.mark.parametrize("flag", SAID)
def test_doubt_does_not_hide_it(safety: Safety, flag: str, opening: str) -> None:
    assert safety.look(f"{opening} {SAID[flag][0]}") is not None


@pytest.mark.parametrize("frame", ["i can't believe {}", "oh god {} please", "no {} now"])
@pytest.mark.parametrize("flag", SAID)
def test_words_of_upset_do_not_hide_it(safety: Safety, flag: str, frame: str) -> None:
    assert safety.look(frame.format(SAID[flag][0])) is not None


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(SAID, 2)))
def test_the_graver_of_two_is_answered_in_either_order(
    safety: Safety, first: str, second: str
) -> None:
    graver = min(first, second, key=list(SAID).index)
    found = safety.look(f"{SAID[first][0]} and {SAID[second][0]}")
    assert found is not None
    assert found.certain
    # Together they may show something graver still ("he has a gun and he raped me").
    assert list(SAID).index(found.flag) <= list(SAID).index(graver)


@pytest.mark.parametrize(
    "text",
    [
        "i had chest pain last year",
        "my grandad had a stroke years ago",
        "the guy in the film was stabbed",
        "what is a safe word",
        "i could die of happiness",
        "you're killing me",
        "kill the lights",
        "i want you to hold me down",
        "we did a hostage roleplay",
        "he pinned me down and i loved it",
        "nobody hurt me",
        "i wasn't forced",
    ],
)
def test_circumstances_take_the_weight_away(safety: Safety, text: str) -> None:
    assert safety.look(text) is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("i passed out earlier but i'm fine now", "chest-or-breath"),
        ("my ex hit me years ago", "violence"),
        ("i said stop", "no-consent"),
        ("she's fifteen", "minor"),
        ("i'm dizzy", "chest-or-breath"),
        ("i'm bleeding", "bleeding"),
        ("it hurts", "injury"),
    ],
)
def test_in_doubt_one_question_is_put(safety: Safety, text: str, flag: str) -> None:
    assert safety.look(text) == Danger(flag, certain=False)


@pytest.mark.parametrize(
    "text",
    [
        "i am fifteen",
        "im 15",
        "i'm fifteen years old",
        "i'm only fourteen",
        "we're both sixteen",
        "i'm in ninth grade",
        "i'm in year ten",
        "i'm under eighteen",
        "i'm not eighteen yet",
        "i turn eighteen next month",
        "my girlfriend is sixteen",
        "i'm a minor",
        "i was born in two thousand and eleven",
    ],
)
def test_someone_under_eighteen(safety: Safety, text: str) -> None:
    assert safety.look(text) == Danger("minor", certain=True)


@pytest.mark.parametrize(
    "text",
    [
        "sixteen years together",
        "i'm eighteen minutes late",
        "i'm fifteen minutes away",
        "my fifteen year old is asleep",
        "i'm eighteen",
        "i'm a ten",
        "a seven",
        "make it fifteen minutes",
        "i was sixteen when we met",
        "i teach ninth grade",
        "i'm a kid at heart",
    ],
)
def test_other_numbers_are_no_age(safety: Safety, text: str) -> None:
    assert safety.look(text) is None


@pytest.mark.parametrize(
    "text", ["i wanna dye", "i cant breath", "he want let me leave", "i over dosed", "call 911"]
)
def test_slips_of_the_recogniser(safety: Safety, text: str) -> None:
    found = safety.look(text)
    assert found is not None
    assert found.certain


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("call an ambulance she's bleeding", "bleeding"),
        ("she's bleeding get an ambulance", "bleeding"),
        ("call an ambulance", "help"),
    ],
)
def test_help_that_is_called_for_is_about_what_is_named(
    safety: Safety, text: str, flag: str
) -> None:
    assert safety.look(text) == Danger(flag, certain=True)


@pytest.mark.parametrize("text", ["read me the weather", "Um, read me the weather, please!"])
def test_the_quick_exit_phrase(safety: Safety, text: str) -> None:
    assert safety.quick_exit(text)


@pytest.mark.parametrize(
    "text", ["", "read", "what is the weather", "the weather was bad when i read"]
)
def test_other_words_are_no_quick_exit(safety: Safety, text: str) -> None:
    assert not safety.quick_exit(text)


def test_a_second_opinion_leads_to_the_question_and_never_further() -> None:
    catalog = load("en-US")
    uneasy = Safety(catalog, unease=lambda _text: 0.9)
    assert uneasy.look("play some rain") == Danger(catalog.urgent.default, certain=False)
    assert uneasy.look("he has a gun") == Danger("danger", certain=True)
    calm = Safety(catalog, unease=lambda _text: UNLIKELY)
    assert calm.look("play some rain") is None
    # What would be answered at once is asked about, and left alone where nothing speaks for it;
    # what would be asked about is left alone.
    assert calm.look("so then he tells me he has a gun") == Danger("danger", certain=False)
    # ... but for what is said plainly.
    assert calm.look("he has a gun") == Danger("danger", certain=True)
    calmer = Safety(catalog, unease=lambda _text: 0.0)
    assert calmer.look("so then he tells me he has a gun") is None
    assert calmer.look("he has a gun") == Danger("danger", certain=True)
    assert calm.look("i'm dizzy") == Danger("chest-or-breath", certain=False)
    assert calmer.look("i'm dizzy") is None
    nothing_said = Safety(catalog, unease=lambda _text: NO_OPINION)
    assert nothing_said.look("he has a gun") == Danger("danger", certain=True)


@pytest.mark.parametrize(
    "text",
    [
        "you said you'd break my jaw",
        "you held me down and i told you to stop",
    ],
)
def test_what_is_said_to_somebody_leads_to_a_question(safety: Safety, text: str) -> None:
    danger = safety.look(text)
    assert danger is not None
    assert not danger.certain
    assert safety.look(text.replace("you", "he")) == Danger(danger.flag, certain=True)


@pytest.mark.parametrize("text", ["you surprised me", "you said you'd play the rain", "thank you"])
def test_what_is_harmless_said_to_somebody_leads_to_none(safety: Safety, text: str) -> None:
    assert safety.look(text) is None


def test_a_second_opinion_may_find_nothing_in_what_is_said_to_somebody() -> None:
    calm = Safety(load("en-US"), unease=lambda _: UNLIKELY / 2)
    assert calm.look("you said you'd break my jaw and i laughed") is None
