"""The shipped model: complete, in step with content, as good as it was, and not needed to run."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from content.schema import Catalog
from skill.turn import Expectation
from skill.understanding import NotRecognized, Recognized
from skill.understanding import matcher as matcher_module
from skill.understanding.matcher import Understanding
from skill.understanding.model import Loaded, Trained
from skill.understanding.safety import UNEASY, Safety
from skill.understanding.training.sentences import everything, fingerprint, themed, unsigned
from skill.understanding.unease import Unease, UneaseMissingError
from tests.understanding import evaluate

DATA = Path(matcher_module.__file__).parent / "data"
UTTERANCES = evaluate.read(evaluate.DATA / "utterances-dev.jsonl")
URGENT = evaluate.read(evaluate.DATA / "urgent-dev.jsonl")


def test_the_model_files_are_the_recorded_ones() -> None:
    lines = [line.split() for line in (DATA / "SHA256SUMS").read_text().splitlines()]
    assert {name for _, name in lines} == {
        "encoder.onnx",
        "tokenizer.json",
        "heads-en-US.npz",
        "themes-en-US.npz",
        "themes-en-US.onnx",
        "unease-en-US.npz",
        "unease-en-US.onnx",
        "unease-branch-en-US.onnx",
    }
    for recorded, name in lines:
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == recorded, name


def test_the_model_was_trained_on_the_content_there_is(
    catalog: Catalog, trained: Understanding
) -> None:
    assert isinstance(trained.model, Trained)
    told = "content has changed: run python -m skill.understanding.training heads"
    assert trained.model.content == fingerprint(unsigned(catalog)), told
    assert trained.model.danger is not None
    assert trained.model.danger.content == fingerprint(everything(catalog)), told
    assert trained.model.themes is not None
    assert trained.model.themes.content == fingerprint(themed(catalog)), told


def test_the_development_set_is_understood(catalog: Catalog, trained: Understanding) -> None:
    inside = [row for row in UTTERANCES if row.intent != evaluate.OOS]
    whole = evaluate.Whole(catalog, trained)
    forced = sum(evaluate.intent_of(whole.recognize(r.text)) == r.intent for r in inside)
    assert forced / len(inside) >= 0.92
    got = evaluate.bands(whole, catalog, UTTERANCES, expecting=True)
    assert got.share(got.right) >= 0.85
    assert got.share(got.right + got.right_if_confirmed) >= 0.93
    assert got.share(got.wrong) <= 0.02
    right, total, missed = evaluate.slots_right(trained, UTTERANCES)
    assert right / total >= 0.97, missed


def test_talk_that_is_not_for_us_is_left_alone(catalog: Catalog, trained: Understanding) -> None:
    outside = sum(row.intent == evaluate.OOS for row in UTTERANCES)
    for name, where in evaluate.places(catalog).items():
        acted = evaluate.acted_on(evaluate.Whole(catalog, trained), UTTERANCES, where)
        assert len(acted) / outside <= 0.03, (name, acted)


@pytest.mark.parametrize(
    ("name", "accepted", "confirmed", "wrong", "acted"),
    [
        ("blind-1", 0.9, 0.95, 0.01, 0.041),
        ("blind-2", 0.86, 0.92, 0.032, 0.072),
        ("blind-3", 0.87, 0.94, 0.013, 0.017),
    ],
)
def test_what_was_reached_on_the_blind_sets_is_held(
    catalog: Catalog,
    trained: Understanding,
    name: str,
    accepted: float,
    confirmed: float,
    wrong: float,
    acted: float,
) -> None:
    lines = (evaluate.DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    whole, script = evaluate.Whole(catalog, trained), evaluate.expectation(catalog, "script")
    ended: Counter[str] = Counter()
    for line in map(json.loads, lines):
        meant = {line["intent"], *line.get("or", ())}
        if evaluate.OOS in meant:
            outcome = whole.recognize(line["text"], script)
            ended["acted on" if isinstance(outcome, Recognized) else "left alone"] += 1
            continue
        asked = line.get("expecting")
        usual = evaluate.position(catalog, line["intent"])
        outcome = whole.recognize(line["text"], Expectation(tuple(asked)) if asked else usual)
        right = evaluate.intent_of(outcome) in meant
        ended[f"{'right' if right else 'wrong'} {type(outcome).__name__}"] += 1
    total = sum(ended.values()) - ended["acted on"] - ended["left alone"]
    assert total >= 240
    assert ended["right Recognized"] / total >= accepted, ended
    assert (ended["right Recognized"] + ended["right Unsure"]) / total >= confirmed, ended
    assert ended["wrong Recognized"] / total <= wrong, ended
    assert ended["acted on"] / (ended["acted on"] + ended["left alone"]) <= acted, ended


def test_recorded_room_talk_triggers_nothing(catalog: Catalog, trained: Understanding) -> None:
    rows, whole = evaluate.room_talk(), evaluate.Whole(catalog, trained)
    assert len(rows) > 100
    for name, where in evaluate.places(catalog).items():
        acted = evaluate.acted_on(whole, rows, where)
        assert len(acted) / len(rows) <= 0.017, (name, acted)


def test_danger_is_caught_by_either_tier_and_calm_is_left_in_peace(
    catalog: Catalog, trained: Understanding
) -> None:
    safety = Safety(catalog, unease=trained.unease)
    rows = [*UTTERANCES, *URGENT]
    grave = [row for row in rows if row.intent == evaluate.URGENT]
    calm = [row for row in rows if row.intent != evaluate.URGENT]
    assert evaluate.alarms(safety, grave)["none"] / len(grave) <= 0.02
    found = evaluate.alarms(safety, calm)
    assert found["rule"] / len(calm) <= 0.005
    assert found["ask"] / len(calm) <= 0.05


def test_the_second_tier_alone_hears_most_danger(trained: Understanding) -> None:
    unease = trained.unease
    assert unease is not None
    grave = [row for row in URGENT if row.intent == evaluate.URGENT]
    heard = sum(unease(row.text) >= UNEASY for row in grave)
    assert heard / len(grave) >= 0.85


def test_without_the_model_the_rest_still_works_and_says_so(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matcher_module, "load_model", lambda _: Loaded(None, "nothing is there"))
    understanding = Understanding(catalog)
    assert understanding.missing == "nothing is there"
    assert understanding.unease is None
    assert isinstance(understanding.recognize("box breathing for three minutes"), Recognized)
    inside = [row for row in UTTERANCES if row.intent != evaluate.OOS]
    forced = sum(evaluate.intent_of(understanding.recognize(r.text)) == r.intent for r in inside)
    assert 0.6 <= forced / len(inside) < 0.92


def test_importing_the_understanding_loads_no_model_library() -> None:
    code = (
        "import sys, skill.understanding, skill.understanding.matcher\n"
        "print([m for m in ('numpy', 'onnxruntime', 'tokenizers') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_what_is_expected_counts(trained: Understanding) -> None:
    text = "okay onwards we go then"
    expected = trained.recognize(text, Expectation(("AMAZON.NextIntent",)))
    assert evaluate.intent_of(expected) == "AMAZON.NextIntent"
    assert not isinstance(expected, NotRecognized)
    elsewhere = trained.recognize(text, Expectation(("StartCheckInIntent",)))
    if not isinstance(elsewhere, NotRecognized):  # its confidence is of something else
        assert elsewhere.confidence < expected.confidence


def test_nothing_is_guessed_of_a_statement_without_an_opinion_of_its_danger(
    catalog: Catalog, trained: Understanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_locale: str, *, meanings: bool) -> Unease:
        raise UneaseMissingError(f"with {meanings=} there is none")

    assert trained.themes is not None
    monkeypatch.setattr("skill.understanding.unease.load_unease", missing)
    assert Understanding(catalog).themes is None
