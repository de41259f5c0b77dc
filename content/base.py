"""What every content model is made of."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ROW_PATTERN = r"^S([1-9]|[1-6][0-9]|7[0-8])$"

Id: TypeAlias = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Texts: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1)]
Row: TypeAlias = Annotated[str, StringConstraints(pattern=ROW_PATTERN)]


class Model(BaseModel):
    """Base of every content model: immutable, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
