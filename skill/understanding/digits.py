"""Digits said one by one, or in groups: "one two three four", "twelve thirty four", "1234"."""

from skill.understanding.reading import Reader, Tokens

FEWEST, MOST = 4, 8
"""So many digits are taken for digits; fewer are a number of something."""


def digits(reader: Reader, tokens: Tokens) -> str:
    """The longest run of digits in the words; empty when it is too short or too long."""
    longest = run = ""
    at = 0
    while at < len(tokens):
        length, said = _at(reader, tokens, at)
        run = run + said if said else ""
        longest = max(longest, run, key=len)
        at += length
    return longest if FEWEST <= len(longest) <= MOST else ""


def _at(reader: Reader, tokens: Tokens, at: int) -> tuple[int, str]:
    """The digits that start at a word, and how many words they are; one word of none."""
    for length, value in reader.numbers_at(tokens, at):
        return length, str(value)
    alone = reader.number_alone(tokens[at : at + 1])
    return 1, "" if alone is None else str(alone)
