"""Question cards that are kept: with the settings, each person's own, gone when forgotten."""

import pytest

from skill.kept import KeepSettings, Settings
from skill.memory.ports import Done, Everything, Person
from skill.turn import Idle, InFeedback, Keeping
from tests.memory.conftest import ME, Kept
from tests.memory.talking import ASK_SETTINGS, CATALOG, DIALOGUE, Talk

OTHER = Person("local", "2")
FAR = Person("service", "amzn1.ask.account.SOMEBODY")
MEMORY = CATALOG.memory
PACK = CATALOG.feedback["cards"]
assert PACK.favorites is not None
WORDS = PACK.favorites
FIRST, SECOND = (prompt.id for prompt in PACK.prompts[:2])


def talk(kept: Kept, person: Person = ME) -> Talk:
    return Talk(DIALOGUE, kept.keeper(), person)


def playing(kept: Kept, person: Person = ME) -> Talk:
    """A session in which both have said yes to cards, and the first is open."""
    session = talk(kept, person)
    session.launch()
    session.say("PartnerFeedbackIntent", format="cards")
    session.say("Yes")
    session.say("Yes")
    return session


def willing(kept: Kept, *cards: str, person: Person = ME) -> None:
    assert kept.keeper().apply(person, [KeepSettings(Settings(cards=cards))]) == Done()


def there(kept: Kept, person: Person = ME) -> Settings | None:
    found = kept.keeper().everything(person)
    assert isinstance(found, Everything)
    return found.settings


def test_nothing_is_kept_unless_settings_are(kept: Kept) -> None:
    session = playing(kept)
    said = session.say("KeepCardIntent", "keep this card")
    assert WORDS.kept in said
    assert WORDS.how_to_keep in said
    assert session.state.cards == (FIRST,)
    assert there(kept) is None
    session.say("Next")
    said = session.say("KeepCardIntent", "keep this card")
    assert WORDS.how_to_keep not in said, "said once"
    assert "You kept" not in talk(kept).say("FavoriteCardsIntent")


def test_a_yes_to_keeping_settings_keeps_them_too(kept: Kept) -> None:
    session = playing(kept)
    session.say("KeepCardIntent", "keep this card")
    assert ASK_SETTINGS in session.say("SetPreferenceIntent", preference="memory", value="on")
    assert MEMORY.kept in session.say("Yes")
    assert there(kept) == Settings(cards=(FIRST,))


def test_asking_to_keep_them_with_no_card_open_asks_the_question(kept: Kept) -> None:
    session = playing(kept)
    session.say("KeepCardIntent", "keep this card")
    session.say("NavigateHome")
    assert session.say("KeepCardIntent", "keep our favorite cards") == ASK_SETTINGS
    assert isinstance(session.state.position, Keeping)


@pytest.mark.parametrize("person", [ME, FAR], ids=["own machine", "service"])
def test_where_settings_are_kept_a_card_is_too_and_comes_back(kept: Kept, person: Person) -> None:
    willing(kept, person=person)
    session = playing(kept, person)
    assert WORDS.how_to_keep not in session.say("KeepCardIntent", "keep this card")
    session.say("Next")
    session.say("KeepCardIntent", "keep this card")
    assert there(kept, person) == Settings(cards=(FIRST, SECOND))
    later = talk(kept, person)
    names = [prompt.name for prompt in PACK.prompts[:2]]
    said = later.say("FavoriteCardsIntent")
    assert f"{names[1]} {CATALOG.plan.and_} {names[0]}" in said
    later.say("Yes")
    later.say("Yes")
    assert PACK.prompts[0].first in later.say("Yes")
    assert WORDS.taken_out in later.say("DropCardIntent")
    assert there(kept, person) == Settings(cards=(SECOND,))


def test_one_never_sees_the_other_s(kept: Kept) -> None:
    willing(kept, FIRST)
    willing(kept, SECOND, person=OTHER)
    said = talk(kept, OTHER).say("FavoriteCardsIntent")
    assert PACK.prompts[1].name is not None
    assert PACK.prompts[1].name in said
    assert PACK.prompts[0].name is not None
    assert PACK.prompts[0].name not in said


def test_they_are_told_and_forgotten(kept: Kept) -> None:
    willing(kept, FIRST)
    session = talk(kept)
    assert MEMORY.things["cards"] in session.say("PrivacyIntent")
    session.say("DeleteDataIntent")
    assert MEMORY.forgotten in session.say("Yes")
    assert there(kept) is None
    assert WORDS.none_yet in session.say("FavoriteCardsIntent")
    assert session.state.cards == ()


def test_forgetting_what_only_the_session_knows(kept: Kept) -> None:
    session = playing(kept)
    session.say("KeepCardIntent", "keep this card")
    assert MEMORY.nothing_kept in session.say("DeleteDataIntent", "forget everything")
    assert session.state.cards == ()


def test_a_card_of_another_version_is_left_out(kept: Kept) -> None:
    willing(kept, "no such card", FIRST)
    session = talk(kept)
    session.say("FavoriteCardsIntent")
    session.say("Yes")
    assert isinstance(session.state.position, InFeedback)
    assert session.state.position.deck == (FIRST,)


def test_of_many_cards_a_few_are_named(kept: Kept) -> None:
    every = tuple(prompt.id for prompt in PACK.prompts)
    willing(kept, *every)
    said = talk(kept).say("FavoriteCardsIntent")
    assert WORDS.more.format(number="ten") in said
    assert len(every) == 16, "sixteen less the six that are named are ten"


def test_a_favorite_that_is_set_while_a_card_is_open_is_that_card(kept: Kept) -> None:
    session = playing(kept)
    session.say("SetPreferenceIntent", preference="favorite script")
    assert session.state.cards == (FIRST,)
    assert session.say("GetPreferenceIntent", preference="favorite script").startswith(
        PACK.prompts[0].first
    )
    session.say("NavigateHome")
    assert isinstance(session.state.position, Idle)
    session.say("SetPreferenceIntent", preference="favorite script")
    assert session.state.cards == (FIRST,)


def test_forget_today_tells_that_cards_stay(sqlite: Kept) -> None:
    willing(sqlite, FIRST)
    session = talk(sqlite)
    session.launch()
    assert session.say("DeleteDataIntent", "forget today").startswith(MEMORY.ask_today)
    assert MEMORY.today_leaves in session.say("Yes")
    kept = there(sqlite)
    assert kept is not None
    assert kept.cards == (FIRST,)
