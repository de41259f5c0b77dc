"""What a screen shows, as the response says it: names, times, sizes, touches."""

import json
import logging
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, get_args

import pytest

from content import load
from content.schema import CueStep, Script
from skill.alexa.limits import RESPONSE_BYTES, SSML_CHARACTERS
from skill.alexa.packing import pack
from skill.alexa.visuals import data
from skill.alexa.visuals.documents import COMMON, Name, document
from skill.alexa.visuals.words import choice_title, words
from skill.dialogue import Dialogue
from skill.speech import Pause, Speech
from skill.state import to_json
from skill.timing import say_seconds
from skill.turn import InFeedback, InScript, Phase, Position, Progress, Request, State, Turn
from tests.alexa.requests import launch
from tests.alexa.shows import APL, Show, validated
from tests.channels.alexa import spoken

CATALOG = load("en-US")
DIALOGUE = Dialogue(CATALOG)
NAMES: tuple[Name, ...] = get_args(Name)
START_OVER = "AMAZON.StartOverIntent"
LENGTHS = [
    pytest.param(script, minutes, id=f"{script.id}-{minutes}")
    for script in CATALOG.scripts.values()
    for minutes in script.minutes
]


def breathing(show: Show, minutes: int = 3) -> dict[str, Any]:
    return show.say("BreathingIntent", technique="box-breathing", minutes=minutes)


def show_at(position: Position, **changes: Any) -> Show:  # noqa: ANN401 - any field of the state
    show = Show()
    show.attributes = {"v": 1, "state": to_json(State(position, **changes))}
    return show


def rows(breath: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns of the breath as steps."""
    columns = {name: column for name, column in breath.items() if isinstance(column, list)}
    return [dict(zip(columns, step, strict=True)) for step in zip(*columns.values(), strict=True)]


# -- the same times as the voice -------------------------------------------------------------------


def breaths(speech: Speech, script: Script) -> Iterator[tuple[str, float, float]]:
    """Each breath as it is spoken: its word, from when, for how long."""
    steps = [
        step
        for section in script.sections
        for nth in range(len(section.rounds or "."))
        for step in section.round_steps(nth)
    ]
    called = words("en-US").breath
    known = {s.cue: called[s.breath] for s in steps if isinstance(s, CueStep) and s.breath}
    at = 0.0
    for item, following in pairwise((*speech, Pause(0))):
        if isinstance(item, Pause):
            at += item.seconds
            continue
        seconds = say_seconds(item.text, item.pace)
        if isinstance(following, Pause) and following.beat is not None and item.text in known:
            yield known[item.text], at, seconds + following.seconds
        at += seconds


@pytest.mark.parametrize("pace", [1.0, 0.8])
@pytest.mark.parametrize(("script", "minutes"), LENGTHS)
def test_the_circle_keeps_the_times_that_are_spoken(
    script: Script, minutes: float, pace: float
) -> None:
    state = State(InScript(script.id, minutes), pace=pace)
    packed = pack(DIALOGUE, Turn("intent", intent=START_OVER), state)
    assert packed.visual is not None
    assert packed.visual.progress is not None
    heard = list(breaths(packed.speech, script))
    shown = data.pacer(packed.visual.progress, packed.visual.breathing, [], CATALOG)["breath"]
    steps = [step for step in rows(shown) if step["word"]]
    assert [step["word"] for step in steps] == [word for word, _, _ in heard]
    for step, (_, at, seconds) in zip(steps, heard, strict=True):
        assert abs(step["at"] / 1000 - at) < 0.05
        assert abs(step["for"] / 1000 - seconds) < 0.05


def test_the_circle_keeps_the_times_of_the_breaks_in_the_ssml() -> None:
    show = Show()
    at, starts = 0.0, list[float]()
    for item in spoken(breathing(show)["outputSpeech"]["ssml"]):
        if isinstance(item, float):
            at += item
        else:
            starts.append(at)
            at += say_seconds(item)
    steps = [step for step in rows(show.screen["breath"]) if step["word"]]
    assert len(steps) > 12
    assert all(min(abs(step["at"] / 1000 - start) for start in starts) < 0.05 for step in steps)


def test_the_circle_grows_with_a_breath_in_and_shrinks_with_one_out() -> None:
    show = Show()
    breathing(show)
    called = words("en-US").breath
    grows = {called["in"]: 1, called["hold"]: 0, called["out"]: -1, called["rest"]: 0, "": 0}
    steps = rows(show.screen["breath"])
    assert {step["word"] for step in steps} == set(grows)
    for step, following in pairwise([{"size": data.SMALL}, *steps]):
        change = following["size"] - step["size"]
        assert (change > 0) - (change < 0) == grows[following["word"]]
    for step, following in pairwise(steps):
        assert step["at"] + step["for"] <= following["at"] + 1


def test_a_second_breath_in_tops_up_the_first() -> None:
    phases = (Phase("in", 0, 3), Phase("in", 3, 1), Phase("out", 4, 6))
    breath = data.pacer(Progress("a sigh", 0, 60), phases, [], CATALOG)["breath"]
    assert breath["size"] == [data.FIRST_OF_TWO, data.FULL, data.SMALL, data.SMALL]


# -- the documents ---------------------------------------------------------------------------------

_PAYLOAD = re.compile(r"payload\.screen\.(\w+)")
_ITEM = re.compile(r"(?<![\w.])data\.(\w+)")
_BREATH = re.compile(r"breath\.(\w+)")
_RESOURCE = re.compile(r"@(\w+)")


def samples() -> dict[str, dict[str, Any]]:
    """Every document's directive, as somebody gets it."""
    found = {}
    show = Show()
    breathing(show)
    found["pacer"] = show.shown
    show.say("StartWindDownIntent", script="ocean", minutes=5)
    found["progress"] = show.shown
    show.say("StartCheckInIntent")
    found["choices"] = show.shown
    show.say("UrgentHelpIntent", danger="violence")
    found["help"] = show.shown
    show.say("QuickExitIntent")
    found["quiet"] = show.shown
    assert all(found.values())
    return {name: shown for name, shown in found.items() if shown}


SAMPLES = samples()


@pytest.mark.parametrize("name", NAMES)
def test_every_name_in_a_document_is_one_that_there_is(name: Name) -> None:
    directive = SAMPLES[name]
    assert directive["type"] == f"{APL}.RenderDocument"
    assert directive["token"] == f"screen-{name}"
    text = json.dumps(directive["document"])
    screen = directive["datasources"].get("screen", {})
    assert set(_PAYLOAD.findall(text)) == set(screen)
    listed = [item for value in screen.values() if isinstance(value, list) for item in value]
    fields = {key for item in listed for key in item}
    assert set(_ITEM.findall(text)) <= fields
    assert set(_BREATH.findall(text)) == set(screen.get("breath", {}))
    resources = [
        key
        for block in directive["document"]["resources"]
        for group in ("numbers", "colors", "dimensions")
        for key in block.get(group, {})
    ]
    assert set(_RESOURCE.findall(text)) <= set(resources)


def test_the_checker_of_amazons_authoring_tool_finds_nothing() -> None:
    documents: list[Any] = [document(name) for name in NAMES]
    misspelt = json.loads(json.dumps(documents[0]).replace('"alignItems"', '"alignItem"'))
    *found, control = validated([*documents, misspelt])
    assert found == [[] for _ in NAMES]
    assert control, "the checker notices what is wrong"


def test_no_document_asks_for_anything_from_elsewhere() -> None:
    assert len(NAMES) == len(SAMPLES)
    for name in NAMES:
        text = json.dumps(document(name))
        assert "import" not in document(name)
        assert "http" not in text
        assert "description" not in text
    assert COMMON not in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_written_as_it_is(name: Name) -> None:
    assert SAMPLES[name]["document"] == document(name)


# -- when there is anything to show ----------------------------------------------------------------


@pytest.mark.parametrize(
    "interfaces",
    [
        {},
        {"AudioPlayer": {}},
        {APL: {}},
        {APL: {"runtime": {}}},
        {APL: {"runtime": {"maxVersion": "1.3"}}},
        {APL: {"runtime": {"maxVersion": "new"}}},
        {APL: {"runtime": {"maxVersion": 2024}}},
        {"Alexa.Presentation.APLT": {"runtime": {"maxVersion": "1.4"}}},
    ],
)
def test_nothing_is_sent_to_a_device_that_cannot_show_it(interfaces: dict[str, Any]) -> None:
    show = Show(interfaces=interfaces)
    for response in (
        show.open(),
        breathing(show),
        show.say("AMAZON.PauseIntent"),
        show.say("UrgentHelpIntent", danger="help"),
    ):
        assert "directives" not in response
        assert response["outputSpeech"]["ssml"]


@pytest.mark.parametrize("version", ["1.4", "1.10", "2023.3", "2024.2.1"])
def test_a_new_enough_screen_gets_its_document(version: str) -> None:
    show = Show(interfaces={APL: {"runtime": {"maxVersion": version}}})
    breathing(show)
    assert show.document == "pacer"


def test_speech_is_the_same_with_and_without_a_screen() -> None:
    with_one, without = Show(), Show(interfaces={})
    assert breathing(with_one)["outputSpeech"] == breathing(without)["outputSpeech"]


@pytest.mark.parametrize("leave", ["AMAZON.StopIntent", "QuickExitIntent"])
def test_what_was_shown_goes_when_the_session_does(leave: str) -> None:
    show = Show()
    breathing(show)
    show.say(leave)
    assert show.document == "quiet"
    assert show.screen == {}


def test_a_quiet_screen_is_left_alone() -> None:
    show = Show()
    assert "directives" not in show.say("QuickExitIntent")
    breathing(show)
    show.say("QuickExitIntent")
    assert "directives" not in show.say("QuickExitIntent")


def test_a_discreet_session_offers_nothing_to_read() -> None:
    show = show_at(InScript("box-breathing", 3.0), discreet=True)
    show.say("AMAZON.NavigateHomeIntent")
    assert show.shown is None


def test_a_document_that_fails_is_told_without_a_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    show = Show()
    error = {"type": "LIST_ERROR", "reason": "INTERNAL_ERROR", "message": "secret"}
    request = launch(type=f"{APL}.RuntimeError", errors=[error])
    with caplog.at_level(logging.WARNING):
        assert show.ask({**request, "token": "screen-pacer"}) == {}
        assert show.ask({**request, "token": "secret"}) == {}
        assert show.ask({**request, "token": None, "errors": None}) == {}
    assert "could not show pacer" in caplog.text
    assert "secret" not in caplog.text


# -- help lines ------------------------------------------------------------------------------------


def test_help_lines_are_out_of_sight_until_they_are_asked_for() -> None:
    show = Show()
    show.say("UrgentHelpIntent", danger="chest-or-breath")
    assert show.document == "help"
    assert not show.screen["open"]
    show.say("AMAZON.YesIntent")
    assert show.screen["open"]


@pytest.mark.parametrize(
    ("locale", "number"), [("en-US", "911"), ("en-GB", "999"), ("en-AU", "000"), ("en-IN", "112")]
)
def test_the_help_list_has_the_numbers_of_the_country(locale: str, number: str) -> None:
    show = Show(locale)
    show.say("UrgentHelpIntent", danger="help")
    show.say("AMAZON.YesIntent")
    assert number in [line["number"] for line in show.screen["lines"]]


def test_beside_a_partner_the_screen_says_no_more_than_the_voice() -> None:
    show = show_at(InFeedback("loved-change-need", ready=2))
    response = show.say("UrgentHelpIntent", danger="violence")
    assert CATALOG.urgent.partner in response["outputSpeech"]["ssml"]
    assert show.document == "help"
    assert not show.screen["open"]
    assert show.screen["choices"] == []
    assert show.screen["show"].lower() in CATALOG.urgent.partner.lower()


# -- touch -----------------------------------------------------------------------------------------

WALK: list[tuple[str, dict[str, str | int]]] = [
    ("AMAZON.NavigateHomeIntent", {}),
    ("BreathingIntent", {"technique": "box-breathing"}),
    ("BreathingIntent", {"technique": "box-breathing", "minutes": 10}),
    ("StartWindDownIntent", {"script": "ocean"}),
    ("StartCheckInIntent", {}),
    ("PartnerFeedbackIntent", {}),
    ("HowToAskIntent", {}),
    ("PostSexBluesIntent", {}),
    ("SettleInIntent", {"minutes": 2}),
    ("DeleteDataIntent", {}),
    ("UrgentHelpIntent", {"danger": "bleeding"}),
]


@pytest.mark.parametrize(("name", "slots"), WALK, ids=lambda value: str(value))
def test_a_touch_is_answered_as_if_it_had_been_said(name: str, slots: dict[str, str | int]) -> None:
    show = Show()
    show.say(name, **slots)
    choices = show.screen["choices"]
    assert 0 < len(choices) <= 6
    for since in {choice["from"] for choice in choices}:
        assert sum(choice["from"] == since for choice in choices) <= 3
    before = show.attributes
    for choice in choices:
        intent, filled = choice["request"]
        assert choice["title"]
        said, touched = Show(), Show()
        said.attributes = touched.attributes = before
        said.shown = touched.shown = show.shown
        spoken_to = said.say(intent, **{key: value for key, (_, value) in filled.items()})
        answered = touched.touch(choice["request"])
        assert answered["outputSpeech"].pop("playBehavior") == "REPLACE_ALL"
        assert answered == spoken_to
        assert touched.attributes == said.attributes


def test_each_option_of_a_choice_keeps_its_slots() -> None:
    request = Request("BreathingIntent", {})
    assert data.arguments(request) == ["BreathingIntent", {}]
    assert choice_title(request, CATALOG) == "Breathing"
    assert choice_title(Request("WhoAreYouIntent"), CATALOG) == "Who is speaking"


@pytest.mark.parametrize(
    "arguments",
    [
        None,
        "AMAZON.StopIntent",
        [],
        ["AMAZON.StopIntent"],
        ["NoSuchIntent", {}],
        [["AMAZON.StopIntent"], {}],
        [{}, {}],
        ["AMAZON.StopIntent", []],
        ["AMAZON.StopIntent", {"slot": ["x", "x"]}],
        ["BreathingIntent", {"technique": "box-breathing"}],
        ["BreathingIntent", {"technique": ["x", ["x"]]}],
        ["BreathingIntent", {"technique": ["x" * 601, None]}],
        ["BreathingIntent", {"minutes": ["three", True]}],
        ["BreathingIntent", {"minutes": ["three", 10**400]}],
    ],
)
def test_a_touch_that_is_none_of_ours_changes_nothing(arguments: object) -> None:
    show = Show()
    breathing(show)
    before = show.attributes
    assert show.touch(arguments) == {}
    assert show.attributes == before


def test_choices_change_with_what_is_heard() -> None:
    show = Show()
    show.say("StartWindDownIntent", script="wind-down", minutes=10)
    now = [choice for choice in show.screen["choices"] if choice["from"] == 0]
    later = [choice for choice in show.screen["choices"] if choice["from"] > 0]
    seconds = sum(show.attributes["pack"]["seconds"])
    assert [choice["request"][0] for choice in now] == ["AMAZON.PauseIntent"]
    assert [choice["request"][0] for choice in later] == ["AMAZON.YesIntent", "AMAZON.NoIntent"]
    for choice in (*now, *later):
        assert abs((choice["until"] or choice["from"]) / 1000 - seconds) < 0.5


# -- size ------------------------------------------------------------------------------------------


def test_the_largest_response_stays_within_the_limits() -> None:
    """Whispered and slow is the longest SSML; the shortest breath has the most steps."""
    largest = longest = 0
    for script in CATALOG.scripts.values():
        patterns: tuple[tuple[float, ...], ...] = ((),)
        if script.pattern == "breath":
            patterns = ((), (2, 0, 3, 0), (2, 1, 3, 1))
        for pattern in patterns:
            position = InScript(script.id, max(script.minutes), pattern=pattern)
            show = show_at(position, pace=1.2, style="whisper")
            response = show.say(START_OVER)
            longest = max(longest, len(response["outputSpeech"]["ssml"]))
            largest = max(largest, show.bytes)
    assert 4_000 < longest <= SSML_CHARACTERS
    assert 9_000 < largest <= RESPONSE_BYTES
