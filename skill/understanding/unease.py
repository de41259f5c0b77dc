"""The second tier of safety as it was trained: danger by likeness to known sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from skill.understanding.encoder import HALFWAY, session_of
from skill.understanding.features import ngrams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from skill.understanding.encoder import Meaning

FORMAT = 2
"""Version of the file."""

_LEAST_BY_LETTERS = -0.8
"""Letters alone never speak so much for calm that what the signs saw would be doubted."""


class UneaseMissingError(Exception):
    """There is no trained second tier for a locale; the message is for people."""


@dataclass(frozen=True, slots=True)
class Unease:
    """What was trained for one locale."""

    centre: "NDArray[np.float32]"
    """The mean of what the encoder holds half-way."""
    letters: "NDArray[np.float32]"
    """Weights of danger on letters and words."""
    likeness: Callable[["NDArray[np.float32]"], float] | None
    """What speaks for danger in a meaning: each known sentence adds its weight, the more the
    nearer it is. None where no meaning can be known."""
    branch: Callable[["NDArray[np.float32]"], float] | None
    """What speaks for danger in what the encoder holds half-way: a second, independent view."""
    content: str
    """Hash of the content it was trained on."""

    def likelihood(self, text: str, meaning: "Meaning | None") -> float:
        """How likely it is that someone is in danger, 0 to 1; None is a meaning not known."""
        import numpy as np

        places, values = ngrams(text)
        score = float(values @ self.letters[places])
        if meaning is None or self.likeness is None or self.branch is None:
            score = max(score, _LEAST_BY_LETTERS)
        else:
            score += self.likeness(joined(meaning, self.centre)) + self.branch(meaning.halfway)
        return float(1 / (1 + np.exp(-score)))


def joined(meaning: "Meaning", centre: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Both parts of a meaning as one vector of unit length; `centre` is the mean of the second."""
    import numpy as np

    middle = meaning.middle - centre
    length = max(float(np.linalg.norm(middle)), 1e-9)
    vector: NDArray[np.float32] = np.concatenate((meaning.embedding, middle / length))
    return vector * np.float32(0.5**0.5)


def load_unease(locale: str, *, meanings: bool) -> Unease:
    """What was trained for `locale`; without `meanings`, letters alone will decide."""
    import numpy as np

    folder = files("skill.understanding").joinpath("data")
    file, *models = (
        folder.joinpath(name)
        for name in (
            f"unease-{locale}.npz",
            f"unease-{locale}.onnx",
            f"unease-branch-{locale}.onnx",
        )
    )
    if not all(one.is_file() for one in (file, *models)):
        raise UneaseMissingError(f"there is no trained second tier of safety for {locale}")
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
        if int(kept["format"]) != FORMAT:
            raise UneaseMissingError(
                f"the second tier of safety for {locale} is of another version"
            )
        return Unease(
            centre=kept["centre"].astype(np.float32),
            letters=kept["letters"].astype(np.float32),
            likeness=_scorer(models[0], "meaning") if meanings else None,
            branch=_scorer(models[1], HALFWAY) if meanings else None,
            content=str(kept["content"]),
        )


def _scorer(model: Traversable, given: str) -> Callable[["NDArray[np.float32]"], float]:
    with as_file(model) as path:
        session = session_of(path)

    def score(value: "NDArray[np.float32]") -> float:
        (found,) = session.run(["score"], {given: value[None]})
        return float(found[0, 0])

    return score
