"""Which reading of what was heard counts, where a transcriber offers several."""

from collections.abc import Callable, Sequence

from skill.understanding import EXACT, NotRecognized, Outcome, Recognized, Unsure


def settle(
    text: str,
    others: Sequence[str],
    recognize: Callable[[str], Outcome],
    alarms: Callable[[str], bool],
) -> tuple[str, Outcome]:
    """The words that count and what they ask for: `text`, wherever it is understood or alarms.

    Otherwise one of `others` counts that is a request word for word: "less time" where "last time"
    was heard. What is only near to a request, or alarms, is asked about instead.
    """
    outcome = recognize(text) if text else NotRecognized()
    if isinstance(outcome, Recognized) or (text and others and alarms(text)):
        return text, outcome
    near: Unsure | None = None
    for words in others:
        other = recognize(words)
        if not isinstance(other, Recognized):
            continue
        if other.confidence >= EXACT and not alarms(words):
            return words, other
        near = near or Unsure((other.request,), other.confidence)
    return text, near or outcome
