"""Which of several readings counts."""

from collections.abc import Sequence

import pytest

from local_voice.readings import settle
from skill.turn import Request
from skill.understanding import EXACT, NotRecognized, Outcome, Recognized, Unsure

KNOWN: dict[str, Outcome] = {
    "less time please": Recognized(Request("ShorterIntent"), EXACT),
    "make it short": Recognized(Request("ShorterIntent"), 0.8),
    "slower": Recognized(Request("SlowerIntent"), EXACT),
    "something tore": Recognized(Request("UrgentHelpIntent"), EXACT),
    "perhaps": Unsure((Request("SlowerIntent"),), 0.5),
}
ASKED = Unsure((Request("ShorterIntent"),), 0.8)
ALARMING = {"something tore", "my chest is so tight"}


@pytest.mark.parametrize(
    ("text", "others", "counts", "outcome"),
    [
        ("slower", ["less time please"], "slower", KNOWN["slower"]),
        ("last time please", ["lost time", "less time please"], "less time please", None),
        ("last time please", [], "last time please", NotRecognized()),
        ("make it shore", ["make it short"], "make it shore", ASKED),
        ("perhaps", ["make it short"], "perhaps", ASKED),
        ("perhaps", ["lost time"], "perhaps", KNOWN["perhaps"]),
        ("", ["less time please"], "less time please", None),
        ("", ["make it short"], "", ASKED),
        ("my chest is so tight", ["slower"], "my chest is so tight", NotRecognized()),
        (
            "something tour",
            ["something tore", "perhaps"],
            "something tour",
            Unsure((Request("UrgentHelpIntent"),), EXACT),
        ),
    ],
)
def test_the_reading_that_counts(
    text: str, others: Sequence[str], counts: str, outcome: Outcome | None
) -> None:
    got = settle(
        text, others, lambda words: KNOWN.get(words, NotRecognized()), ALARMING.__contains__
    )
    assert got == (counts, outcome or KNOWN[counts])
