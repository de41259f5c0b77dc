"""Every intent can be said, and content answers to requests that exist."""

from collections.abc import Iterable, Iterator, Mapping

from content.checks.problem import Problem
from content.checks.spoken import Piece
from content.schema import Answer, CheckIn, Feedback, Intent, Script, SlotList, Utterances

RULE = "intent"
NEVER_SAID = "AMAZON.FallbackIntent"
"""What a platform sends when it understood nothing: there is no way to say it."""


def problems(
    pieces: Iterable[Piece],
    intents: Mapping[str, Intent],
    lists: Mapping[str, SlotList],
    contract: str,
) -> Iterator[Problem]:
    """Intents nobody can say, utterances without an intent, slot values nobody can mean."""
    said: set[str] = set()
    for piece in pieces:
        match piece.source.item:
            case Utterances(intent=name):
                said.add(name)
                if name not in intents:
                    yield piece.problem(("intent",), RULE, f"{name} is not in {contract}")
            case (
                Script(on=triggers)
                | CheckIn(on=triggers)
                | Feedback(on=triggers)
                | Answer(on=triggers)
            ):
                for index, trigger in enumerate(triggers):
                    intent = intents.get(trigger.intent)
                    if intent is None or trigger.slot is None or trigger.slot not in intent.slots:
                        continue  # the schema tells of these
                    values = lists.get(intent.slots[trigger.slot])
                    known = [value.id for value in values.values] if values else []
                    if isinstance(trigger.value, str) and trigger.value not in known:
                        told = f"{trigger.slot} has no value {trigger.value!r}; there are "
                        yield piece.problem(
                            ("on", index, "value"), RULE, told + (", ".join(known) or "none")
                        )
            case _:
                pass
    for name in intents:
        if name not in said and name != NEVER_SAID:
            yield Problem(
                contract, 1, f"intents.{name}", RULE, "no file says how people ask for it"
            )
