import json
import re
from typing import Any

import pytest

from content import load
from content.schema import Catalog
from skill.alexa.interaction_model import MOST_SAMPLES, interaction_model

REQUIRED = [
    "AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.FallbackIntent",
    "AMAZON.NavigateHomeIntent", "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.NextIntent",
    "AMAZON.PreviousIntent", "AMAZON.RepeatIntent", "AMAZON.PauseIntent", "AMAZON.ResumeIntent",
    "AMAZON.StartOverIntent",
]  # fmt: skip
LAUNCH_WORDS = {"alexa", "amazon", "echo", "computer", "skill", "app", "launch", "ask", "tell",
                "load", "begin", "enable", "open", "start", "play"}  # fmt: skip
SMALL_WORDS = {"a", "an", "the", "for", "to", "of", "about", "up", "by", "at", "off", "with", "in"}
SLOT = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load("en-US")


@pytest.fixture(scope="module")
def language(catalog: Catalog) -> dict[str, Any]:
    model: dict[str, Any] = interaction_model(catalog, "en-US")["interactionModel"]["languageModel"]
    return model


@pytest.fixture(scope="module")
def intents(language: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {intent["name"]: intent for intent in language["intents"]}


def test_the_invocation_name_keeps_the_rules(language: dict[str, Any]) -> None:
    words = language["invocationName"].split()
    assert len(words) >= 2
    assert not LAUNCH_WORDS & set(words)
    assert len(words) > 2 or not SMALL_WORDS & set(words)


def test_every_intent_of_the_contract_is_declared_once(
    language: dict[str, Any], intents: dict[str, Any], catalog: Catalog
) -> None:
    assert len(language["intents"]) == len(intents) == len(catalog.intents)
    assert set(REQUIRED) <= set(intents)


def test_samples_have_only_what_amazon_allows(intents: dict[str, dict[str, Any]]) -> None:
    for name, intent in intents.items():
        for sample in intent["samples"]:
            assert re.fullmatch(r"[a-z '.\-{}_]+", sample), (name, sample)
            assert sample == " ".join(sample.split()), (name, sample)
            assert sample.count("{") == sample.count("}") == len(SLOT.findall(sample))


def test_no_sample_stands_twice(intents: dict[str, dict[str, Any]]) -> None:
    samples = [sample for intent in intents.values() for sample in intent["samples"]]
    assert len(samples) == len(set(samples))


def test_every_intent_that_people_say_has_samples(
    intents: dict[str, dict[str, Any]], catalog: Catalog
) -> None:
    silent = {name for name, intent in intents.items() if not intent["samples"]}
    assert silent == {
        name
        for name in catalog.intents
        if name in ("AMAZON.FallbackIntent", "AMAZON.NavigateHomeIntent")
        or not catalog.utterances[name].alexa
    }
    assert all(len(intent["samples"]) <= MOST_SAMPLES for intent in intents.values())


def test_slots_are_declared_where_they_are_used_and_nowhere_else(
    intents: dict[str, dict[str, Any]], language: dict[str, Any]
) -> None:
    types = [kind["name"] for kind in language["types"]]
    assert len(types) == len(set(types))
    used_types = set()
    for intent in intents.values():
        used = {slot for sample in intent["samples"] for slot in SLOT.findall(sample)}
        declared = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        assert used == set(declared)
        used_types |= set(declared.values())
    assert {kind for kind in used_types if not kind.startswith("AMAZON.")} == set(types)


def test_free_words_stand_alone_in_a_sample_and_never_without_a_carrier(
    intents: dict[str, dict[str, Any]],
) -> None:
    for intent in intents.values():
        kinds = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        for sample in intent["samples"]:
            slots = SLOT.findall(sample)
            assert len(slots) == len(set(slots))
            if any(kinds[slot] == "AMAZON.SearchQuery" for slot in slots):
                assert len(slots) == 1
                assert sample != f"{{{slots[0]}}}"


def test_every_template_has_a_sample_unless_amazons_rules_forbid_all_of_it(
    intents: dict[str, dict[str, Any]], catalog: Catalog
) -> None:
    for name in ("BreathingIntent", "StartCheckInIntent", "PartnerFeedbackIntent", "FaqIntent"):
        assert len(intents[name]["samples"]) >= len(catalog.utterances[name].said)


def test_values_of_a_type_are_told_apart(language: dict[str, Any]) -> None:
    for kind in language["types"]:
        assert kind["values"]
        ids = [value["id"] for value in kind["values"]]
        assert len(ids) == len(set(ids))
        said = [
            text.lower()
            for value in kind["values"]
            for text in (value["name"]["value"], *value["name"]["synonyms"])
        ]
        assert len(said) == len(set(said)), kind["name"]
        assert not any(re.search(r"\d|[?!{}()\[\]]", text) for text in said), kind["name"]


def test_urgent_sentences_arrive_with_their_words(
    intents: dict[str, dict[str, Any]], language: dict[str, Any], catalog: Catalog
) -> None:
    assert intents["UrgentHelpIntent"]["samples"] == ["{danger}"]
    danger = next(kind for kind in language["types"] if kind["name"] == "Danger")
    by_flag = {v["id"]: {v["name"]["value"], *v["name"]["synonyms"]} for v in danger["values"]}
    assert set(by_flag) <= {flag.id for flag in catalog.urgent.flags}
    assert "my chest hurts" in by_flag["chest-or-breath"]
    assert "i don't feel safe" in by_flag["danger"]


def test_the_model_is_far_below_the_size_limit(language: dict[str, Any]) -> None:
    assert len(json.dumps(language)) < 1_000_000
