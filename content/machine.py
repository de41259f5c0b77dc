"""The machine's own words, read on a screen but for one, and the models it can fetch."""

import functools
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from content.base import Model, Text
from content.loader import content_for, read, root_folder

Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


class SpeechModel(Model):
    """A model on its publisher's site."""

    name: Name
    """The folder inside the archive, and on this disk."""
    url: Annotated[str, StringConstraints(pattern=r"^https://[^/]+/.+\.zip$")]
    size: Annotated[int, Field(gt=0)]
    """Bytes of the archive."""
    unpacked: Annotated[int, Field(gt=0)]
    """The most bytes it may unpack to."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    """None where it is not known: then the first download is shown and kept for comparison."""
    licence: Text
    verify: bool = False
    """Whether a human must verify size and checksum before a release."""


class SpeechModels(Model):
    """content/models.yaml."""

    models: dict[str, SpeechModel]


class SetupWords(Model):
    """What `aftercare setup` says."""

    have_model: Text
    """{name}."""
    no_model: Text
    """{locale}: nothing can be fetched for it."""
    offer_model: Text
    """{name}, {megabytes}, {host}, {licence}."""
    without_word: Text
    fetching: Text
    """{name}, {done}, {megabytes}, {percent}."""
    unpacking: Text
    model_ready: Text
    """{name}."""
    checksum: Text
    """{sha256}."""
    no_network: Text
    """{host}."""
    not_there: Text
    """{host}, {status}."""
    broken_off: Text
    """{done}, {megabytes}."""
    wrong_size: Text
    wrong_checksum: Text
    bad_archive: Text
    no_room: Text
    """{folder}, {reason}."""
    microphones: Text
    speakers: Text
    usual: Text
    choose: Text
    """{what}."""
    playing: Text
    spoken: Text
    """The one sentence that is heard."""
    listening: Text
    heard: Text
    """{words}."""
    heard_nothing: Text
    headphones: Text
    headphones_found: Text
    keep: Text
    """{file}."""
    kept: Text
    """{file}."""
    not_kept: Text
    not_writable: Text
    """{file}, {reason}."""
    yes: tuple[Text, ...]
    """What counts as a yes."""


class MachineWords(Model):
    """content/<locale>/machine.yaml."""

    notices: dict[str, Text]
    """By the name of the notice, in lower case."""
    keys: dict[str, Text]
    """What each key does, by the name of the key."""
    keys_line: Text
    """The short reminder on the screen's line."""
    key_names: dict[str, Text]
    """How a key is shown where it is not its own sign."""
    voices: dict[str, Text]
    """What each kind of voice is like, in the list of voices."""
    setup: SetupWords


@functools.cache
def machine_words(locale: str) -> MachineWords:
    """The words for a locale."""
    return read(root_folder(), f"{content_for(locale)}/machine.yaml", MachineWords).item


@functools.cache
def speech_models() -> SpeechModels:
    """The models that can be fetched."""
    return read(root_folder(), "models.yaml", SpeechModels).item
