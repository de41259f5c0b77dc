"""The planner: a script fills its length at any pace and whatever happens on the way."""

from dataclasses import replace

import pytest

from content.loader import parse
from content.schema import Script
from skill.flows.plan import Manner, Part, Planner
from skill.speech import Pause, Say
from skill.turn import InScript

BOX = parse(
    Script,
    """
id: box
title: box
about: A box.
minutes: [1, 3, 5]
default: 3
on: []
pattern: breath
sections:
  - id: settle
    steps: [{say: Let your shoulders drop.}, {pause: 4, up_to: 8}]
  - id: breathe
    repeat: to-length
    rounds:
      - [{cue: Breathe in., seconds: 4, breath: in}, {cue: Hold., seconds: 4, breath: hold},
         {cue: Breathe out., seconds: 4, breath: out}, {cue: Rest., seconds: 4, breath: rest}]
      - [{cue: In., seconds: 4, breath: in}, {cue: Hold., seconds: 4, breath: hold},
         {cue: Out., seconds: 4, breath: out}, {cue: Rest., seconds: 4, breath: rest}]
  - id: long
    at_least: 5
    steps: [{say: And a longer rest.}, {pause: 6, up_to: 12}]
  - id: close
    pace: 0.9
    style: soft
    steps: [{say: Let the breath go its own way.}, {pause: 5, up_to: 12}]
""",
    "box.yaml",
)
PLANNER = Planner(BOX)
CALM = Manner(1.0, "plain")


def heard(position: InScript, manner: Manner = CALM) -> list[tuple[InScript, Part]]:
    return list(PLANNER.parts(position, manner))


def length(position: InScript, manner: Manner = CALM) -> float:
    return sum(made.seconds for _, made in heard(position, manner))


@pytest.mark.parametrize("minutes", [1, 2, 3, 4, 5, 10])
@pytest.mark.parametrize("pace", [0.7, 0.8, 1.0, 1.2])
def test_the_length_is_within_five_percent(minutes: float, pace: float) -> None:
    assert length(InScript("box", minutes), Manner(pace, "plain")) == pytest.approx(
        minutes * 60, rel=0.05
    )


def test_sections_for_longer_sessions_are_left_out_of_short_ones() -> None:
    assert {p.section for p, _ in heard(InScript("box", 1))} == {0, 1, 3}
    assert {p.section for p, _ in heard(InScript("box", 5))} == {0, 1, 2, 3}


def test_rounds_differ_then_the_last_one_repeats() -> None:
    rounds = [made.speech[0] for p, made in heard(InScript("box", 3)) if p.section == 1]
    words = [item.text for item in rounds if isinstance(item, Say)]
    assert words[0] == "Breathe in."
    assert set(words[1:]) == {"In."}
    assert len(words) == 10


def test_a_cue_and_its_silence_keep_the_rhythm() -> None:
    made = next(made for p, made in heard(InScript("box", 3)) if p.section == 1)
    assert made.seconds == pytest.approx(16, abs=0.3)
    assert [phase.breath for phase in made.phases] == ["in", "hold", "out", "rest"]
    assert [phase.at for phase in made.phases] == pytest.approx([0, 4, 8, 12], abs=0.25)


def test_holds_can_be_left_out_and_a_pattern_is_kept_to_the_letter() -> None:
    no_holds = PLANNER.part(InScript("box", 3, section=1, no_holds=True), CALM)
    assert no_holds is not None
    assert [phase.breath for phase in no_holds.phases] == ["in", "out"]
    slow = Manner(0.8, "plain")
    own = PLANNER.part(InScript("box", 3, section=1, pattern=(5.0, 0.0, 8.0, 0.0)), slow)
    assert own is not None
    assert [(phase.breath, round(phase.seconds)) for phase in own.phases] == [("in", 5), ("out", 8)]


def test_after_a_skip_the_rest_still_fills_the_length() -> None:
    position = InScript("box", 3)
    first = PLANNER.part(position, CALM)
    assert first is not None
    skipped = replace(position, section=1, elapsed=2.0)
    assert 2.0 + length(skipped) == pytest.approx(180, rel=0.05)


def test_a_change_of_pace_on_the_way_keeps_the_length() -> None:
    position, total = InScript("box", 3), 0.0
    manner = CALM
    while (made := PLANNER.part(position, manner)) is not None:
        total += made.seconds
        position = PLANNER.following(position, manner, made.seconds)
        if total > 60:
            manner = Manner(0.7, "plain")
    assert total == pytest.approx(180, rel=0.05)


def test_a_section_has_its_style_and_pace_and_the_listeners_choice_wins() -> None:
    close = PLANNER.part(InScript("box", 3, section=3), CALM)
    assert close is not None
    assert isinstance(close.speech[0], Say)
    assert (close.speech[0].style, close.speech[0].pace) == ("soft", 0.9)
    whispered = PLANNER.part(InScript("box", 3, section=3), Manner(1.0, "whisper"))
    assert whispered is not None
    assert isinstance(whispered.speech[0], Say)
    assert whispered.speech[0].style == "whisper"


def test_what_is_said_first_counts_into_the_length() -> None:
    opening = (Say("Three minutes of box breathing. Say stop any time."), Pause(1))
    parts = list(PLANNER.parts(InScript("box", 3), CALM, opening))
    assert sum(made.seconds for _, made in parts) == pytest.approx(180, rel=0.05)
    assert parts[0][1].speech[:2] == opening


def test_there_is_nothing_after_the_end() -> None:
    assert PLANNER.part(InScript("box", 3, section=4), CALM) is None


def test_a_position_that_no_longer_belongs_moves_on() -> None:
    made = PLANNER.part(InScript("box", 3, section=2), CALM)
    assert made is not None
    assert made.speech[0] == Say("Let the breath go its own way.", "soft", 0.9)
