"""Each language rule finds what it is for, and lets plain warm sentences pass."""

import json
import sys
from collections.abc import Mapping
from typing import get_args

import pytest

from content.checks import comfort, grade, language, placeholders, shape, silence
from content.checks.problem import Problem
from content.checks.rules import Kind, Rules, read_rules, sentences, words
from content.checks.spoken import NOT_SPOKEN, Piece, spoken_fields, texts_of
from content.loader import FILES, FOLDERS, names, read_yaml, root_folder
from content.schema import Answer, Feedback, Flag, Model, Phrases, Script, Urgent
from content.source import Source, parse

RULES: Rules = read_rules(root_folder(), "en-US").item


def piece(kind: Kind, model: type[Model], **fields: object) -> Piece:
    # JSON is YAML, and what is parsed is what a file would hold.
    text = json.dumps(fields)
    name = f"content/en-US/{kind}/x.yaml"
    source: Source[Model] = Source(name, text, parse(model, text, name))
    return Piece(kind, source, tuple(texts_of(source, kind)))


def answer(*paragraphs: str | list[str], then: str = "", intent: str = "FaqIntent") -> Piece:
    fields: dict[str, object] = {"id": "x", "title": "a title", "on": [{"intent": intent}]}
    fields["say"] = [[p] if isinstance(p, str) else p for p in paragraphs]
    if then:
        fields["then"] = {"ask": [then], "yes": {"answer": "x"}}
    return piece("answers", Answer, **fields)


def script(*steps: Mapping[str, object]) -> Piece:
    return piece(
        "scripts",
        Script,
        id="x",
        title="a title",
        about="A short while.",
        minutes=[1],
        default=1,
        on=[],
        sections=[{"id": "a", "steps": list(steps)}],
    )


def rules_broken(found: Piece) -> set[str]:
    return {problem.rule for problem in language.problems([found], RULES)}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("rule-1", "Ask him what he would like."),
        ("rule-1", "She may want some water."),
        ("rule-1", "Your boyfriend may be tired."),
        ("rule-1", "Men can need time as well."),
        ("rule-2", "Women need more closeness."),
        ("rule-2", "Normal couples talk about it."),
        ("rule-2", "That is what real sex is like."),
        ("rule-3", "The two of you could lie down."),
        ("rule-3", "Many couples like a drink."),
        ("rule-3", "It keeps the romance alive."),
        ("rule-3", "Go back to the bed you share."),
        ("rule-3", "You want to be held now."),
        ("rule-3", "Rest a while after intercourse."),
        ("rule-5", "Rinse the vulva with water."),
        ("rule-5", "After an orgasm, rest."),
        ("rule-6", "You must rest now."),
        ("rule-6", "You should drink some water."),
        ("rule-6", "It always helps to talk."),
        ("rule-6", "Just breathe."),
        ("rule-6", "Calm down."),
        ("rule-6", "Close your eyes."),
        ("rule-6", "You need to talk about it."),
        ("rule-7", "Now you will feel calm."),
        ("rule-7", "Adrenaline falls afterwards."),
        ("rule-7", "That is a low mood."),
        ("rule-8", "People who suffer from autism like quiet."),
        ("rule-8", "It is an attention disorder."),
        ("rule-9", "Ask whether they are clean."),
        ("rule-9", "Somebody committed suicide."),
        ("rule-10", "See whether they are able to talk."),
        ("rule-10", "Ask your partner for ten minutes."),
        ("rule-11", "After a scene, rest."),
        ("rule-11", "Your dominant looks after you."),
        ("rule-13", "It heals the body."),
        ("rule-13", "This will help."),
        ("rule-13", "It is proven."),
        ("rule-14", "That's five days in a row."),
        ("rule-14", "Rest well, love."),
        ("rule-14", "You were missed, and we missed you."),
        ("rule-14", "Get premium for more."),
        ("rule-15", "Studies show that it works."),
        ("rule-15", "Remember, this too shall pass."),
        ("safety", "You're safe now."),
        ("safety", "I can call the police."),
        ("safety", "You have depression."),
        ("safety", "Take two tablets."),
    ],
)
def test_a_rule_finds_what_it_is_for(rule: str, sentence: str) -> None:
    assert rule in rules_broken(answer(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "A partner may want some water, and so may you.",
        "They could tell you what feels good.",
        "Here is the rest of the evening.",
        "The theme is warmth, and then a little more of it.",
        "There's no need to talk, and nothing you have to do.",
        "Adrenaline may rise and then fall, and nobody is sure why.",
        "Some people feel low for a day.",
        "Ask whether your partner is able and willing, and leave room for a no.",
        "After a consensual scene, every role may want care.",
        "A hot drink, a loving word and a warm blanket are fine.",
        "It may help some people.",
        "You might like a little tea with honey.",
    ],
)
def test_plain_sentences_pass(sentence: str) -> None:
    assert rules_broken(answer(sentence)) == set()


@pytest.mark.parametrize("apostrophe", ["'", "\u2019"])
def test_either_apostrophe_is_read(apostrophe: str) -> None:
    assert "safety" in rules_broken(answer(f"You{apostrophe}re safe."))


def test_a_problem_names_file_line_place_rule_and_words() -> None:
    text = "id: x\ntitle: t\non: []\nsay: [[Rest a little.,\n Rest. You must lie down first.]]\n"
    name = "content/en-US/answers/x.yaml"
    source: Source[Model] = Source(name, text, parse(Answer, text, name))
    found = list(
        language.problems([Piece("answers", source, tuple(texts_of(source, "answers")))], RULES)
    )
    assert [str(problem) for problem in found] == [
        (
            "content/en-US/answers/x.yaml:5: rule-6 say.0.1: 'must' in 'You must lie down first.': "
            "invite instead, such as you could, you might, if you like"
        )
    ]


def test_medical_replies_may_name_the_body_and_no_act() -> None:
    body = "A warm bath may ease the pelvis."
    assert "rule-5" in rules_broken(answer(body))
    assert "rule-5" not in rules_broken(answer(body, intent="PhysicalRecoveryIntent"))


def test_urgent_replies_may_direct() -> None:
    urgent = urgent_piece("You must call now. Never wait.")
    assert "rule-6" not in rules_broken(urgent)
    assert "safety" in rules_broken(urgent_piece("You're safe."))


def urgent_piece(say: str) -> Piece:
    flag = {"id": "a", "say": say, "next": "All right."}
    rest = dict.fromkeys(("ask", "relieved", "partner", "more", "elsewhere"), "All right.")
    own = {"stays": ["All right."], "listed": "In {country}.", "countries": {"ZZ": "your country"}}
    line = "Call {name}, {number}."
    return piece("urgent", Urgent, flags=[flag], default="a", line=line, **rest, **own)


# -- rule 4 ----------------------------------------------------------------------------------------


def comforts(*paragraphs: str | list[str]) -> list[Problem]:
    return list(comfort.problems([answer(*paragraphs)], RULES))


def test_a_list_of_comforts_has_a_choice_without_touch_and_one_for_someone_alone() -> None:
    assert len(comforts("A cuddle, a kiss or a hug may be nice.")) == 2
    assert len(comforts("A cuddle, a hug or a warm drink may be nice.")) == 1
    assert not comforts("A cuddle or a warm drink may be nice.", "So may time on your own.")


def test_the_choice_is_there_in_every_wording() -> None:
    both = ["A cuddle or a warm drink, or time alone.", "A hug or some tea, with someone or alone."]
    assert not comforts(both)
    assert len(comforts([both[0], "A hug or some tea."])) == 1


def test_a_single_word_of_touch_is_no_list() -> None:
    assert not comforts("Some people like to kiss.")


# -- rule 12 ---------------------------------------------------------------------------------------


def shapes(found: Piece) -> list[str]:
    return [f"{problem.rule} {problem.message}" for problem in shape.problems([found], RULES)]


def test_a_sentence_has_at_most_eighteen_words() -> None:
    eighteen = " ".join(["word"] * 18)
    assert not shapes(answer(f"{eighteen}. {eighteen}."))
    assert shapes(answer(f"One. {eighteen} more.")) == [
        f"rule-12 19 words, at most 18: '{eighteen} more.'"
    ]


def test_words_and_sentences_are_counted_as_they_are_heard() -> None:
    assert words("Don't, five-minute {title} we\u2019ll -- and ...") == [
        "Don't", "five-minute", "{title}", "we\u2019ll", "and",
    ]  # fmt: skip
    assert sentences("One. Two? Three\u2026 four!") == ["One.", "Two?", "Three\u2026", "four!"]


def test_at_most_three_options() -> None:
    assert not shapes(answer("Hm.", then="If you like, would you like tea, a nap, or a walk?"))
    assert not shapes(answer("Some like tea, a nap, a walk or a chat."))
    assert shapes(answer("Hm.", then="Would you like tea, a nap, a walk, or a chat?")) == [
        "rule-12 4 options, at most 3: Would you like tea; a nap; a walk; a chat"
    ]
    assert not shapes(answer("Hm.", then="Would you like ideas, such as tea, a nap or a walk?"))


def test_one_question_a_turn() -> None:
    assert not shapes(answer(["Is it late? Rest.", "Rest."]))
    assert len(shapes(answer(["Is it late? Rest.", "Rest."], then="Shall we?"))) == 1
    assert len(shapes(answer("Is it late? Is it dark?"))) == 1


def test_numbers_are_words_and_nothing_is_marked_up() -> None:
    assert shapes(answer("Wait for 5 minutes.")) == ["rule-12 '5': numbers are written as words"]
    for sign in ("<break/>", "*so*", "rest & sleep", "(softly)", "rest/sleep", '"now"'):
        assert any(told.startswith("markup ") for told in shapes(answer(f"Well {sign} then.")))


def test_urgent_replies_have_at_most_thirty_five_words() -> None:
    line = "Go and get help right now, please. "
    assert not shapes(urgent_piece(line * 5))
    assert any("42 words" in told for told in shapes(urgent_piece(line * 6)))


def test_an_opening_and_the_first_question_are_one_turn() -> None:
    assert len(shapes(feedback("Ready? Then we begin."))) == 1
    assert not shapes(feedback("We begin."))


def feedback(opening: str) -> Piece:
    """The first feedback round there is, with another opening."""
    name = names(root_folder(), "en-US/feedback")[0]
    fields = read_yaml(root_folder().joinpath(name).read_text(encoding="utf-8"), name)
    fields["opening"] = opening
    return piece("feedback", Feedback, **fields)


class _Counter:
    """Grades by length, so that the test says what is measured and not how."""

    def __init__(self) -> None:
        self.measured: list[str] = []

    def __call__(self, text: str) -> float:
        self.measured.append(text)
        return 9.0 if "hard" in text else 3.0


def test_the_grade_is_measured_on_long_texts_and_whole_files() -> None:
    long = "This is a plain line of eight words. " * 6
    grader = _Counter()
    assert not list(grade.problems([answer("Hard.", "Rest is hard here.")], RULES, grader))
    assert grader.measured == []
    assert [
        problem.message
        for problem in grade.problems([answer(long, "It is hard to say.")], RULES, grader)
    ] == ["the whole file: reading grade 9.0, at most 6"]


def test_the_grade_is_flesch_kincaid() -> None:
    pytest.importorskip("textstat", reason="the library that measures the reading grade")
    grader = grade.grader("en-US")
    assert grader("The cat sat on the mat. It was warm, and it was late.") < 2
    assert grader("Neurophysiological consequences necessitate considerable deliberation.") > 15


def test_a_language_the_library_does_not_know_is_said_to_be_unmeasured() -> None:
    pytest.importorskip("textstat", reason="the library that measures the reading grade")
    with pytest.raises(grade.NotMeasurableError, match="textstat does not know xx-YY"):
        grade.grader("xx-YY")


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textstat", None)
    with pytest.raises(grade.NotMeasurableError, match=r"aftercare\[check\]"):
        grade.grader("en-US")


# -- placeholders, silences ------------------------------------------------------------------------


def test_placeholders_are_those_the_schema_documents() -> None:
    assert placeholders.filled()["Phrases", "script_opening"] == {"minutes": True, "title": True}
    assert placeholders.filled()["Phrases", "minute_one"] == {"number": True}
    assert [p.message for p in placeholders.problems([answer("Rest for {minutes}.")])] == [
        "{minutes} is not filled here; allowed: none"
    ]
    assert [p.message for p in placeholders.problems([urgent_piece("Rest.")])] == []


def test_a_placeholder_that_carries_what_is_said_is_not_left_out() -> None:
    text = root_folder().joinpath("en-US", "phrases.yaml").read_text(encoding="utf-8")
    short = text.replace("Did you mean {choice}?", "Did you mean that?")
    assert short != text
    source: Source[Model] = Source("p", short, parse(Phrases, short, "p"))
    found = placeholders.problems([Piece("phrases", source, tuple(texts_of(source, "phrases")))])
    assert [p.message for p in found] == ["{choice} is left out"]


def test_a_long_silence_is_announced_by_the_words_before_it() -> None:
    pause: dict[str, object] = {"pause": 20, "announced": True}
    assert not list(silence.problems([script({"say": "I'll be quiet now."}, pause)], RULES))
    assert len(list(silence.problems([script({"say": "Let it be."}, pause)], RULES))) == 1
    assert len(list(silence.problems([feedback("We begin.")], RULES))) == 1


# -- what is spoken --------------------------------------------------------------------------------


def test_everything_spoken_is_found() -> None:
    found = {path: text for path, _, _, text in spoken_fields(answer("A.", then="B?").source.item)}
    assert found == {("title",): "a title", ("say", 0, 0): "A.", ("then", "ask", 0): "B?"}


def test_every_kind_of_content_that_is_spoken_is_checked() -> None:
    heard_from_people = {"lists"}
    assert set(get_args(Kind)) == {*FOLDERS, *FILES} - heard_from_people


def test_fields_that_are_not_spoken_exist() -> None:
    models: set[type[Model]] = {Flag, *FILES.values(), *(model for model, _ in FOLDERS.values())}
    known: set[tuple[str, str]] = set()
    while models:
        model = models.pop()
        for name, info in model.model_fields.items():
            if (model.__name__, name) not in known:
                known.add((model.__name__, name))
                models |= _models_in(info.annotation)
    assert known >= NOT_SPOKEN


def _models_in(annotation: object) -> set[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return {annotation}
    return {found for argument in get_args(annotation) for found in _models_in(argument)}
