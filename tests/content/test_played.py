"""The checks that play content: lengths, silences, first breath, control words, over-match."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from content import load
from content.checks.problem import Problem
from content.checks.rules import Rules, read_rules
from content.checks.spoken import Piece, texts_of
from content.loader import root_folder
from content.schema import Intent, Model, Script, Utterances
from content.source import Source, parse
from skill import checks
from skill.checks import alarms, control, lengths, overmatch, replies
from skill.checks.overmatch import some
from skill.speech import Say
from skill.turn import Expectation, Reply, Request
from skill.understanding import NotRecognized, Outcome, Recognized, Unsure
from skill.understanding.matcher import Understanding
from skill.understanding.safety import Danger, Safety, Words
from skill.understanding.templates import expand

CATALOG = load("en-US")
REAL: Source[Rules] = read_rules(root_folder(), "en-US")


def source(model: type[Model], name: str, **fields: object) -> Source[Model]:
    text = json.dumps(fields)  # JSON is YAML
    return Source(name, text, parse(model, text, name))


def script(*sections: Mapping[str, object], minutes: int = 1) -> Source[Script]:
    fields = {
        "id": "x",
        "title": "waves",
        "about": "The sea.",
        "minutes": [minutes],
        "default": minutes,
        "on": [],
        "sections": [{"id": f"part-{n}", **section} for n, section in enumerate(sections)],
    }
    text = json.dumps(fields)
    return Source("x.yaml", text, parse(Script, text, "x.yaml"))


def planned(*sections: Mapping[str, object]) -> list[tuple[str, str]]:
    return sorted({(problem.rule, problem.place) for problem in problems(*sections)})


def problems(*sections: Mapping[str, object]) -> list[Problem]:
    made = script(*sections)
    return list(lengths.of_script(CATALOG.model_copy(update={"scripts": {"x": made.item}}), made))


BREATHS = [
    {"cue": "In.", "seconds": 4, "breath": "in"},
    {"cue": "Out.", "seconds": 6, "breath": "out"},
]
FILLS = {"repeat": "to-length", "steps": BREATHS}
REST = {"steps": [{"say": "Rest."}, {"pause": 1, "up_to": 12}]}
"""Takes up what does not make another round."""
WAVES = {"repeat": "to-length", "steps": [{"cue": "A wave.", "seconds": 5}]}


def test_a_script_that_fills_its_length_is_sound() -> None:
    assert planned(FILLS, REST) == []


def test_a_script_that_is_too_short_or_too_long_is_told_with_its_pace() -> None:
    short = {"steps": [{"say": "Rest."}, {"pause": 10}]}
    found = problems(short)
    assert {problem.rule for problem in found} == {"length"}
    assert [problem.message.split(" take ")[0] for problem in found] == [
        "1 min (pace 1)",
        "1 min (pace 0.8)",
        "1 min (pace 1.2)",
    ]
    long = {"repeat": 12, "steps": BREATHS}
    assert planned(long) == [("length", "minutes")]


def test_silences_add_up_over_steps_and_sections() -> None:
    two = {"steps": [{"say": "Rest."}, {"pause": 7}]}
    more = {"steps": [{"pause": 7}, {"say": "Well."}]}
    assert planned(two, more, WAVES, REST) == [("silence", "sections.1")]
    told = {"steps": [{"pause": 7, "announced": True}, {"say": "Well."}]}
    assert planned(two, told, WAVES, REST) == []


def test_the_first_breath_comes_soon() -> None:
    talk = {"steps": [{"say": "A word or two about the sea, the wind and the rain. " * 4}]}
    assert planned(talk, FILLS, REST) == [("first-breath", "sections.0")]


def test_a_script_that_breathes_soon_needs_no_sparing(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = REAL.item.model_copy(
        update={"late_breath": (REAL.item.control[0].model_copy(update={"words": ("ocean",)}),)}
    )
    real = Source(REAL.name, REAL.text, rules)
    monkeypatch.setattr(lengths, "read_rules", lambda *_: real)
    told = [p.message for p in lengths.problems(CATALOG) if p.file == REAL.name]
    assert told == ["ocean breathes soon, so it needs no sparing"]


@pytest.mark.parametrize("name", sorted(CATALOG.scripts))
def test_every_way_of_hearing_a_script_is_tried(name: str) -> None:
    ways = list(lengths.ways(CATALOG.scripts[name]))
    assert [way.pace for way in ways][:3] == [1.0, 0.8, 1.2]
    own = any(section.pacing == "own" for section in CATALOG.scripts[name].sections)
    assert any(way.own_pace for way in ways) == own


# -- control words ---------------------------------------------------------------------------------

INTENTS = {"StopIntent": Intent(short=True), "IdeasIntent": Intent(expected=("idle",))}


def controls(words: str, *, spared: tuple[str, ...] = ()) -> list[str]:
    kin = (REAL.item.control[0].model_copy(update={"words": spared}),) if spared else ()
    rules = Source("rules.yaml", REAL.text, REAL.item.model_copy(update={"control": kin}))
    said = {"StopIntent": "(stop|that's enough)", "IdeasIntent": "ideas"}
    heard = [
        Piece("intents", item, tuple(texts_of(item, "intents")))
        for name, sample in said.items()
        for item in [source(Utterances, name, intent=name, title="a title", samples=[sample])]
    ]
    played = script({"steps": [{"say": words}]})
    heard.append(Piece("scripts", played, tuple(texts_of(played, "scripts"))))
    return [problem.message for problem in control.problems(heard, INTENTS, rules)]


def test_a_command_of_one_word_is_refused_anywhere_in_a_script() -> None:
    told = ["'stop' in 'Here the waves stop for a while.' is a command"]
    assert controls("Rest. Here the waves stop for a while.") == told
    assert controls("Nothing stops here.") == []
    assert controls("Some ideas come and go.") == []


def test_a_longer_command_is_refused_as_a_sentence_of_its_own() -> None:
    assert controls("That's enough.") == ['"that\'s enough" in "That\'s enough." is a command']
    assert controls("One wave, that's enough for now.") == []


def test_a_spared_word_may_stand_in_a_sentence_and_not_alone() -> None:
    assert controls("Here the waves stop for a while.", spared=("stop",)) == []
    assert controls("Here they stop. Stop.", spared=("stop",)) == ["'stop' in 'Stop.' is a command"]


def test_a_spared_word_that_nothing_needs_is_told() -> None:
    assert controls("The waves.", spared=("stop",)) == [
        "no script says 'stop', so it needs no sparing"
    ]
    assert controls("The waves.", spared=("sea",)) == [
        "'sea' is no control word, so it needs no sparing"
    ]


# -- over-match ------------------------------------------------------------------------------------


class _Hears(Understanding):
    """Takes some sentences for something else."""

    def __init__(self, taken: Mapping[str, Outcome]) -> None:
        self.taken = taken

    def recognize(self, text: str, expecting: Expectation | None = None) -> Outcome:  # noqa: ARG002 - the same for every expectation
        return self.taken.get(text, NotRecognized())


def overmatched(taken: Mapping[str, Outcome]) -> list[Problem]:
    found = overmatch.problems(CATALOG, _Hears(taken))
    return [problem for problem in found if "is taken for" in problem.message]


def test_a_sample_that_is_taken_for_another_intent_is_told() -> None:
    sample = next(iter(expand(CATALOG.utterances["GroundingIntent"].samples[0])))
    wrong = Request("BodyScanIntent")
    found = overmatched({sample: Recognized(wrong, 0.9)})
    assert [str(problem) for problem in found] == [
        (
            f"content/en-US/intents/GroundingIntent.yaml:{found[0].line}: over-match samples.0: "
            f"{sample!r} is taken for BodyScanIntent"
        )
    ]
    assert overmatched({sample: Unsure((wrong,), 0.5)}) == []
    assert overmatched({sample: Recognized(Request("GroundingIntent"), 0.9)}) == []


def test_a_look_alike_that_is_taken_for_the_real_is_told() -> None:
    look_alike = CATALOG.utterances["GroundingIntent"].negatives[0]
    found = overmatched({look_alike: Recognized(Request("GroundingIntent"), 0.9)})
    assert [problem.place for problem in found] == ["negatives.0"]


def test_a_sentence_that_two_intents_have_is_told() -> None:
    grounding = CATALOG.utterances["GroundingIntent"]
    sample = next(iter(expand(grounding.samples[0])))
    other = CATALOG.utterances["BodyScanIntent"]
    both = {**CATALOG.utterances, "BodyScanIntent": other.model_copy(update={"samples": (sample,)})}
    found = overmatch.problems(CATALOG.model_copy(update={"utterances": both}), _Hears({}))
    assert any(
        problem.message == f"{sample!r} is a sample of BodyScanIntent too" for problem in found
    )


def test_slots_are_filled_as_people_fill_them() -> None:
    assert overmatch.filled("rain for {minutes} minutes", CATALOG, "StartWindDownIntent") == (
        "rain for three minutes"
    )
    assert overmatch.filled("say {danger}", CATALOG, "GroundingIntent") is None


# -- false alarms ----------------------------------------------------------------------------------


class _Fears(Safety):
    """Hears danger in some sentences."""

    def __init__(self, heard: Mapping[str, Danger]) -> None:
        self.heard = heard

    def look(self, text: str, words: Words | None = None, *, second: bool = True) -> Danger | None:  # noqa: ARG002 - as it is called
        return self.heard.get(text)


def alarmed(heard: Mapping[str, Danger]) -> list[str]:
    found = alarms.problems(CATALOG, _Fears(heard))
    return [f"{p.file} {p.place} {p.message}" for p in found if "any longer" not in p.message]


def test_an_everyday_sentence_that_is_taken_for_danger_is_told() -> None:
    samples = CATALOG.utterances["BodyScanIntent"].samples
    index, sample = next(
        (n, said)
        for n, template in enumerate(samples)
        for said in some(template)[:1]
        if len(said.split()) > 4 and "{" not in said
    )
    where = f"content/en-US/intents/BodyScanIntent.yaml samples.{index} {sample!r}"
    assert alarmed({sample: Danger("injury", certain=True)}) == [f"{where} is taken for injury"]
    assert alarmed({sample: Danger("injury", certain=False)}) == [
        f"{where} raises a doubt about injury"
    ]


def test_a_small_share_of_room_talk_may_be_taken_for_danger() -> None:
    said = [sentence for template in CATALOG.out_of_scope for sentence in some(template)]
    most = len(said) // 100
    certain, doubt = Danger("injury", certain=True), Danger("injury", certain=False)

    def room(heard: Mapping[str, Danger]) -> list[str]:
        return [told for told in alarmed(heard) if "out-of-scope.yaml" in told]

    assert room(dict.fromkeys(said[:most], certain)) == []
    assert room(dict.fromkeys(said, doubt)) == []
    (told,) = room(dict.fromkeys(said[: most + 1], certain))
    assert f"{most + 1} of {len(said)} sentences are taken for danger, at most 1%: " in told


def test_danger_that_is_heard_on_purpose_is_no_problem_and_needed() -> None:
    meant = REAL.item.alarms[0].words[0]
    found = [p.message for p in alarms.problems(CATALOG, _Fears({}))]
    assert f"nothing needs {meant!r} any longer" in found
    said = [s for t in CATALOG.utterances["AMAZON.HelpIntent"].samples for s in expand(t)]
    sentence = next(s for s in said if s == meant)
    fears = _Fears({sentence: Danger("help", certain=True)})
    found = [p.message for p in alarms.problems(CATALOG, fears)]
    assert f"nothing needs {meant!r} any longer" not in found
    assert not any(sentence in message for message in found)


# -- replies ---------------------------------------------------------------------------------------

WORDS = (Say("What would you like?"),)
EXPECTED = Expectation(("AMAZON.YesIntent",))


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(WORDS, WORDS, expecting=EXPECTED), None),
        (Reply(WORDS, expecting=EXPECTED), "waits for an answer and has no reprompt"),
        (Reply(WORDS, WORDS), "waits for an answer and expects none"),
        (Reply((), WORDS, expecting=EXPECTED), "says nothing"),
        (Reply((), after="end"), None),
        (Reply((Say("{minutes}, then."),), after="end"), "a placeholder is not filled"),
    ],
)
def test_a_reply_that_leaves_somebody_without_a_second_chance_is_told(
    reply: Reply, told: str | None
) -> None:
    assert [message for _, message in replies.wrong(reply)] == ([told] if told else [])


# -- the command -----------------------------------------------------------------------------------


def test_the_command_prints_problems_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("content/en-US/answers/x.yaml", 12, "say.0", "rule-6", "'must' in 'x'")
    found = checks.examined("en-US")
    lines: list[str] = []
    monkeypatch.setattr(checks, "examined", lambda _: replace(found, problems=(problem,)))
    assert checks.run("en-US", write=lines.append) == 1
    assert "content/en-US/answers/x.yaml:12: rule-6 say.0: 'must' in 'x'" in lines
    assert lines[-1] == "1 problem"
    lines.clear()
    monkeypatch.setattr(checks, "examined", lambda _: replace(found, problems=()))
    assert checks.run("en-US", coverage=True, write=lines.append) == 0
    assert lines[0].startswith("S1  ")
    assert lines[-1] == "no problems"


def test_the_conversations_are_found_in_a_checkout() -> None:
    folder = checks.conversation_folder("en-US")
    assert folder is not None
    assert (folder / "stop-mid-script.yaml").is_file()
    assert checks.conversation_folder("xx-XX") is None
