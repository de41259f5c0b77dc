"""The samples of content: each leads back to its intent, none is taken by another or copied."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from content import load
from content.schema import Catalog, SlotType
from skill.turn import Expectation
from skill.understanding import Recognized, Unsure
from skill.understanding.matcher import Understanding
from skill.understanding.overmatch import overmatches
from skill.understanding.reading import Reader, key
from skill.understanding.templates import TemplateError, expand
from skill.understanding.training.sentences import everything
from tests.understanding import evaluate

DATA = Path(__file__).parent / "data"
FEWEST_SAMPLES = 16
FIXED_PHRASE = {"QuickExitIntent"}
"""One agreed phrase, not a way of talking: variety would make it go off by chance."""

SAID: dict[SlotType, tuple[str, object]] = {
    "minutes": ("five", 5),
    "number": ("seven", 7),
    "free": ("some time to talk", None),
}


def filled(
    catalog: Catalog, intent: str, sentence: str, turn: int
) -> tuple[str, dict[str, object]]:
    """The sentence with its slots filled, and their values."""
    values: dict[str, object] = {}
    words = []
    for word in sentence.split():
        if not word.startswith("{"):
            words.append(word)
            continue
        name = word.strip("{}")
        kind = catalog.intents[intent].slots[name]
        if kind in SAID:
            text, value = SAID[kind]
        else:
            listed = catalog.lists[kind].values
            chosen = listed[turn % len(listed)]
            text, value = chosen.says[0], chosen.id
        values.setdefault(name, value)
        words.append(text)
    return " ".join(words), values


def sentences(catalog: Catalog, intent: str) -> Iterator[str]:
    for template in catalog.utterances[intent].said:
        yield from expand(template)


@pytest.mark.parametrize("intent", sorted(load("en-US").utterances))
def test_every_sample_leads_back_to_its_intent_and_slots(
    catalog: Catalog, plain: Understanding, intent: str
) -> None:
    expecting = Expectation((intent,)) if catalog.intents[intent].answer else None
    wrong = []
    for turn, sentence in enumerate(sentences(catalog, intent)):
        text, values = filled(catalog, intent, sentence, turn)
        outcome = plain.recognize(text, expecting)
        match outcome:
            case Recognized(request=request):
                pass
            case Unsure(candidates=(request, *_)) if catalog.intents[intent].risk == "confirm":
                pass
            case _:
                wrong.append(f"{text!r}: {outcome}")
                continue
        got = {name: slot.value for name, slot in request.slots.items()}
        missing = {n: v for n, v in values.items() if v is not None and got.get(n) != v}
        if request.intent != intent or missing:
            wrong.append(f"{text!r}: {request.intent} {got}, not {values}")
    assert not wrong, f"{len(wrong)}: {wrong[:8]}"


@pytest.mark.parametrize("intent", sorted(set(load("en-US").utterances) - FIXED_PHRASE))
def test_an_intent_has_samples_enough(catalog: Catalog, intent: str) -> None:
    assert len(catalog.utterances[intent].said) >= FEWEST_SAMPLES


def test_what_was_only_heard_does_not_act_by_itself(catalog: Catalog, plain: Understanding) -> None:
    heard = [line for spoken in catalog.utterances.values() for line in spoken.heard]
    assert len(heard) > 500
    for line in heard:
        assert all(not isinstance(plain.recognize(said), Recognized) for said in expand(line)), line


def test_every_intent_but_the_fallback_has_utterances(catalog: Catalog) -> None:
    assert set(catalog.intents) - set(catalog.utterances) == {"AMAZON.FallbackIntent"}


def test_no_intent_takes_anothers_words(catalog: Catalog) -> None:
    assert list(overmatches(catalog)) == []


EVERYBODYS = {"i can't sleep"}
"""Said too often to be left out; the set it is in measures only that it is not urgent."""


def test_nothing_is_copied_from_the_development_sets(catalog: Catalog) -> None:
    reader = Reader(catalog.hearing, catalog.numbers)
    names = ("utterances-dev.jsonl", "urgent-dev.jsonl")
    lines = [line for name in names for line in (DATA / name).read_text().splitlines()]
    measured = {key(reader.clean(json.loads(line)["text"])) for line in lines}
    measured |= {key(reader.clean(row.text)) for row in evaluate.room_talk()}
    assert len(measured) > 400
    learnt = {s for source in everything(catalog) for s in source.sentences}
    exact = {s for u in catalog.utterances.values() for t in u.exact for s in expand(t)}
    ours = learnt | {s for s in exact if " " in s}  # a single word, such as "what", is everybody's
    copied = {s for s in ours if key(reader.clean(s)) in measured}
    assert copied <= EVERYBODYS
    assert not copied & learnt


def test_a_template_says_every_combination_once() -> None:
    found = list(expand("(play|start) [the] {script} one"))
    assert found == [
        "play {script} one", "play the {script} one",
        "start {script} one", "start the {script} one",
    ]  # fmt: skip
    assert list(expand("what('s| is) this")) == ["what's this", "what is this"]
    assert list(expand("(a|a) b")) == ["a b"]


@pytest.mark.parametrize("broken", ["(a|b", "[a", "a)", "a]", "(a]"])
def test_a_template_with_wrong_brackets_is_an_error(broken: str) -> None:
    with pytest.raises(TemplateError):
        list(expand(broken))
