"""What holds for any words at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.loader import load
from skill.understanding.safety import Safety
from tests.safety.test_regressions import ROWS

SAFETY = Safety(load("en-US"))
FLAGS = {flag.id for flag in load("en-US").urgent.flags}
SENTENCES = st.sampled_from([row["text"] for row in ROWS])
HESITATIONS = st.sampled_from(["um", "uh", "er", "hmm", "um uh"])
MOST_MICROSECONDS = 300


@given(st.text())
def test_it_takes_any_text(text: str) -> None:
    found = SAFETY.look(text)
    assert found is None or found.flag in FLAGS
    SAFETY.quick_exit(text)


@given(st.lists(st.sampled_from(sorted({w for r in ROWS for w in r["text"].split()})), max_size=40))
@settings(max_examples=300)
def test_it_takes_any_row_of_its_own_words(words: list[str]) -> None:
    found = SAFETY.look(" ".join(words))
    assert found is None or found.flag in FLAGS


@given(st.text(st.characters(codec="ascii")))
@settings(max_examples=300)
def test_a_sign_that_says_nothing_changes_no_words(text: str) -> None:
    # Plain words are read on a shorter way, and a lone quotation mark takes them off it.
    assert SAFETY.words(f"{text} '") == SAFETY.words(text)


@given(SENTENCES)
@settings(max_examples=300)
def test_case_spacing_and_punctuation_change_nothing(text: str) -> None:
    plain = SAFETY.look(text)
    assert SAFETY.look(text.upper()) == plain
    assert SAFETY.look(f"  {text.replace(' ', '   ')}  ") == plain
    assert SAFETY.look(f"{text.capitalize()}!") == plain
    assert SAFETY.look(text.replace("'", "\u2019")) == plain


@given(SENTENCES, HESITATIONS, st.integers(min_value=0, max_value=30))
@settings(max_examples=400)
def test_hesitations_change_nothing(text: str, hesitation: str, place: int) -> None:
    words = text.split()
    words.insert(min(place, len(words)), hesitation)
    assert SAFETY.look(" ".join(words)) == SAFETY.look(text)


def test_two_of_them_agree() -> None:
    other = Safety(load("en-US"))
    assert all(other.look(row["text"]) == SAFETY.look(row["text"]) for row in ROWS)


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_a_flood_of_words_is_looked_through(size: int) -> None:
    flood = "he will not let me go and " * (size // 26)
    started = time.perf_counter()
    assert SAFETY.look(flood) is not None
    assert time.perf_counter() - started < 5


def test_it_is_fast() -> None:
    texts = [row["text"] for row in ROWS]
    for text in texts:
        SAFETY.look(text)  # patterns are compiled when first needed
    best = min(_seconds(texts) for _ in range(3))
    assert best / len(texts) * 1e6 < MOST_MICROSECONDS


def _seconds(texts: list[str]) -> float:
    started = time.process_time()
    for text in texts:
        SAFETY.look(text)
    return time.process_time() - started
