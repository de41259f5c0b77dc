"""The service as a WSGI application, set up from the environment: what each worker runs.

granian --interface wsgi --factory skill.alexa.wsgi:make_app
gunicorn 'skill.alexa.wsgi:make_app()'
"""

import os
from pathlib import Path

from flask import Flask

from content import load
from skill.alexa.app import create_app
from skill.alexa.certificates import Chains, Fetcher, load_trust
from skill.alexa.logs import log_requests, to_stderr
from skill.alexa.request import DEFAULT_LOCALE
from skill.alexa.verify import Verifier
from skill.dialogue import Dialogue
from skill.memory.service import visitors

SKILL_ID = "AFTERCARE_SKILL_ID"
TRUST_STORE = "AFTERCARE_TRUST_STORE"


class SkillIdMissingError(Exception):
    """Without the skill's id, requests for any other skill would be answered."""


def make_app() -> Flask:
    """The service that verifies every request."""
    skill_id = os.environ.get(SKILL_ID)
    if not skill_id:
        raise SkillIdMissingError(f"{SKILL_ID} is not set.")
    store = os.environ.get(TRUST_STORE)
    trust = load_trust(Path(store) if store else None)
    verifier = Verifier(Chains(Fetcher(), trust), skill_id)
    dialogue = Dialogue(load(DEFAULT_LOCALE))
    people = visitors(dialogue, os.environ)
    app = create_app(dialogue, dev=False, verifier=verifier, people=people)
    to_stderr()
    log_requests(app)
    return app
