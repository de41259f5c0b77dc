"""What a writer is told when a content file is wrong: file, line, place, and what is allowed."""

from pathlib import Path

import pytest

from content import ContentError, load, locales
from content.loader import content_for, load_from
from tests.content.folder import ANSWER, INTENTS, SCRIPT, make

SCRIPT_FILE = "xx-YY/scripts/waves.yaml"
ANSWER_FILE = "xx-YY/answers/warmth.yaml"


def told(root: Path) -> list[str]:
    with pytest.raises(ContentError) as error:
        load_from(root, "xx-YY")
    lines = str(error.value).splitlines()
    assert all(line.startswith("content/") for line in lines)
    assert not any("pydantic" in line or "Traceback" in line for line in lines)
    return lines


def test_another_country_is_served_by_the_content_of_its_language() -> None:
    assert load("en-GB") == load("en-US")
    assert content_for("en-IN") == "en-US"
    with pytest.raises(ContentError, match="no content for 'fr-FR'"):
        load("fr-FR")


def test_the_folder_of_these_tests_is_sound(tmp_path: Path) -> None:
    catalog = load_from(make(tmp_path), "xx-YY")
    assert catalog.scripts["waves"].title == "waves"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "title: waves",
            "titel: waves",
            [
                (
                    "2: titel: there is no key 'titel' here; did you mean 'title'? "
                    "The keys are about, covers, default, ends, id, minutes, more, on, opt_in, "
                    "pattern, sections, title"
                ),
                "1: the key 'title' is missing",
            ],
            id="typo in a key",
        ),
        pytest.param(
            "      - pause: 4",
            "      - pause: 4\n        announce: true",
            [
                (
                    "13: sections.0.steps.1.announce: there is no key 'announce' here; "
                    "did you mean 'announced'? The keys are announced, pause, up_to"
                )
            ],
            id="typo in a key of a step",
        ),
        pytest.param(
            "pause: 4",
            "pause: four",
            ["12: sections.0.steps.1.pause: a number is needed; not 'four'"],
            id="words for a number",
        ),
        pytest.param(
            "title: waves",
            "title: 4",
            ["2: title: text is needed; not 4"],
            id="a number for words",
        ),
        pytest.param(
            "title: waves",
            "title:",
            ["2: title: text is needed; nothing is given"],
            id="nothing for words",
        ),
        pytest.param(
            "minutes: [1, 3]",
            "minutes: 1",
            [
                (
                    "4: minutes: a list is needed: each entry on a "
                    "line of its own after a hyphen; not 1"
                )
            ],
            id="one for a list",
        ),
        pytest.param(
            "minutes: [1, 3]",
            "minutes: [1, 2]",
            ["4: minutes.1: 2 is not one of 1, 3, 5, 10 or 15"],
            id="a value that is not allowed",
        ),
        pytest.param(
            "default: 1",
            "default: 15",
            ["1: default 15 is not one of minutes (1, 3)"],
            id="values that contradict one another",
        ),
        pytest.param(
            "id: waves",
            "id: Waves_2",
            [
                (
                    "1: id: 'Waves_2' does not fit: small letters, "
                    "digits and single hyphens are allowed, such as box-breathing"
                )
            ],
            id="a name with other signs",
        ),
        pytest.param(
            "id: waves",
            "id: ripples",
            ["1: id: it has the file's name, not 'ripples'; rename either"],
            id="another name than the file's",
        ),
        pytest.param(
            "title: waves",
            "title: yes\ncovers: [S79]",
            ["3: covers.0: 'S79' does not fit: a row of the mission is needed: S1 to S78"],
            id="a row that is not there, and yes as a word",
        ),
        pytest.param(
            "pause: 4",
            "pause: 1:30",
            ["12: write '1:30' as a plain number, or in quotes as text"],
            id="minutes and seconds",
        ),
        pytest.param(
            "pause: 4",
            "pause: 1:30.5",
            ["12: write '1:30.5' as a plain number, or in quotes as text"],
            id="minutes and seconds with a fraction",
        ),
        pytest.param(
            "pause: 4",
            "pause: 0x10",
            ["12: write '0x10' as a plain number, or in quotes as text"],
            id="another number system",
        ),
        pytest.param(
            "pause: 4",
            "pause: 13",
            [
                (
                    "12: sections.0.steps.1: a silence over 12 "
                    "seconds is announced in the words before it; set announced: true"
                )
            ],
            id="a long silence",
        ),
        pytest.param(
            "      - pause: 4",
            "      - wait: 4",
            ["12: sections.0.steps.1: a step is one of say, pause or cue"],
            id="a step of no kind",
        ),
        pytest.param(
            "title: waves",
            "title: waves\ntitle: more waves",
            ["3: the key 'title' stands twice"],
            id="a key twice",
        ),
        pytest.param(
            "      - pause: 4",
            "\t- pause: 4",
            ["12: a tab: indent with spaces"],
            id="a tab",
        ),
        pytest.param(
            "say: Picture a quiet shore.",
            "say: Picture this: a quiet shore.",
            ["11: a colon and a space inside a text: put the text in quotes"],
            id="a colon in a text",
        ),
        pytest.param(
            "title: waves",
            "title: 'waves",
            ["18: the file ends inside a text: a quote is not closed"],
            id="an open quote",
        ),
        pytest.param(
            "title: waves",
            "? [a, b]\n: waves",
            ["2: a key is a plain word"],
            id="a key that is a list",
        ),
        pytest.param(
            "title: waves",
            "title: !!python/object/apply:os.getcwd []",
            [
                (
                    "2: could not determine a constructor for the "
                    "tag 'tag:yaml.org,2002:python/object/apply:os.getcwd'"
                )
            ],
            id="code in a tag",
        ),
    ],
)
def test_an_error_names_line_place_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    assert SCRIPT.count(old) == 1
    assert told(make(tmp_path, {SCRIPT_FILE: SCRIPT.replace(old, new)})) == [
        f"content/{SCRIPT_FILE}:{line}" for line in expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "content/xx-YY/scripts/waves.yaml: the file is empty"),
        ("# nothing yet\n", "content/xx-YY/scripts/waves.yaml: the file is empty"),
        (
            "- id: waves\n",
            "content/xx-YY/scripts/waves.yaml:1: keys with values are needed; not a list",
        ),
        (
            "id: a\0b\n",
            (
                "content/xx-YY/scripts/waves.yaml: not readable as YAML: unacceptable character "
                "#x0000: control characters are not allowed"
            ),
        ),
    ],
)
def test_a_file_that_is_no_script_at_all(tmp_path: Path, text: str, expected: str) -> None:
    assert told(make(tmp_path, {SCRIPT_FILE: text})) == [expected]


def test_many_errors_of_one_file_are_cut_short(tmp_path: Path) -> None:
    bad = "".join(f"      - pause: {word}\n" for word in "abcdefgh")
    lines = told(make(tmp_path, {SCRIPT_FILE: SCRIPT.replace("      - pause: 4\n", bad)}))
    assert len(lines) == 6
    assert lines[-1] == "content/xx-YY/scripts/waves.yaml: and 3 more"


def test_plain_true_and_false_are_truth_values_and_yes_is_a_key(tmp_path: Path) -> None:
    long = SCRIPT.replace("pause: 4", "{pause: 20, announced: true}")
    catalog = load_from(make(tmp_path, {SCRIPT_FILE: long}), "xx-YY")
    then = catalog.answers["warmth"].then
    assert then is not None
    assert then.yes.script == "waves"
    assert not told_nothing(tmp_path, {ANSWER_FILE: ANSWER.replace("yes:", "Yes:")})


def told_nothing(tmp_path: Path, changes: dict[str, str]) -> bool:
    try:
        load_from(make(tmp_path, changes), "xx-YY")
    except ContentError:
        return False
    return True


def test_yes_for_true_is_an_error(tmp_path: Path) -> None:
    lazy = SCRIPT.replace("pause: 4", "{pause: 20, announced: yes}")
    assert told(make(tmp_path, {SCRIPT_FILE: lazy})) == [
        (
            "content/xx-YY/scripts/waves.yaml:12: sections.0.steps.1.announced: true or false is "
            "needed; not 'yes'"
        )
    ]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / SCRIPT_FILE).write_bytes(b"\xef\xbb\xbf" + SCRIPT.encode())
    assert load_from(root, "xx-YY").scripts["waves"].title == "waves"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding(tmp_path: Path, encoding: str) -> None:
    root = make(tmp_path)
    (root / SCRIPT_FILE).write_bytes(SCRIPT.replace("shore", "caf\u00e9").encode(encoding))
    assert told(root) == ["content/xx-YY/scripts/waves.yaml: not UTF-8 text"]


@pytest.mark.parametrize("name", ["intents.yaml", "xx-YY/numbers.yaml", "xx-YY/urgent.yaml"])
def test_a_file_that_is_missing(tmp_path: Path, name: str) -> None:
    root = make(tmp_path)
    (root / name).unlink()
    assert told(root) == [f"content/{name}: the file is missing"]


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "xx-YY/feedback").rmdir()
    assert told(root) == ["content/xx-YY/feedback: the folder is missing"]


def test_a_folder_where_a_file_is_meant(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "xx-YY/scripts/sky.yaml").mkdir()
    assert told(root) == ["content/xx-YY/scripts/sky.yaml: not readable: Is a directory"]


def test_a_locale_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"^no content for 'de-DE'; there is xx-YY$"):
        load_from(make(tmp_path), "de-DE")
    with pytest.raises(ContentError, match=r"^no content for '\.\./en-US'; there is en-US$"):
        load("../en-US")


def test_the_locales_are_the_folders_with_phrases(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "zz-ZZ").mkdir()
    assert locales(root) == ("xx-YY",)
    assert "en-US" in locales()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(
            ANSWER_FILE,
            ANSWER.replace("script: waves", "script: wave"),
            ["10: then.yes.script: no script 'wave'; there are waves"],
            id="a script that is not there",
        ),
        pytest.param(
            ANSWER_FILE,
            ANSWER.replace("AftercareIdeasIntent", "IdeasIntent"),
            [
                (
                    "4: on.0.intent: no intent 'IdeasIntent'; there are "
                    "AMAZON.StopIntent, AftercareIdeasIntent, StartWindDownIntent"
                )
            ],
            id="an intent that is not there",
        ),
        pytest.param(
            SCRIPT_FILE,
            SCRIPT.replace("StartWindDownIntent", "StartWindDownIntent, slot: who, value: solo"),
            ["7: on.0.slot: StartWindDownIntent has no slot 'who'; it has script"],
            id="a slot that is not there",
        ),
        pytest.param(
            SCRIPT_FILE,
            SCRIPT.replace("StartWindDownIntent", "StartWindDownIntent, slot: script, value: sea"),
            ["7: on.0.value: no script 'sea'; there are waves"],
            id="a value that nobody can say",
        ),
        pytest.param(
            ANSWER_FILE,
            ANSWER.replace("AftercareIdeasIntent", "StartWindDownIntent"),
            ["4: on.0: the same request leads to scripts/waves.yaml"],
            id="one request that leads to two places",
        ),
    ],
)
def test_files_that_do_not_fit_together(
    tmp_path: Path, name: str, text: str, expected: list[str]
) -> None:
    assert told(make(tmp_path, {name: text})) == [f"content/{name}:{line}" for line in expected]


def test_every_misfit_is_told(tmp_path: Path) -> None:
    changes = {
        ANSWER_FILE: ANSWER.replace("script: waves", "answer: cold"),
        "intents.yaml": INTENTS.replace("  AftercareIdeasIntent: {}\n", ""),
    }
    lines = told(make(tmp_path, changes))
    assert [line.split(": ")[1] for line in lines] == ["then.yes.answer", "on.0.intent"]
