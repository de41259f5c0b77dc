"""Our service, as `aftercare serve` runs it."""

from flask import Flask

from content import load
from skill.alexa.app import create_app
from skill.collector import settle
from skill.dialogue import Dialogue
from tests.bench.alexa_servers.setting import verifier


def make_app() -> Flask:
    app = create_app(Dialogue(load("en-US")), dev=False, verifier=verifier(), choose=lambda: 0)
    settle()
    return app
