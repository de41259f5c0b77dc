"""What the platform allows, in one place; each figure is Amazon's unless it says otherwise."""

SSML_CHARACTERS = 8_000
"""Most characters of one output speech, tags counted."""

PACKED_CHARACTERS = 7_600
"""Ours: how much of it is filled with parts of a script; the rest is for the closing question."""

RESPONSE_BYTES = 24 * 1024
"""Most bytes of a response, session attributes included."""

REQUEST_BYTES = 256 * 1024
"""Ours: the largest request that is read. Real ones stay far below."""

BREAK_SECONDS = 10.0
"""The longest single break."""

RATE_PERCENT_LEAST, RATE_PERCENT_MOST = 20, 200
"""Bounds of the prosody rate; the upper one is ours."""

PACKED_SECONDS = 320.0
"""Ours: most seconds of speech in one response, so that a five-minute script is given whole."""

PACKED_PARTS = 200
"""Ours: most parts of a script in one response."""

BASE_RATE_PERCENT = 85
"""Ours: the rate of Alexa's voice that comes to about 105 words a minute with our pauses."""

ONSET_SECONDS = 1.5
"""Ours: from the moment Alexa stamps a request until its answer is first heard, about."""
