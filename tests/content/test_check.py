"""The check as a whole: exemptions, intents, help lines, coverage, and files it cannot read."""

from datetime import date
from pathlib import Path

import pytest

from content.check import Checked, check, examine
from content.checks import helplines
from content.checks.coverage import ALL_ROWS, as_lines
from content.loader import locales, read, root_folder
from content.schema import HelpLines
from content.source import ContentError, Source
from tests.content.folder import ANSWER, INTENTS, SCRIPT, make, utterances

RULES = root_folder().joinpath("en-US", "rules.yaml").read_text(encoding="utf-8")
BAD = ANSWER.replace("Warmth may help.", "You should keep warm.")


def with_exemptions(*entries: str) -> str:
    head, found, _ = RULES.partition("\nexempt:")
    assert found
    return f"{head}\nexempt: [{', '.join(entries)}]\n"


def found(root: Path, rule: str) -> list[str]:
    return [str(p) for p in check("xx-YY", root=root) if p.rule == rule]


WHY = "why: A reason that a reader can weigh."
EXEMPTION = f"{{rule: rule-6, file: answers/warmth.yaml, text: You should keep warm, {WHY}}}"


def test_an_exemption_holds_for_its_rule_file_and_words(tmp_path: Path) -> None:
    name = "xx-YY/answers/warmth.yaml"
    rules = {"xx-YY/rules.yaml": with_exemptions()}
    assert len(found(make(tmp_path / "a", {name: BAD, **rules}), "rule-6")) == 1
    rules = {"xx-YY/rules.yaml": with_exemptions(EXEMPTION)}
    assert not found(make(tmp_path / "b", {name: BAD, **rules}), "rule-6")
    both = BAD.replace("A warm drink may help.", "You should rest.")
    assert len(found(make(tmp_path / "c", {name: both, **rules}), "rule-6")) == 1
    other = SCRIPT.replace("Picture a quiet shore.", "You should keep warm.")
    changes = {name: BAD, "xx-YY/scripts/waves.yaml": other, **rules}
    assert len(found(make(tmp_path / "d", changes), "rule-6")) == 1


def test_an_exemption_that_nothing_needs_is_a_problem(tmp_path: Path) -> None:
    root = make(tmp_path, {"xx-YY/rules.yaml": with_exemptions(EXEMPTION)})
    told = found(root, "exempt")
    assert len(told) == 1
    assert told[0].endswith(
        "exempt exempt.0: nothing needs this any longer: rule-6 in answers/warmth.yaml"
    )


def test_an_exemption_has_a_reason(tmp_path: Path) -> None:
    root = make(tmp_path, {"xx-YY/rules.yaml": with_exemptions(EXEMPTION.replace(WHY, "why: ok"))})
    with pytest.raises(ContentError, match=r"exempt\.0\.why"):
        check("xx-YY", root=root)


def test_a_pattern_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    root = make(tmp_path, {"xx-YY/rules.yaml": RULES.replace("[he, she,", "['(he', she,")})
    with pytest.raises(ContentError, match=r"rules\.yaml:\d+: rules\.0\.ban\.0\.any\.0: .*\(he"):
        check("xx-YY", root=root)


@pytest.mark.parametrize("locale", locales())
def test_the_content_keeps_the_rules_and_needs_its_exemptions(locale: str) -> None:
    assert [str(problem) for problem in check(locale)] == []


def test_every_intent_can_be_said(tmp_path: Path) -> None:
    root = make(tmp_path, {"intents.yaml": f"{INTENTS}  BodyScanIntent: {{}}\n"})
    assert found(root, "intent") == [
        "content/intents.yaml:1: intent intents.BodyScanIntent: no file says how people ask for it"
    ]


def test_utterances_belong_to_an_intent(tmp_path: Path) -> None:
    root = make(tmp_path, {"xx-YY/intents/RainIntent.yaml": utterances("RainIntent", "rain")})
    assert found(root, "intent") == [
        (
            "content/xx-YY/intents/RainIntent.yaml:1: intent intent: RainIntent is not in "
            "content/intents.yaml"
        )
    ]


def test_content_answers_to_values_that_can_be_said(tmp_path: Path) -> None:
    text = SCRIPT.replace(
        "{intent: StartWindDownIntent}", "{intent: StartWindDownIntent, slot: script, value: sea}"
    )
    root = make(tmp_path, {"xx-YY/scripts/waves.yaml": text})
    assert found(root, "intent") == [
        (
            "content/xx-YY/scripts/waves.yaml:7: intent on.0.value: script has no value 'sea'; "
            "there are waves"
        )
    ]


# -- files that cannot be read ---------------------------------------------------------------------


def test_an_unreadable_file_is_a_problem_and_the_others_are_checked(tmp_path: Path) -> None:
    changes = {
        "xx-YY/scripts/waves.yaml": SCRIPT.replace("pause: 4", "pause: four"),
        "xx-YY/answers/warmth.yaml": BAD,
    }
    problems = check("xx-YY", root=make(tmp_path, changes))
    assert {"schema", "rule-6"} <= {problem.rule for problem in problems}
    assert str(next(problem for problem in problems if problem.rule == "schema")) == (
        "content/xx-YY/scripts/waves.yaml:12: schema sections.0.steps.1.pause: a number is "
        "needed; not 'four'"
    )


def test_files_that_do_not_fit_together_are_a_problem(tmp_path: Path) -> None:
    text = ANSWER.replace("script: waves", "script: wave")
    assert found(make(tmp_path, {"xx-YY/answers/warmth.yaml": text}), "schema") == [
        (
            "content/xx-YY/answers/warmth.yaml:10: schema then.yes.script: no script 'wave'; there "
            "are waves"
        )
    ]


def test_a_locale_that_is_not_there() -> None:
    with pytest.raises(ContentError, match=r"^no content for 'xx-XX'; there is "):
        check("xx-XX")


# -- help lines ------------------------------------------------------------------------------------

LINE = """\
countries:
  ZZ:
    - name: A line
      number: "116 123"
      spoken: one one six, one two three
      audience: [crisis]
      hours: at any time
      source: a page
      checked: "2026-01-01"
"""


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 6, 30), []),
        (
            date(2026, 7, 1),
            ["A line: checked 181 days ago, at most 180: check it, or set verify"],
        ),
        (date(2025, 12, 31), ["A line: checked on 2026-01-01, which is still to come"]),
    ],
)
def test_a_help_line_goes_stale(tmp_path: Path, today: date, expected: list[str]) -> None:
    assert messages(tmp_path, LINE, today) == expected


def messages(tmp_path: Path, text: str, today: date) -> list[str]:
    (tmp_path / "helplines.yaml").write_text(text, encoding="utf-8")
    source: Source[HelpLines] = read(tmp_path, "helplines.yaml", HelpLines)
    return [problem.message for problem in helplines.problems(source, today, 180)]


def test_a_line_a_human_is_to_verify_is_listed_and_does_not_fail(tmp_path: Path) -> None:
    text = f"{LINE}      verify: true\n"
    assert messages(tmp_path, text, date(2027, 1, 1)) == []
    lines = read(tmp_path, "helplines.yaml", HelpLines).item
    assert helplines.to_verify(lines) == ["ZZ: A line, 116 123, checked 2026-01-01"]


def test_a_help_line_is_said_in_words_and_dated_by_a_date(tmp_path: Path) -> None:
    text = LINE.replace("one one six, one", "116, one").replace("2026-01-01", "2026-13-01")
    assert messages(tmp_path, text, date(2026, 1, 2)) == [
        "A line: 2026-13-01 is no date",
        "A line: the number is written as words for the voice",
    ]


# -- coverage --------------------------------------------------------------------------------------


def covered(root: Path, conversations: Path | None) -> Checked:
    return examine("xx-YY", root=root, conversations=conversations)


def test_a_row_needs_content_and_a_conversation(tmp_path: Path) -> None:
    root = make(tmp_path / "content")
    folder = tmp_path / "xx-YY"
    folder.mkdir()
    told = {
        problem.message
        for problem in covered(root, folder).problems
        if problem.rule == "coverage" and problem.place == "rows.S1"
    }
    assert told == {"S1 looking after each other: no conversation covers it"}
    (folder / "warm.yaml").write_text("- covers: [S1]\n- {launch: true}\n", encoding="utf-8")
    checked = covered(root, folder)
    missing = [problem for problem in checked.problems if problem.rule == "coverage"]
    assert len(missing) == len(ALL_ROWS) - 1
    assert next(as_lines(checked.rows)) == ("S1  looking after each other  answers/warmth  <- warm")
    assert list(as_lines(checked.rows))[-1] == (
        "1 of 78 rows are said and proved by a conversation"
    )


def test_without_the_conversation_tests_content_alone_is_looked_at(tmp_path: Path) -> None:
    checked = covered(make(tmp_path), None)
    assert "the conversation tests are not here, so only content was looked at" in checked.notes
    assert list(as_lines(checked.rows))[-1] == "1 of 78 rows are said"
    assert not any(
        problem.place == "rows.S1" for problem in checked.problems if problem.rule == "coverage"
    )


def test_a_conversation_names_rows_that_there_are(tmp_path: Path) -> None:
    folder = tmp_path / "xx-YY"
    folder.mkdir()
    (folder / "warm.yaml").write_text("- covers: [S1, S99]\n", encoding="utf-8")
    problems = covered(make(tmp_path / "content"), folder).problems
    assert "content" not in {problem.rule for problem in problems}
    assert any(
        "covers: a list of rows is needed, from S1 to S78" in problem.message
        for problem in problems
    )


def test_without_rows_there_is_no_table(tmp_path: Path) -> None:
    root = make(tmp_path, {"rows.yaml": "rows: {S79: one too many}\n"})
    checked = covered(root, None)
    assert list(as_lines(checked.rows)) == []
    assert any(problem.file == "content/rows.yaml" for problem in checked.problems)


def test_every_row_of_the_mission_has_a_title() -> None:
    assert [entry.row for entry in examine("en-US").rows if not entry.title] == []
