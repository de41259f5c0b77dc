import copy
import dataclasses
import pickle
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.speech import Say
from skill.turn import Idle, State, Turn
from skill.values import copier, quickly_made


@dataclass(frozen=True, slots=True)
class Standard:
    """Every kind of field."""

    needed: int
    usual: str = "a"
    made: list[int] = field(default_factory=list)
    hidden: str = field(default="b", repr=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    """The same."""

    needed: int
    usual: str = "a"
    made: list[int] = field(default_factory=list)
    hidden: str = field(default="b", repr=False)


@given(
    st.integers(),
    st.fixed_dictionaries(
        {}, optional={"usual": st.text(), "made": st.lists(st.integers()), "hidden": st.text()}
    ),
)
def test_it_is_made_as_the_standard_library_makes_it(needed: int, rest: dict[str, object]) -> None:
    quick = Quick(needed, **rest)  # type: ignore[arg-type]  # by the strategy above
    standard = Standard(needed, **rest)  # type: ignore[arg-type]  # the same
    assert dataclasses.astuple(quick) == dataclasses.astuple(standard)
    assert repr(quick) == repr(standard).replace("Standard", "Quick")
    assert quick == Quick(needed=needed, **rest)  # type: ignore[arg-type]  # the same
    assert type(quick) is Quick


def test_what_is_made_anew_is_made_for_each() -> None:
    assert Quick(1).made is not Quick(1).made


@pytest.mark.parametrize("arguments", [(), (1, "a", [], "b", 5)])
def test_arguments_too_few_or_too_many_are_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="argument"):
        Quick(*arguments)  # type: ignore[arg-type]  # that is what is tested
    with pytest.raises(TypeError, match="other"):
        Quick(1, other=2)  # type: ignore[call-arg]  # that is what is tested


@pytest.mark.parametrize("item", [Quick(1), Say("a"), Turn("launch"), copier(State)(State())])
def test_it_cannot_be_changed(item: object) -> None:
    name = dataclasses.fields(item)[0].name  # type: ignore[arg-type]  # every one is a dataclass
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(item, name, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(item, name)


def test_equal_ones_are_one_key() -> None:
    assert {Say("a", pace=1.2): 1}[Say("a", "plain", 1.2)] == 1
    assert State() == State(position=Idle())


def test_it_can_be_copied_and_sent() -> None:
    item = State(last="help")
    assert copy.deepcopy(item) == item
    assert pickle.loads(pickle.dumps(item)) == item  # noqa: S301 - of our own, just now
