import dataclasses

import pytest

from skill.replace import replace
from skill.speech import Pause, Say
from skill.turn import Idle, InScript, Reply, State, Turn, Visual

ITEMS: list[tuple[object, dict[str, object]]] = [
    (State(InScript("body-scan", 5.0), misses=2), {"position": Idle(), "last": "help"}),
    (Turn("intent", intent="AMAZON.YesIntent"), {"heard": 3.5}),
    (Reply((Say("Hello."), Pause(1.0))), {"visual": Visual(), "after": "end"}),
    (Idle(), {}),
]


@pytest.mark.parametrize(("item", "changes"), ITEMS)
def test_a_copy_is_what_the_standard_library_makes(
    item: object, changes: dict[str, object]
) -> None:
    before = repr(item)
    made = replace(item, **changes)  # type: ignore[type-var]  # every one is a dataclass
    assert made == dataclasses.replace(item, **changes)  # type: ignore[type-var]  # the same
    assert made is not item
    assert repr(item) == before


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError):
        replace(Idle(), misses=1)  # type: ignore[call-arg]  # that is what is tested


def test_a_copy_cannot_be_changed_either() -> None:
    made = replace(Turn("launch"), heard=1.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.heard = 2.0  # type: ignore[misc]  # that is what is tested
