"""What a check finds."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong with content. Problems sort by file, then line."""

    file: str
    """The file as people name it: content/en-US/answers/x.yaml."""
    line: int
    """Counted from 1."""
    place: str
    """The path in the file, such as say.0.1; empty for the file as a whole."""
    rule: str
    message: str

    def __str__(self) -> str:
        where = f" {self.place}:" if self.place else ""
        return f"{self.file}:{self.line}: {self.rule}{where} {self.message}"
