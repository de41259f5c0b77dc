"""What a statement is about where it is said sideways, by likeness to what others have said.

What was learnt is read from its file when it is first needed: most sessions never do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from skill.understanding.encoder import Session, session_of
from skill.understanding.features import ngrams
from skill.understanding.unease import joined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from skill.understanding.encoder import Meaning

FORMAT = 1
"""Version of the file."""


class ThemesMissingError(Exception):
    """No themes were learnt for a locale; the message is for people."""


@dataclass(frozen=True, slots=True)
class _Learnt:
    labels: tuple[str, ...]
    """The themes and `content.themes.NONE`."""
    centre: "NDArray[np.float32]"
    """The mean of what the encoder holds half-way."""
    likeness: Session
    """What speaks for each label in a meaning: each known statement adds its weights, the more the
    nearer it is."""
    letters: "NDArray[np.int8]"
    """What letters and words say of each label, in steps of `step`."""
    step: float


class Themes:
    """Tells how likely each theme is."""

    def __init__(self, locale: str, read: "Callable[[str], Meaning]") -> None:
        """Get ready; `read` gives the meaning of words.

        Raises `ThemesMissingError` where nothing fitting was learnt for `locale`.
        """
        folder = files("skill.understanding").joinpath("data")
        self._file = folder.joinpath(f"themes-{locale}.npz")
        self._model = folder.joinpath(f"themes-{locale}.onnx")
        self._read = read
        if not self._file.is_file() or not self._model.is_file():
            raise ThemesMissingError(f"no themes of statements were learnt for {locale}")
        if int(_kept(self._file, "format")) != FORMAT:
            raise ThemesMissingError(f"the themes of {locale} are of another version")

    @property
    def content(self) -> str:
        """Hash of the content they were learnt from."""
        return str(_kept(self._file, "content"))

    @cached_property
    def _learnt(self) -> _Learnt:
        import numpy as np

        with as_file(self._model) as path:
            session = session_of(path)
        with self._file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            return _Learnt(
                labels=tuple(kept["labels"].tolist()),
                centre=kept["centre"].astype(np.float32),
                likeness=session,
                letters=kept["letters"],
                step=float(kept["step"]),
            )

    def likelihoods(self, text: str) -> Mapping[str, float]:
        """The likelihood of each theme, and of there being none, in `text`; they add up to 1."""
        import numpy as np

        learnt = self._learnt
        meaning = joined(self._read(text), learnt.centre)
        (found,) = learnt.likeness.run(["score"], {"meaning": meaning[None]})
        places, values = ngrams(text)
        scores = found[0] + learnt.step * (values @ learnt.letters[places])
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        return dict(zip(learnt.labels, likely.tolist(), strict=True))


def _kept(file: Traversable, name: str) -> "NDArray[np.generic]":
    """One array of the file, without the others."""
    import numpy as np

    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
        found: NDArray[np.generic] = kept[name]
        return found
