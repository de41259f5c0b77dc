"""The word pieces are those that the encoder was trained with."""

import random
from pathlib import Path

import pytest

from content.schema import Catalog
from skill.understanding import wordpiece
from skill.understanding.templates import expand
from skill.understanding.wordpiece import WordPieces

TOKENIZER = Path(wordpiece.__file__).parent / "data" / "tokenizer.json"
MOST = 48
SIGNS = [
    chr(code)
    for first, last in ((32, 127), (0xA0, 0x250), (0x370, 0x400), (0x4E00, 0x4E20))
    for code in range(first, last)
] + list("\0\u00ad\u0130\u2019\u2028\u200d\u2126\u3042\u30a2\uac00\ufb01\ufffd\U0001f600")


def test_the_pieces_are_those_of_the_library(catalog: Catalog) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    theirs = tokenizers.Tokenizer.from_file(str(TOKENIZER))
    theirs.no_padding()
    theirs.enable_truncation(MOST)
    ours = WordPieces(TOKENIZER.read_text(encoding="utf-8"))
    draw = random.Random(3)  # noqa: S311 - reproducible
    texts = [next(expand(t)) for u in catalog.utterances.values() for t in u.samples]
    texts += ["".join(draw.choices(SIGNS, k=draw.randint(0, 60))) for _ in range(3000)]
    texts += ["x" * 500, "stop " * 100, ""]
    assert [t for t in texts if ours.encode(t, MOST) != theirs.encode(t).ids] == []
