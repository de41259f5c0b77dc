"""The sentence encoder: an utterance's meaning as a vector. The model comes with the package."""

from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skill.understanding.wordpiece import WordPieces

MODEL, TOKENIZER = "encoder.onnx", "tokenizer.json"
MOST_TOKENS = 48
"""Tokens that are read; spoken requests have fewer than thirty."""
_KEPT = 4
"""Embeddings kept, so that intents and unease share the one of an utterance."""


class EncoderMissingError(Exception):
    """The encoder, or a library it needs, is not installed; the message says which."""


class Encoder:
    """Embeds utterances, one at a time, on one core."""

    def __init__(self) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise EncoderMissingError(f"{error.name} is not installed") from None
        folder = files("skill.understanding").joinpath("data")
        if not folder.joinpath(MODEL).is_file():
            raise EncoderMissingError(f"{MODEL} is not installed")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # utterances are short; the arena only takes memory
        with as_file(folder.joinpath(MODEL)) as path:
            self._session: Any = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"]
            )
        self._pieces = WordPieces(folder.joinpath(TOKENIZER).read_text(encoding="utf-8"))
        self.embed = lru_cache(_KEPT)(self._embed)

    def _embed(self, text: str) -> NDArray[np.float32]:
        """The embedding of a text, of unit length."""
        ids = np.array([self._pieces.encode(text, MOST_TOKENS)], np.int64)
        places = np.arange(ids.shape[1], dtype=np.int64)
        vector: NDArray[np.float32] = self._session.run(None, {"ids": ids, "places": places})[0][0]
        return vector
