"""Each sample of the generated models leads to its own intent, through our own understanding.

It is the one that the local voice has, without its trained part: samples and slots alone. So the
words that Alexa is taught and the words that we understand are the same.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from content import load
from skill.alexa.package import model
from skill.alexa.store import alexa_locales, store
from skill.turn import Expectation, Request
from skill.understanding import Recognized, Unsure
from skill.understanding.matcher import Understanding
from skill.understanding.safety import Safety

CATALOG = load("en-US")
SLOT = re.compile(r"\{(\w+)\}")
STOP = "AMAZON.StopIntent"
SAID: Mapping[str, tuple[str, object]] = {
    "AMAZON.NUMBER": ("five", 5),
    "AMAZON.SearchQuery": ("some time to talk", None),
}
"""A number, and words whose value is what was said."""


class Nothing:
    """Knows nothing, so that samples and slots are all there is."""

    def probabilities(self, _text: str) -> Mapping[str, float]:
        return {"AMAZON.FallbackIntent": 0.0, "": 1.0}


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(CATALOG, Nothing())


def language(locale: str) -> dict[str, Any]:
    found: dict[str, Any] = model(locale)["interactionModel"]["languageModel"]
    return found


@pytest.fixture(scope="module")
def english() -> dict[str, Any]:
    return language("en-US")


def understood(understanding: Understanding, intent: str, text: str) -> Request | None:
    expecting = Expectation((intent,)) if CATALOG.intents[intent].answer else None
    match understanding.recognize(text, expecting):
        case Recognized(request=request):
            return request
        case Unsure(candidates=(request, *_)) if CATALOG.intents[intent].risk == "confirm":
            return request
        case _:
            return None


def test_every_sample_leads_to_its_own_intent_and_slots(
    understanding: Understanding, english: dict[str, Any]
) -> None:
    values = {
        kind["name"]: [(value["name"]["value"], value["id"]) for value in kind["values"]]
        for kind in english["types"]
    }
    wrong, count = [], 0
    for intent in english["intents"]:
        if CATALOG.intents[intent["name"]].risk == "urgent":
            continue  # below
        kinds = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        for turn, sample in enumerate(intent["samples"]):
            text, expected = sample, {}
            for name in SLOT.findall(sample):
                listed = values.get(kinds[name]) or [SAID[kinds[name]]]
                said, expected[name] = listed[turn % len(listed)]
                text = text.replace(f"{{{name}}}", said)
            found = understood(understanding, intent["name"], text)
            slots = {name: slot.value for name, slot in found.slots.items()} if found else {}
            missing = [n for n, v in expected.items() if v is not None and slots.get(n) != v]
            count += 1
            if found is not None and found.intent == STOP != intent["name"]:
                # "stop the voice": a stop wins over every other sense.
                assert text.startswith("stop"), text
                continue
            if found is None or found.intent != intent["name"] or missing:
                wrong.append((intent["name"], text, found and found.intent, missing))
    assert count > 3000
    assert not wrong, (len(wrong), wrong[:10])


def test_every_urgent_sentence_raises_an_alarm(english: dict[str, Any]) -> None:
    (danger,) = (kind for kind in english["types"] if kind["name"] == "Danger")
    safety = Safety(CATALOG)
    listed = {value.id for value in CATALOG.lists["danger"].values}
    for value in danger["values"]:
        for text in (value["name"]["value"], *value["name"]["synonyms"]):
            found = safety.look(text)
            # What the signs do not know by themselves is known by its place in the list.
            assert found is not None or value["id"] in listed | {CATALOG.urgent.default}, text


@pytest.mark.parametrize("locale", sorted(set(alexa_locales()) - {"en-US"}))
def test_another_locale_has_the_same_words_in_its_own_spelling(
    locale: str, english: dict[str, Any]
) -> None:
    page, own = store("en-US"), language(locale)
    assert [intent["name"] for intent in own["intents"]] == [i["name"] for i in english["intents"]]
    for mine, theirs in zip(own["intents"], english["intents"], strict=True):
        respelt = {page.spelt_for(sample, locale) for sample in theirs["samples"]}
        assert set(mine["samples"]) == respelt
        assert mine.get("slots") == theirs.get("slots")
