"""`aftercare understand`: JSON lines in, JSON lines out.

In: {"text": ..., "expecting": [intent, ...] or absent}. Out: {"intent", "slots", "confidence",
"decision": accept, confirm or reject, "urgent": none, rule or ask}. An intent that is rejected is
told as the nearest one, for measuring.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from content.schema import Catalog
from skill.turn import Expectation, Request
from skill.understanding.matcher import Understanding
from skill.understanding.outcome import NotRecognized, Outcome, Recognized, Unsure
from skill.understanding.safety import Safety, named_danger

KNOWN = {"text", "expecting", "open_answer", "intent", "slots"}
"""The keys of a line; the last two are a labelled set's, and are not looked at."""

Decision = Literal["accept", "confirm", "reject"]
Alarm = Literal["none", "rule", "ask"]


class LineError(Exception):
    """A line that cannot be read; the message is for people and repeats nothing of the line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of input."""

    text: str
    expecting: Expectation | None


class LineReader:
    """Reads and answers lines for one locale."""

    def __init__(self, catalog: Catalog, understanding: Understanding | None = None) -> None:
        self._catalog = catalog
        self._understanding = understanding or Understanding(catalog)
        self._urgent = next(n for n, i in catalog.intents.items() if i.risk == "urgent")
        self._safety = Safety(catalog, unease=self._understanding.unease)

    @property
    def missing(self) -> str:
        """What the best understanding lacks here."""
        return self._understanding.missing

    def answer(self, lines: Iterable[str]) -> Iterator[str]:
        """A line of JSON for each line that is not empty.

        A bad line gets none and keeps no other from its answer; `LineError` is raised in the end.
        """
        bad: list[LineError] = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                asked = self._read(line, number)
            except LineError as error:
                bad.append(error)
                continue
            yield json.dumps(self._answer(asked), ensure_ascii=False)
        if bad:
            others = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
            raise LineError(f"{bad[0]}{others}")

    def _read(self, line: str, number: int) -> Asked:
        try:
            data = json.loads(line)
        except ValueError:
            raise LineError(f"line {number}: not JSON") from None
        if not isinstance(data, dict) or not isinstance(data.get("text"), str):
            raise LineError(f'line {number}: an object with a "text" is needed')
        if set(data) - KNOWN:
            raise LineError(f"line {number}: only text, expecting and open_answer are known")
        expecting, open_answer = data.get("expecting"), data.get("open_answer", False)
        if not isinstance(open_answer, bool):
            raise LineError(f"line {number}: open_answer is true or false")
        if expecting is None:
            return Asked(data["text"], None)
        if not isinstance(expecting, list) or not all(
            isinstance(name, str) and name in self._catalog.intents for name in expecting
        ):
            raise LineError(f"line {number}: expecting is a list of intents of this locale")
        return Asked(data["text"], Expectation(tuple(expecting), open_answer=open_answer))

    def _answer(self, asked: Asked) -> dict[str, object]:
        outcome, alarm = self.hear(asked.text, asked.expecting)
        decision, request = _decided(outcome)
        slots = request.slots if request else {}
        return {
            "intent": request.intent if request else None,
            "slots": {
                name: slot.text if slot.value is None else slot.value
                for name, slot in slots.items()
            },
            "confidence": round(outcome.confidence, 4),
            "decision": decision,
            "urgent": alarm,
        }

    def hear(self, text: str, expecting: Expectation | None) -> tuple[Outcome, Alarm]:
        """What the dialogue would take it for: danger comes before every intent."""
        danger = self._safety.look(text)
        if danger is None:
            outcome = self._understanding.recognize(text, expecting)
            if not isinstance(outcome, Recognized) or outcome.request.intent != self._urgent:
                return outcome, "none"
            danger = named_danger(self._catalog, outcome.request.slots)
        request = self._understanding.request(self._urgent, text)
        if danger.certain:
            return Recognized(request, 1.0), "rule"
        return Unsure((request,), 1.0), "ask"


def _decided(outcome: Outcome) -> tuple[Decision, Request | None]:
    match outcome:
        case Recognized(request=request):
            return "accept", request
        case Unsure(candidates=candidates):
            return "confirm", candidates[0]
        case NotRecognized(nearest=nearest):
            return "reject", nearest
        case _:
            assert_never(outcome)


def run(catalog: Catalog, lines: Iterable[str]) -> Iterator[str]:
    """Answer every line; `LineError` in the end where one could not be read."""
    return LineReader(catalog).answer(lines)
