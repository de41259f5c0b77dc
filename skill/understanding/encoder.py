"""The sentence encoder: an utterance's meaning as a vector. The model comes with the package."""

from functools import lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from skill.understanding.wordpiece import WordPieces

MODEL, TOKENIZER = "encoder.onnx", "tokenizer.json"
HALFWAY = "halfway"
"""How the graphs call what the lower half of the layers holds of each token."""
_OUTPUTS = ["embedding", HALFWAY]
MOST_TOKENS = 48
"""Tokens that are read; spoken requests have fewer than thirty."""
_KEPT = 4
"""Embeddings kept, so that intents and unease share the one of an utterance."""


class EncoderMissingError(Exception):
    """The encoder, or a library it needs, is not installed; the message says which."""


class Meaning(NamedTuple):
    """What the encoder makes of an utterance."""

    embedding: NDArray[np.float32]
    """The whole of it, of unit length."""
    halfway: NDArray[np.float32]
    """What the encoder holds of its tokens half-way through the layers: one row for each."""

    @property
    def middle(self) -> NDArray[np.float32]:
        """The mean over its tokens half-way through the layers."""
        mean: NDArray[np.float32] = self.halfway.mean(axis=0)
        return mean


class Session(Protocol):
    """What is used of a session of onnxruntime, which tells mypy no types."""

    def run(self, outputs: list[str], inputs: dict[str, Any]) -> list[Any]:
        """The arrays named `outputs`, from those in `inputs`."""


def session_of(path: Path) -> Session:
    """A session of onnxruntime on one core for the model at `path`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # utterances are short; the arena only takes memory
    session: Session = onnxruntime.InferenceSession(
        path, options, providers=["CPUExecutionProvider"]
    )
    return session


class Encoder:
    """Embeds utterances, one at a time, on one core."""

    def __init__(self) -> None:
        if find_spec("onnxruntime") is None:
            raise EncoderMissingError("onnxruntime is not installed")
        folder = files("skill.understanding").joinpath("data")
        if not folder.joinpath(MODEL).is_file():
            raise EncoderMissingError(f"{MODEL} is not installed")
        with as_file(folder.joinpath(MODEL)) as path:
            self._session = session_of(path)
        self._pieces = WordPieces(folder.joinpath(TOKENIZER).read_text(encoding="utf-8"))
        self.read = lru_cache(_KEPT)(self._read)

    def embed(self, text: str) -> NDArray[np.float32]:
        """The embedding of a text, of unit length."""
        return self.read(text).embedding

    def _read(self, text: str) -> Meaning:
        """Both in one pass."""
        ids = np.array([self._pieces.encode(text, MOST_TOKENS)], np.int64)
        places = np.arange(ids.shape[1], dtype=np.int64)
        whole, halfway = self._session.run(_OUTPUTS, {"ids": ids, "places": places})
        return Meaning(whole[0], halfway[0])
