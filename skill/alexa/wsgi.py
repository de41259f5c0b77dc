"""The service as a WSGI application, set up from the environment: what each worker runs.

granian --interface wsgi --factory skill.alexa.wsgi:make_app
gunicorn 'skill.alexa.wsgi:make_app()'
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Flask

from content import load
from skill.alexa.api_client import AlexaServices
from skill.alexa.app import create_app
from skill.alexa.certificates import Chains, Fetcher, load_trust
from skill.alexa.logs import log_requests, to_stderr
from skill.alexa.reminders import AlexaReminders
from skill.alexa.request import DEFAULT_LOCALE
from skill.alexa.verify import Verifier
from skill.alexa.warm import warm_up
from skill.collector import settle
from skill.dialogue import Dialogue
from skill.discretion import leave_no_traces
from skill.memory.service import kept_rows, visitors

SKILL_ID = "AFTERCARE_SKILL_ID"
TRUST_STORE = "AFTERCARE_TRUST_STORE"


class SkillIdMissingError(Exception):
    """Without the skill's id, requests for any other skill would be answered."""


def make_app() -> Flask:
    """The service that verifies every request."""
    leave_no_traces()  # a worker is a program of its own
    skill_id = os.environ.get(SKILL_ID)
    if not skill_id:
        raise SkillIdMissingError(f"{SKILL_ID} is not set.")
    store = os.environ.get(TRUST_STORE)
    trust = load_trust(Path(store) if store else None)
    app = compose(os.environ, Verifier(Chains(Fetcher(), trust), skill_id))
    log_requests(app)
    settle()
    return app


def compose(environ: Mapping[str, str], verifier: Verifier | None) -> Flask:
    """The service with its memory and its errands; without a verifier it is for development."""
    dev = verifier is None
    to_stderr()
    dialogue = Dialogue(load(DEFAULT_LOCALE)) if dev else prepared()
    return create_app(
        dialogue,
        dev=dev,
        verifier=verifier,
        people=visitors(dialogue, environ),
        errands=AlexaReminders(dialogue.catalog.reminders, AlexaServices(loopback=dev)),
        kept=kept_rows(dialogue.catalog, environ),
    )


@cache
def prepared() -> Dialogue:
    """The dialogue with all of its patterns made and every library loaded.

    It holds nothing of anybody's and opens nothing, so a process makes it once, and those that are
    forked from it find it made.
    """
    catalog = load(DEFAULT_LOCALE)
    dialogue = Dialogue(catalog)
    dialogue.prepare()
    warm_up(dialogue)
    return dialogue
