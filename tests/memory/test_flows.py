"""Remembering, recalling and forgetting by voice, on a real store."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from skill.kept import (
    Effect,
    Figures,
    KeepFigures,
    KeepSettings,
    Lock,
    Remembered,
    Settings,
)
from skill.memory.ports import Done, Everything, Lost, Person, Problem, Recalled, Refused
from skill.turn import (
    InFeedback,
    InScript,
    Keeping,
    Request,
    Turn,
)
from skill.understanding import Recognized
from tests.memory.conftest import ME, PIN, Kept
from tests.memory.talking import (
    ASK_FIGURES,
    ASK_SETTINGS,
    CATALOG,
    DIALOGUE,
    Talk,
    understanding,
)

WORDS = CATALOG.memory
FAR = Person("service", "amzn1.ask.account.SOMEBODY")


def talk(kept: Kept, person: Person = ME) -> Talk:
    return Talk(DIALOGUE, kept.keeper(), person)


def everything(kept: Kept, person: Person = ME) -> Everything:
    found = kept.keeper().everything(person)
    assert isinstance(found, Everything)
    return found


def willing(kept: Kept, *, figures: bool = False, person: Person = ME) -> None:
    effects: list[Effect] = [KeepSettings(Settings())]
    effects += [Lock(PIN), KeepFigures()] if figures else []
    assert kept.keeper().apply(person, effects) == Done()


class Broken:
    """A memory that cannot be reached."""

    def recall(self, person: Person) -> Recalled | Lost:  # noqa: ARG002 - the port's signature
        return Lost(Problem.UNREACHABLE)

    def apply(self, person: Person, effects: Sequence[Effect]) -> Done | Lost:  # noqa: ARG002 - the port's signature
        return Lost(Problem.UNREACHABLE)

    def everything(self, person: Person) -> Everything | Lost:  # noqa: ARG002 - the port's signature
        return Lost(Problem.UNREACHABLE)

    def unlock(self, person: Person, digits: str) -> Refused | Lost:  # noqa: ARG002 - the port's signature
        return Lost(Problem.UNREACHABLE)


class Forgetful(Broken):
    """A memory that can be read and not written."""

    def __init__(self, known: Remembered) -> None:
        self._known = known

    def recall(self, person: Person) -> Recalled | Lost:  # noqa: ARG002 - the port's signature
        return Recalled(self._known)


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [ME, FAR])
def test_a_setting_is_kept_after_a_yes_and_holds_at_the_next_start(
    sqlite: Kept, person: Person
) -> None:
    first = talk(sqlite, person)
    first.launch()
    said = first.say("SetPreferenceIntent", preference="speed", value="slow")
    assert said.startswith(WORDS.set["pace-slow"])
    assert ASK_SETTINGS in said
    assert not sqlite.key_file.parent.exists()
    assert WORDS.kept in first.say("Yes")
    assert everything(sqlite, person).settings == Settings(pace=0.8)
    second = talk(sqlite, person)
    second.launch()
    assert second.state.pace == 0.8
    assert WORDS.told["pace-slow"] in second.say("GetPreferenceIntent")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("I don't want any music", {"preference": "music", "value": "off"}),
        ("keep my settings", {"preference": "memory"}),
    ],
)
def test_what_a_wish_about_settings_means(said: str, wanted: dict[str, str]) -> None:
    heard = understanding().recognize(said)
    assert isinstance(heard, Recognized)
    assert {name: slot.value for name, slot in heard.request.slots.items()} == wanted


def test_a_no_keeps_nothing(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.say("SetPreferenceIntent", preference="volume", value="whisper")
    session.say("No")
    assert session.state.style == "whisper"
    assert not sqlite.key_file.parent.exists()


def test_whoever_has_said_yes_is_not_asked_again(sqlite: Kept) -> None:
    willing(sqlite, figures=True)
    session = talk(sqlite)
    said = session.say("SetPreferenceIntent", preference="length", minutes=9)
    assert said.startswith("Ten minutes")
    assert WORDS.kept_too in said
    assert everything(sqlite).settings == Settings(minutes=10)
    session.say("BreathingIntent")
    assert isinstance(session.state.position, InScript)
    assert session.state.position.minutes == 10


@pytest.mark.parametrize(
    ("slots", "wanted"),
    [
        ({"preference": "speed", "value": "slow"}, Settings(pace=0.8)),
        ({"preference": "speed", "value": "fast"}, Settings(pace=1.1)),
        ({"value": "slow"}, Settings(pace=0.8)),
        ({"preference": "voice", "value": "quiet"}, Settings(style="soft")),
        ({"preference": "voice", "value": "slow"}, Settings(pace=0.8)),
        ({"preference": "volume", "value": "whisper"}, Settings(style="whisper")),
        ({"preference": "length", "value": "short"}, Settings(minutes=3)),
        ({"preference": "length", "minutes": 5}, Settings(minutes=5)),
        ({"preference": "music", "value": "off"}, Settings(background=False)),
        ({"preference": "discreet words", "value": "on"}, Settings(discreet=True)),
        ({"preference": "discreet words"}, Settings(discreet=True)),
    ],
)
def test_every_setting_can_be_made(
    sqlite: Kept, slots: dict[str, str | int], wanted: Settings
) -> None:
    willing(sqlite)
    talk(sqlite).say("SetPreferenceIntent", **slots)
    assert everything(sqlite).settings == wanted
    named = str(slots.get("preference", "speed"))
    usual = "on" if named == "music" else "normal"
    talk(sqlite).say("SetPreferenceIntent", preference=named, value=usual)
    settings = everything(sqlite).settings
    assert settings is not None
    if slots != {"preference": "voice", "value": "slow"}:  # a normal voice is a full one
        assert settings == Settings()


@pytest.mark.parametrize("slots", [{}, {"preference": "speed"}, {"preference": "language"}])
def test_what_is_unclear_is_asked(sqlite: Kept, slots: dict[str, str]) -> None:
    session = talk(sqlite)
    before = session.state
    said = session.say("SetPreferenceIntent", **slots)
    assert said in (WORDS.set_what, WORDS.set_unknown)
    assert replace(session.state, recalled=False) == before


def test_a_setting_in_a_script_takes_hold_and_the_script_goes_on(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    session.say("BreathingIntent")
    said = session.say("SetPreferenceIntent", preference="speed", value="slow")
    assert said.startswith(WORDS.set["pace-slow"])
    assert session.reply is not None
    assert session.reply.after == "proceed"
    assert everything(sqlite).settings == Settings(pace=0.8)


def test_what_the_session_has_is_not_taken_back_by_what_is_kept(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    session.launch()
    session.say("BreathingIntent")
    session.say("SlowerIntent")
    pace = session.state.pace
    session.go_on()
    session.say("Pause")
    assert session.state.pace == pace < 1


def test_discreet_greetings(sqlite: Kept) -> None:
    effect = KeepSettings(Settings(discreet=True))
    assert sqlite.keeper().apply(ME, [effect]) == Done()
    assert talk(sqlite).launch() in WORDS.discreet_launch


# -- places ----------------------------------------------------------------------------------------


def stopped(kept: Kept, person: Person = ME) -> InScript:
    session = talk(kept, person)
    session.launch()
    session.say("BreathingIntent", minutes=5)
    for _ in range(3):
        session.go_on()
    position = session.state.position
    assert isinstance(position, InScript)
    session.say("Stop")
    return position


@pytest.mark.parametrize("person", [ME, FAR])
@pytest.mark.parametrize("first", ["launch", "Resume"])
def test_a_script_goes_on_where_it_was_stopped(sqlite: Kept, person: Person, first: str) -> None:
    willing(sqlite, person=person)
    position = stopped(sqlite, person)
    session = talk(sqlite, person)
    if first == "launch":
        title = CATALOG.scripts[position.script].title
        assert session.launch() == WORDS.offer_place.format(title=title)
        assert isinstance(session.state.position, Keeping)
        session.say("Yes")
    else:
        session.say("Resume")
    again = session.state.position
    assert isinstance(again, InScript)
    # The part is given again; what was heard of it counts, so that the length is true.
    assert again == replace(position, elapsed=again.elapsed, lead=again.lead)
    assert again.elapsed > position.elapsed
    assert everything(sqlite, person).place is None
    session.go_on()
    assert isinstance(session.state.position, InScript)
    assert (session.state.position.section, session.state.position.round) != (
        position.section,
        position.round,
    )


def test_a_no_to_the_place_forgets_it(sqlite: Kept) -> None:
    willing(sqlite)
    stopped(sqlite)
    session = talk(sqlite)
    session.launch()
    session.say("No")
    assert everything(sqlite).place is None
    assert talk(sqlite).launch() != WORDS.offer_place


def test_without_a_yes_no_place_is_kept(sqlite: Kept) -> None:
    stopped(sqlite)
    assert not sqlite.key_file.parent.exists()


def test_a_session_that_ends_by_itself_keeps_the_place(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    session.say("BreathingIntent", minutes=5)
    session._take(Turn("end"))
    assert everything(sqlite).place is not None


def test_quick_exit_leaves_no_place(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    session.say("BreathingIntent", minutes=5)
    session.say("QuickExitIntent")
    assert everything(sqlite).place is None


# -- figures ---------------------------------------------------------------------------------------


def check_in(kept: Kept, person: Person = ME) -> str:
    session = talk(kept, person)
    opened = session.say("StartCheckInIntent")
    session.say("ScaleAnswerIntent", number=4)
    session.say("FeelingAnswerIntent", feeling="overwhelmed")
    session.say("EaseAnswerIntent", ease="carry-on")
    session.say("Next")
    session.say("NeedAnswerIntent", need="water")
    return opened


def test_answers_are_kept_after_a_specific_yes_alone(sqlite: Kept) -> None:
    willing(sqlite)
    assert "Nothing is saved" in check_in(sqlite)
    assert everything(sqlite).closed == 0
    session = talk(sqlite)
    assert session.say("RecallLastIntent").startswith(ASK_FIGURES)
    assert session.say("Yes") == WORDS.lock.choose
    assert "Nothing is saved" in check_in(sqlite)  # not before there are digits
    assert session.digits(PIN) == WORDS.lock.again
    assert WORDS.kept_figures in session.digits(PIN)
    opened = check_in(sqlite)
    assert opened.startswith(WORDS.figures_opening)
    assert "Nothing is saved" not in opened
    (day,) = sqlite.figures()
    assert day.figures == Figures(rating=4, mood="tense", need="water")


def test_a_yes_to_the_numbers_is_a_yes_to_nothing_else(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.say("SlowerIntent")
    session.say("SetPreferenceIntent", "Remember my answers!", preference="memory")
    session.say("Yes")
    session.digits(PIN)
    session.digits(PIN)
    session.say("BreathingIntent", minutes=5)
    session.go_on()
    session.say("Stop")
    assert everything(sqlite) == Everything(locked=True)


def test_check_ins_alone_are_forgotten_and_no_more_are_kept(sqlite: Kept) -> None:
    willing(sqlite, figures=True)
    check_in(sqlite)
    session = talk(sqlite)
    asked = session.say("DeleteDataIntent", "Please forget my check-ins.")
    assert asked.startswith(WORDS.ask_no_figures)
    assert session.say("Yes").startswith(WORDS.forgotten_figures)
    check_in(sqlite)
    assert everything(sqlite) == Everything(settings=Settings())
    session = talk(sqlite)
    session.say("DeleteDataIntent")
    session.say("Yes")
    assert not list(sqlite.key_file.parent.iterdir())


def test_questions_name_the_days_that_hold_here(sqlite: Kept) -> None:
    session = Talk(DIALOGUE, sqlite.keeper(kept_days=1))
    said = session.say("SetPreferenceIntent", preference="memory")
    assert said == WORDS.ask_settings.format(days="one day")


def test_how_was_it_last_time(sqlite: Kept) -> None:
    willing(sqlite, figures=True)
    session = talk(sqlite)
    assert session.say("RecallLastIntent").startswith(WORDS.last_none)
    check_in(sqlite)
    assert talk(sqlite).say("RecallLastIntent").startswith(WORDS.last_none)
    sqlite.days.pass_by(1)
    session = talk(sqlite)
    assert session.say("RecallLastIntent") == WORDS.lock.look
    said = session.digits(PIN)
    for part in (WORDS.last_yesterday, "you said four", WORDS.last_mood["tense"], "was water"):
        assert part in said
    sqlite.days.pass_by(1)
    session = talk(sqlite)
    session.say("RecallLastIntent")
    assert "two days ago" in session.digits(PIN)


def test_nothing_private_is_read_back_while_others_take_part(sqlite: Kept) -> None:
    willing(sqlite, figures=True)
    check_in(sqlite)
    sqlite.days.pass_by(1)
    session = talk(sqlite)
    session.say("PartnerFeedbackIntent")
    assert isinstance(session.state.position, InFeedback)
    assert session.say("RecallLastIntent").startswith(WORDS.last_private)


def test_own_words_are_not_kept(sqlite: Kept) -> None:
    willing(sqlite, figures=True)
    session = talk(sqlite)
    session.say("StartCheckInIntent")
    session.say("Next")
    session.not_understood("like marmalade on a piano")
    session.say("EaseAnswerIntent", ease="carry-on")
    session.say("Next")
    session.not_understood("a marmalade sandwich")
    assert everything(sqlite).closed == 0


def test_the_rating_after_calming_is_kept_too(sqlite: Kept) -> None:
    willing(sqlite, figures=True)
    session = talk(sqlite)
    session.say("StartCheckInIntent")
    session.say("ScaleAnswerIntent", number=4)
    for _ in range(4):
        session.say("Next")
    session.say("Yes")
    while isinstance(session.state.position, InScript):
        session.go_on()
    session.say("Yes")
    session.say("ScaleAnswerIntent", number=7)
    (day,) = sqlite.figures()
    assert day.figures == Figures(rating=4, after=7)


def test_the_service_keeps_no_answers(sqlite: Kept) -> None:
    willing(sqlite, figures=True, person=FAR)
    check_in(sqlite, FAR)
    assert everything(sqlite, FAR) == Everything(settings=Settings())
    assert talk(sqlite, FAR).say("RecallLastIntent").startswith(WORDS.last_none_kept)


# -- telling and forgetting ------------------------------------------------------------------------


def test_what_do_you_know_about_me(sqlite: Kept) -> None:
    general = talk(sqlite).say("PrivacyIntent")
    willing(sqlite, figures=True)
    check_in(sqlite)
    said = talk(sqlite).say("PrivacyIntent")
    assert said != general
    assert WORDS.things["settings"] in said
    assert WORDS.things["figures"] in said
    assert WORDS.things["place"] not in said
    assert WORDS.export in said


@pytest.mark.parametrize("person", [ME, FAR])
def test_forget_everything_asks_once_and_does_it(sqlite: Kept, person: Person) -> None:
    effect = KeepSettings(Settings(pace=0.8))
    assert sqlite.keeper().apply(person, [effect]) == Done()
    session = talk(sqlite, person)
    assert session.say("DeleteDataIntent", "forget everything").startswith(WORDS.ask_everything)
    assert everything(sqlite, person) != Everything()
    assert session.say("Yes").startswith(WORDS.forgotten)
    assert everything(sqlite, person) == Everything()
    assert session.state.pace == 1.0
    assert session.say("DeleteDataIntent").startswith(WORDS.nothing_kept)


def test_an_unsure_wish_to_delete_is_asked_once_too(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    unsure = (Request("DeleteDataIntent"),)
    said = session._take(Turn("no_match", text="forget everything", candidates=unsure))
    assert said.startswith(WORDS.ask_everything)
    session.say("Yes")
    assert everything(sqlite) == Everything()


def test_forget_today(sqlite: Kept) -> None:
    willing(sqlite, figures=True)
    check_in(sqlite)
    sqlite.days.pass_by(1)
    check_in(sqlite)
    session = talk(sqlite)
    assert session.say("DeleteDataIntent", "Forget today.").startswith(WORDS.ask_today)
    assert session.say("Yes").startswith(WORDS.forgotten_today)
    assert [day.day for day in sqlite.figures()] == [sqlite.days.day.replace(day=10)]
    assert everything(sqlite).settings is not None


def test_a_no_deletes_nothing(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    session.say("DeleteDataIntent")
    session.say("No")
    assert everything(sqlite).settings is not None


def test_forgetting_in_a_script_leaves_the_script_waiting(sqlite: Kept) -> None:
    willing(sqlite)
    session = talk(sqlite)
    session.say("BreathingIntent")
    session.say("DeleteDataIntent")
    said = session.say("Yes")
    assert said.endswith(CATALOG.phrases.go_on)
    session.say("Yes")
    assert isinstance(session.state.position, InScript)
