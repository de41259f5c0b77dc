"""Which device is meant by a name, and what a name tells about it. No library, no I/O."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["input", "output"]
Device: TypeAlias = Mapping[str, Any]
"""A device as PortAudio describes it."""

WORN = ("headphone", "headset", "earphone", "earbud", "airpod", "buds", "earpods", "in-ear")
"""What makers call devices that are worn: the microphone cannot hear them."""
FORM_FACTORS = frozenset({"headphone", "headset", "hands-free"})
"""PulseAudio's and PipeWire's own words for them (device.form_factor)."""


def usable(devices: Sequence[Device], kind: Kind) -> list[Device]:
    """The devices of a kind, each name once: PortAudio shows some through several systems."""
    found: dict[str, Device] = {}
    for device in devices:
        if device[f"max_{kind}_channels"] > 0:
            found.setdefault(str(device["name"]), device)
    return list(found.values())


def named(devices: Sequence[Device], name: str, kind: Kind) -> Device | None:
    """The device with this name, else the first whose name has all its words."""
    there = usable(devices, kind)
    wanted = name.casefold().strip()
    for device in there:
        if str(device["name"]).casefold() == wanted:
            return device
    words = wanted.split()
    for device in there:
        if words and all(word in str(device["name"]).casefold() for word in words):
            return device
    return None


def worn(name: str) -> bool:
    """Whether a device's name says that it is worn on the ears."""
    return any(word in name.casefold() for word in WORN)


def worn_sink(sinks: Sequence[Mapping[str, Any]], default: str, name: str | None) -> bool:
    """Whether PulseAudio or PipeWire says that the sink in use is worn.

    `name` is the speaker's name as PortAudio has it; a sink is found by its description, and what
    stands for the server as a whole is its default sink.
    """
    sink = _sink(sinks, default, name)
    if sink is None:
        return False
    properties = sink.get("properties") or {}
    port = str(sink.get("active_port") or "")
    described = str(sink.get("description") or "")
    factor = str(properties.get("device.form_factor") or "")
    return factor in FORM_FACTORS or worn(port) or worn(described)


def _sink(
    sinks: Sequence[Mapping[str, Any]], default: str, name: str | None
) -> Mapping[str, Any] | None:
    for sink in sinks:
        described = str(sink.get("description") or "")
        if name and described and described.casefold() in name.casefold():
            return sink
    return next((sink for sink in sinks if sink.get("name") == default), None)
