"""The skill's icon, drawn: rings of breath around a small light, at dusk.

Every pixel is computed from its distance to the middle, so that any size is sharp.
"""

import math
import struct
import zlib
from functools import cache
from typing import TypeAlias

Color: TypeAlias = tuple[float, float, float]

_DUSK: Color = (38, 44, 82)
_NIGHT: Color = (22, 25, 52)
_RING: Color = (244, 200, 160)
_LIGHT: Color = (255, 233, 205)

_CORNER = 0.22
"""Radius of the rounded corners, as a part of the width."""
_RINGS = ((0.40, 0.012, 0.35), (0.31, 0.014, 0.60), (0.22, 0.016, 0.90))
"""Radius, half the line's width and opacity of each ring, as parts of the width."""
_GLOW = 0.12
"""Radius of the light in the middle."""


_STEPS = 8
"""How finely the distance from the middle is told apart: parts of a pixel."""


@cache
def icon(size: int) -> bytes:
    """A square PNG of `size` pixels, with rounded corners."""
    rings = [_ring(step / _STEPS / size, 1 / size) for step in range(_STEPS * size)]
    rows = bytearray()
    for y in range(size):
        left = [_pixel(x, y, size, rings) for x in range((size + 1) // 2)]
        rows.append(0)  # no filter on this row
        rows += b"".join(left)
        rows += b"".join(reversed(left[: size // 2]))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _pixel(column: int, row: int, size: int, rings: "list[_Layer]") -> bytes:
    x, y = (column + 0.5) / size, (row + 0.5) / size
    over, through = rings[int(math.hypot(x - 0.5, y - 0.5) * size * _STEPS)]
    under = _mix(_DUSK, _NIGHT, y)
    color = (round(o + through * u) for o, u in zip(over, under, strict=True))
    return bytes([*color, round(255 * _in_square(x, y, 1 / size))])


_Layer: TypeAlias = tuple[Color, float]
"""What is added to a pixel, and how much of what is under it shows through."""


def _ring(distance: float, pixel: float) -> _Layer:
    """What lies at a distance from the middle."""
    color: Color = (0, 0, 0)
    through = 1.0
    shown = [
        (_RING, opacity * _coverage(half - abs(distance - radius), pixel))
        for radius, half, opacity in _RINGS
    ]
    shown.append((_LIGHT, max(0.0, 1 - distance / (2 * _GLOW)) ** 2 * 0.5))
    shown.append((_LIGHT, _coverage(_GLOW - distance, pixel)))
    for over, opacity in shown:
        color = _mix(color, over, opacity)
        through *= 1 - opacity
    return color, through


def _in_square(x: float, y: float, pixel: float) -> float:
    """How much of a pixel lies within the rounded square."""
    dx = max(_CORNER - min(x, 1 - x), 0.0)
    dy = max(_CORNER - min(y, 1 - y), 0.0)
    return _coverage(_CORNER - math.hypot(dx, dy), pixel)


def _coverage(inside: float, pixel: float) -> float:
    """How much of a pixel is covered by a shape whose edge is `inside` away."""
    return min(1.0, max(0.0, inside / pixel + 0.5))


def _mix(under: Color, over: Color, opacity: float) -> Color:
    red, green, blue = (u + (o - u) * opacity for u, o in zip(under, over, strict=True))
    return red, green, blue


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
