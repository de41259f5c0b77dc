"""A rehearsal before the first request: what the libraries and we load when it is first needed."""

import json
from typing import Any

from skill.alexa.app import create_app
from skill.alexa.packing import Handler

_REQUESTS: tuple[dict[str, Any], ...] = (
    {"type": "LaunchRequest"},
    {"type": "IntentRequest", "intent": {"name": "AMAZON.HelpIntent", "slots": {}}},
    {"type": "SessionEndedRequest", "reason": "USER_INITIATED"},
)


def warm_up(dialogue: Handler) -> None:
    """Answer a few requests of nobody's, in this process; nothing is remembered of them."""
    client = create_app(dialogue, dev=True, choose=lambda: 0).test_client()
    for request in _REQUESTS:
        dated = {"timestamp": "2026-01-01T00:00:00Z", "locale": dialogue.catalog.locale, **request}
        client.post("/alexa", data=json.dumps({"version": "1.0", "session": {}, "request": dated}))
