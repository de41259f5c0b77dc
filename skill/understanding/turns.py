"""From an outcome to the turn that the dialogue answers: the same for every channel with words."""

from typing import assert_never

from skill.turn import Turn
from skill.understanding.outcome import NotRecognized, Outcome, Recognized, Unsure


def to_turn(
    outcome: Outcome, text: str, locale: str, *, variant: int = 0, heard: float | None = None
) -> Turn:
    """The turn; `variant` and `heard` are as in `Turn`."""
    match outcome:
        case Recognized(request=request):
            return Turn(
                "intent",
                locale,
                intent=request.intent,
                slots=request.slots,
                text=text,
                variant=variant,
                heard=heard,
            )
        case Unsure(candidates=candidates):
            return Turn(
                "no_match", locale, text=text, candidates=candidates, variant=variant, heard=heard
            )
        case NotRecognized():
            return Turn("no_match", locale, text=text, variant=variant, heard=heard)
        case _:
            assert_never(outcome)
