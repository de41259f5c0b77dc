"""The trained model: meaning and letters of an utterance to likelihoods of intents.

`load_model` gives the best model there is. Without the encoder the letters alone decide; without
numpy or the trained heads there is no model here at all. Either way `notice` says what is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from skill.understanding.encoder import Encoder
    from skill.understanding.themes import Themes
    from skill.understanding.unease import Unease

FORMAT = 5
"""Version of the heads file."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What was trained for one locale; see `skill.understanding.training`."""

    labels: tuple[str, ...]
    meaning: "NDArray[np.float32]"
    """Weights on the embedding; the last row is the bias."""
    letters: "NDArray[np.float16]"
    """Weights on letters and words; the last row is the bias."""
    share: float
    """The part of the meaning in the mix; letters have the rest."""
    sharpness: float
    """Exponent of the mixed likelihoods: calibrates confidence."""
    content: str
    """Hash of the content it was trained on."""


class Trained:
    """Likelihoods from the heads; with no encoder, from letters alone."""

    def __init__(
        self,
        heads: Heads,
        encoder: "Encoder | None",
        danger: "Unease | None" = None,
        themes: "Themes | None" = None,
    ) -> None:
        self._heads = heads
        self._encoder = encoder
        self.danger = danger
        """What was trained to notice danger, if it is there."""
        self.themes = themes
        """What was trained to tell what a statement is about, if it is there."""

    @property
    def content(self) -> str:
        """Hash of the content that the model was trained on."""
        return self._heads.content

    def probabilities(self, text: str) -> Mapping[str, float]:
        """The likelihood of each intent, and of its not being for us; they add up to 1."""
        import numpy as np

        from skill.understanding.features import ngrams

        heads = self._heads
        places, values = ngrams(text)
        spelled = heads.letters[[*places, -1]].astype(np.float32)  # kept in half, as most is unused
        scores = _log_softmax(_product(values, spelled[:-1]) + spelled[-1])
        if self._encoder is not None:
            vector = self._encoder.embed(text)
            meant = _log_softmax(_product(vector, heads.meaning[:-1]) + heads.meaning[-1])
            scores = heads.share * meant + (1 - heads.share) * scores
        likely = np.exp(_log_softmax(scores * heads.sharpness))
        return dict(zip(heads.labels, likely.tolist(), strict=True))

    @property
    def unease(self) -> Callable[[str], float] | None:
        """How likely it is that someone is in danger, 0 to 1; None where that was not trained."""
        return None if self.danger is None else partial(self._uneasy, self.danger)

    def _uneasy(self, danger: "Unease", text: str) -> float:
        return danger.likelihood(text, None if self._encoder is None else self._encoder.read(text))


@dataclass(frozen=True, slots=True)
class Loaded:
    """The model that could be loaded, if any, and what is missing for the best one."""

    model: Trained | None
    missing: str = ""


def load_model(locale: str) -> Loaded:
    """Load the model of `locale`; nothing is fetched."""
    try:
        import numpy as np
    except ImportError:
        return Loaded(None, "numpy is not installed")
    file = files("skill.understanding").joinpath("data", f"heads-{locale}.npz")
    if not file.is_file():
        return Loaded(None, f"there is no trained model for {locale}")
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
        if int(kept["format"]) != FORMAT:
            return Loaded(None, f"the trained model for {locale} is of another version")
        heads = Heads(
            labels=tuple(kept["labels"].tolist()),
            meaning=kept["meaning"].astype(np.float32),
            letters=kept["letters"],
            share=float(kept["share"]),
            sharpness=float(kept["sharpness"]),
            content=str(kept["content"]),
        )
    from skill.understanding.encoder import Encoder, EncoderMissingError
    from skill.understanding.themes import Themes, ThemesMissingError
    from skill.understanding.unease import UneaseMissingError, load_unease

    missing = []
    danger = encoder = themes = None
    try:
        encoder = Encoder()
        themes = Themes(locale, encoder.read)
    except (EncoderMissingError, ThemesMissingError) as error:
        missing.append(str(error))
    try:
        danger = load_unease(locale, meanings=encoder is not None)
    except UneaseMissingError as error:
        missing.append(str(error))
        themes = None  # nobody guesses what words are about with no opinion of their danger
    return Loaded(Trained(heads, encoder, danger, themes), "; ".join(missing))


def _product(
    vector: "NDArray[np.float32]", weights: "NDArray[np.float32]"
) -> "NDArray[np.float32]":
    """`vector @ weights` on this thread alone.

    BLAS would share even this little out between threads, and waiting for the other one is the slow
    tail on a busy machine.
    """
    import numpy as np

    result: NDArray[np.float32] = np.einsum("i,ij->j", vector, weights)
    return result


def _log_softmax(scores: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    shifted = scores - scores.max()
    result: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum())
    return result
