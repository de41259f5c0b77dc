"""The signs themselves: what their file may hold, and the language they are written in."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from content.loader import load
from skill.understanding.safety import Safety
from skill.understanding.safety_patterns import Language, PatternError, keys_of, words_of
from skill.understanding.safety_words import Reader

CATALOG = load("en-US")
SIGNS = CATALOG.signs
LANGUAGE = Language(
    {"colour": ("red", "dark blue")}, breaks=("but", "and"), negators=("not", "never")
)
DEV = Path(__file__).parent.parent / "understanding" / "data"


def matches(pattern: str, text: str) -> bool:
    regex = re.compile(rf"(?<![^ ]){LANGUAGE.regex(LANGUAGE.node(pattern))}")
    return regex.search(f"{text} ") is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("he hit me", "then he hit me hard", True),
        ("he hit me", "she hit me", False),
        ("he .. hit me", "he really just hit me", True),
        ("he .. hit me", "he one two three hit me", False),
        ("he ... hit me", "he one two three hit me", True),
        ("he ... hit me", "he did not hit me", False),
        ("he ... hit me", "he came and hit me", False),
        ("<colour> hat", "a dark blue hat", True),
        ("<colour> hat", "a blue hat", False),
        ("(big|very big) hat", "a very big hat", True),
        ("a big? hat", "a hat", True),
        ("a (big|old)? hat", "a old hat", True),
        ("hat !band", "a hat", True),
        ("hat !band", "a hat band", False),
        ("hat &band", "a hat band", True),
        ("hat &band", "a hat", False),
        ("a _ hat", "a silly hat", True),
        ("a _ hat", "a hat", False),
        ("hat $", "my hat and coat", True),
        ("hat $", "my hat stand", False),
        ("^ hat", "a coat but hat", True),
        ("^ hat", "my hat", False),
        ("at", "a hat", False),
    ],
)
def test_the_language(pattern: str, text: str, *, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize("pattern", ["<nothing>", "(a|b", "a )", "", "a | ", "a * b", "?"])
def test_a_pattern_that_cannot_be_read_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError):
        LANGUAGE.node(pattern)


def patterns() -> list[str]:
    return [
        *SIGNS.figures,
        *SIGNS.asides,
        *(text for circumstance in SIGNS.circumstances for text in circumstance.when),
        *SIGNS.denials.nos,
        *SIGNS.denials.polite,
        *(text for kind in SIGNS.denials.kinds for text in (*kind.nos, *kind.after)),
        *(text for kind in SIGNS.denials.kinds for text in (*kind.alone, *kind.reasons)),
        *(text for kind in SIGNS.denials.kinds for text in kind.wishes),
        *(SIGNS.help_words.next + SIGNS.help_words.thanks + SIGNS.help_words.lines),
        *(text for sign in SIGNS.signs for text in (*sign.firm, *sign.sure, *sign.ask)),
        *(text for sign in SIGNS.signs for group in sign.together for text in group),
    ]


def test_every_pattern_holds_a_word_to_look_for() -> None:
    language = Language(SIGNS.words, breaks=SIGNS.breaks, negators=SIGNS.negators)
    nodes = {text: language.node(text) for text in patterns()}
    often = Counter(word for node in nodes.values() for word in words_of(node))
    assert [text for text, node in nodes.items() if not keys_of(node, often)] == []


def test_flags_named_in_the_signs_exist() -> None:
    flags = {flag.id for flag in CATALOG.urgent.flags}
    assert {sign.flag for sign in SIGNS.signs} == flags
    assert {flag for item in SIGNS.circumstances for flag in item.flags} <= flags
    assert {flag for item in SIGNS.denials.kinds for flag in item.flags} <= flags


def test_every_named_word_is_used() -> None:
    everything = " ".join([*patterns(), *(w for words in SIGNS.words.values() for w in words)])
    assert [name for name in SIGNS.words if f"<{name}>" not in everything] == []


def test_no_sentence_of_the_development_sets_is_a_pattern() -> None:
    reader = Reader(
        signs=SIGNS.symbols,
        short=SIGNS.short,
        endings=SIGNS.endings,
        slips=SIGNS.slips,
        fillers=SIGNS.fillers,
        repeatable=(),
    )
    text = "\n".join(patterns())
    for file in ("urgent-dev.jsonl", "utterances-dev.jsonl"):
        for line in (DEV / file).read_text(encoding="utf-8").splitlines():
            words = reader.words(json.loads(line)["text"])
            assert len(words) < 4 or " ".join(words) not in text


def test_development_sets_are_noticed_and_left_alone_as_they_should_be() -> None:
    """Calibration, not proof: the rules were measured on these sets while they were written."""
    safety = Safety(CATALOG)
    rows = [
        json.loads(line)
        for file in ("urgent-dev.jsonl", "utterances-dev.jsonl")
        for line in (DEV / file).read_text(encoding="utf-8").splitlines()
    ]
    urgent = [row["text"] for row in rows if row["intent"] == "UrgentHelpIntent"]
    calm = [row["text"] for row in rows if row["intent"] != "UrgentHelpIntent"]
    missed = [text for text in urgent if safety.look(text) is None]
    found = [danger for text in calm if (danger := safety.look(text)) is not None]
    assert len(missed) <= 0.02 * len(urgent), missed
    assert sum(danger.certain for danger in found) <= 0.005 * len(calm)
    assert len(found) <= 0.05 * len(calm)
