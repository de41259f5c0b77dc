"""JSON lines in, JSON lines out."""

import json

import pytest

from content.schema import Catalog
from skill.understanding.lines import LineError, LineReader, run


@pytest.fixture(scope="module")
def reader(catalog: Catalog) -> LineReader:
    return LineReader(catalog)


def one(reader: LineReader, **line: object) -> dict[str, object]:
    (answer,) = reader.answer([json.dumps(line)])
    found: dict[str, object] = json.loads(answer)
    return found


def test_a_line_tells_intent_slots_confidence_decision_and_urgency(reader: LineReader) -> None:
    answer = one(reader, text="box breathing for three minutes")
    assert set(answer) == {"intent", "slots", "confidence", "decision", "urgent"}
    assert (answer["intent"], answer["decision"]) == ("BreathingIntent", "accept")
    assert answer["slots"] == {"technique": "box-breathing", "minutes": 3}
    assert answer["urgent"] == "none"


def test_decisions(reader: LineReader) -> None:
    assert one(reader, text="forget everything")["decision"] == "confirm"
    assert one(reader, text="the train leaves from platform two")["decision"] == "reject"
    seven = one(reader, text="seven", expecting=["ScaleAnswerIntent"])
    assert (seven["decision"], seven["slots"]) == ("accept", {"number": 7})


def test_urgency_is_told_beside_the_intent(reader: LineReader) -> None:
    assert one(reader, text="he is not breathing")["urgent"] == "rule"


def test_empty_lines_are_skipped_and_order_is_kept(catalog: Catalog) -> None:
    answers = run(catalog, ['{"text": "stop"}\n', "\n", '{"text": "pause"}\n'])
    assert [json.loads(a)["intent"] for a in answers] == ["AMAZON.StopIntent", "AMAZON.PauseIntent"]


@pytest.mark.parametrize(
    "line",
    [
        "stop", "[]", "{}", '{"text": 3}', '{"text": "a", "who": 1}', '{"text": "a"',
        '{"text": "a", "expecting": "AMAZON.StopIntent"}',
        '{"text": "a", "expecting": ["NoSuchIntent"]}', '{"text": "a", "open_answer": 1}',
    ],
)  # fmt: skip
def test_a_bad_line_is_told_by_its_number_and_not_repeated(reader: LineReader, line: str) -> None:
    with pytest.raises(LineError) as told:
        list(reader.answer(['{"text": "stop"}', line]))
    assert str(told.value).startswith("line 2: ")
    assert "NoSuchIntent" not in str(told.value)


def test_a_bad_line_keeps_no_other_from_its_answer(catalog: Catalog) -> None:
    answers = run(catalog, ['{"text": "stop"}', "stop", "[]", '{"text": "pause"}'])
    heard = [json.loads(next(answers))["intent"] for _ in range(2)]
    assert heard == ["AMAZON.StopIntent", "AMAZON.PauseIntent"]
    with pytest.raises(LineError, match=r"^line 2: not JSON \(and 1 more\)$"):
        next(answers)


def test_a_labelled_line_may_keep_its_labels(reader: LineReader) -> None:
    answer = one(reader, text="stop", intent="AMAZON.PauseIntent", slots={})
    assert answer["intent"] == "AMAZON.StopIntent"


def test_free_words_are_told_as_they_were_said(reader: LineReader) -> None:
    answer = one(reader, text="Rephrase: you don't listen to me.")
    assert answer["slots"] == {"complaint": "you don't listen to me"}
