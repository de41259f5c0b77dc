"""Splits a text into the pieces that the sentence encoder knows: words, or parts of rarer ones.

What the encoder was trained with (BERT's lower-case word pieces), for one text at a time: a library
for it takes twice the memory of all our samples.
"""

import json
import unicodedata
from collections.abc import Iterator
from typing import Final

import numpy as np

_INSIDE = "##"
"""Marks a piece that goes on a word."""
_LONGEST_WORD = 100
_BROKEN = "\ufffd"
"""Stands where a sign could not be read."""
_WIDE = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
"""Signs of Chinese writing are words of their own."""


class WordPieces:
    """The pieces of one vocabulary."""

    def __init__(self, tokenizer: str) -> None:
        """`tokenizer` is the text of the tokenizer.json that came with the encoder."""
        ids: dict[str, int] = json.loads(tokenizer)["model"]["vocab"]
        self._unknown, self._start, self._end = (ids[mark] for mark in ("[UNK]", "[CLS]", "[SEP]"))
        # Sorted, as a table of thirty thousand strings takes six times the memory.
        order = sorted(ids, key=str.encode)
        self._spelled: Final = np.array([piece.encode() for piece in order])
        self._numbers: Final = np.array([ids[piece] for piece in order], np.int32)

    def encode(self, text: str, most: int) -> list[int]:
        """The numbers of the pieces of `text`, with its start and end; at most `most`."""
        ids = [self._start]
        for word in _words(text):
            ids += self._pieces(word)
            if len(ids) >= most:
                break
        return [*ids[: most - 1], self._end]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = word[start:end] if start == 0 else _INSIDE + word[start:end]
                number = self._number(piece.encode())
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return found

    def _number(self, piece: bytes) -> int | None:
        if len(piece) > self._spelled.itemsize:
            return None  # a longer one would widen all that it is compared with
        at = int(self._spelled.searchsorted(piece))
        found = at < len(self._spelled) and self._spelled[at] == piece
        return int(self._numbers[at]) if found else None


def _words(text: str) -> Iterator[str]:
    """Words in lower case without accents; a punctuation mark is a word."""
    if text.isascii():
        text = text.lower()
    else:
        plain = unicodedata.normalize("NFD", text)
        text = "".join(char.lower() for char in plain if unicodedata.category(char) != "Mn")
    for chunk in text.split():
        if chunk.isalnum() and chunk.isascii():
            yield chunk
        else:
            yield from _split(chunk)


def _split(chunk: str) -> Iterator[str]:
    word = ""
    for char in chunk:
        category = unicodedata.category(char)
        if category in ("Cc", "Cf") or char == _BROKEN:
            continue  # nothing to see
        alone = category.startswith("P") or (char.isascii() and not char.isalnum())
        if alone or any(first <= ord(char) <= last for first, last in _WIDE):
            if word:
                yield word
            word = ""
            yield char
        else:
            word += char
    if word:
        yield word
