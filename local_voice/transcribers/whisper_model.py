"""faster-whisper's model, with an encoder that looks no further than it must and all it reads.

Importing this loads the library: the transcriber does so when it is first used.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.transcribe import get_compression_ratio


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the sound."""

    text: str
    log_probability: float
    """The mean over its tokens."""
    no_speech: float
    """How likely it is that nobody spoke, 0 to 1."""


class WindowedModel(WhisperModel):  # type: ignore[misc] # the library has no types
    """Looks at the first `window` seconds alone where the rest is empty, and keeps what it reads.

    The library fills every sound up to thirty seconds, and tells the best reading only.
    """

    def __init__(self, path: Path, threads: int) -> None:
        """Load the model from a folder, on the processor."""
        super().__init__(
            str(path), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        self.window = 30
        self.readings: list[Reading] = []
        """The readings of all that was decoded since somebody cleared them."""

    def encode(self, features: npt.NDArray[np.float32]) -> Any:  # noqa: ANN401 - the library has no types
        """Encode what the library has filled up to thirty seconds, shape (mels, frames)."""
        frames = self.window * self.frames_per_second
        if not features[..., frames:].any():
            features = np.ascontiguousarray(features[..., :frames])
        return super().encode(features)

    def generate_with_fallback(
        self,
        encoder_output: Any,  # noqa: ANN401 - the library's signature, without types; so are these
        prompt: list[int],
        tokenizer: Any,  # noqa: ANN401
        options: Any,  # noqa: ANN401
    ) -> tuple[Any, float, float, float]:
        """Decode once, at the first temperature; the result, and what the library makes of it."""
        result = self.model.generate(
            encoder_output,
            [prompt],
            beam_size=options.beam_size,
            num_hypotheses=options.beam_size,
            patience=options.patience,
            length_penalty=options.length_penalty,
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_length=min(len(prompt) + options.max_new_tokens, self.max_length),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=options.suppress_blank,
            suppress_tokens=options.suppress_tokens,
        )[0]
        read = [
            Reading(
                tokenizer.decode(tokens).strip(),
                score * len(tokens) ** options.length_penalty / (len(tokens) + 1),
                result.no_speech_prob,
            )
            for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
        ]
        self.readings += read
        best = read[0]
        return result, best.log_probability, 0.0, get_compression_ratio(best.text)
