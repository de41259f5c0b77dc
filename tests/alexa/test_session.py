import json
from datetime import UTC, datetime
from typing import Any

import pytest

from skill.alexa.packing import pack
from skill.alexa.session import Session, kept, read
from skill.alexa.writing import write
from skill.turn import InScript, State, Turn
from tests.alexa.fakes import Parts

AT = datetime(2026, 1, 10, 21, 0, tzinfo=UTC)


def attributes(parts: int = 9) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(write(kept(pack(Parts(parts), Turn("launch"), State()), AT)))
    return sent


def test_a_session_comes_back_from_json_as_it_was() -> None:
    packed = pack(Parts(100, seconds=50), Turn("launch"), State())
    session = read(json.loads(write(kept(packed, AT))))
    assert session.state == packed.state
    assert session.pack is not None
    assert session.pack.start.position == InScript("parts", 5)
    assert session.pack.seconds == pytest.approx(packed.seconds, abs=0.01)
    assert session.pack.at == AT
    assert session.pack.asks_to_go_on


def test_the_attributes_are_small() -> None:
    assert len(json.dumps(attributes(30))) < 1_500


def test_without_a_time_nothing_is_kept_to_find_the_place_by() -> None:
    assert "pack" not in kept(pack(Parts(9), Turn("launch"), State()), None)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": "1"},
        {"v": None},
        {"state": None},
        {"state": {"version": 99}},
        {"state": {"version": 1, "position": {"kind": "elsewhere"}}},
        {"state": {"version": 1, "pace": 1e9}},
        {"pack": None},
        {"pack": {}},
        {"pack": {"start": {}, "seconds": [1], "at": AT.isoformat(), "ask": False}},
        {"pack": {"start": {"version": 1}, "seconds": [], "at": AT.isoformat(), "ask": False}},
        {"pack": {"start": {"version": 1}, "seconds": [1e9], "at": AT.isoformat(), "ask": False}},
        {"pack": {"start": {"version": 1}, "seconds": [1], "at": "noon", "ask": False}},
        {"pack": {"start": {"version": 1}, "seconds": [1], "at": "2026-01-10T21:00", "ask": False}},
    ],
)
def test_foreign_attributes_start_a_new_session(change: dict[str, Any]) -> None:
    assert read({**attributes(), **change}) == Session(State())


@pytest.mark.parametrize("foreign", [None, {}, {"counter": 3}])
def test_no_attributes_of_ours_start_a_new_session(foreign: dict[str, Any] | None) -> None:
    assert read(foreign) == Session(State())
