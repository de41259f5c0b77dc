"""A skill on Flask and ask-sdk-core as documented, with a handler that says a line.

The SDK's own verification cannot be imported beside a current OpenSSL, so it gets ours. As a
program, with the port as its argument, it is served by `Flask.run`, as the SDK's documentation has
it: a thread and a connection for each request.
"""

import json
import sys

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model import RequestEnvelope, Response
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from skill.alexa.verify import CHAIN_HEADER, SIGNATURE_HEADER, Forged
from tests.bench.alexa_servers.setting import verifier

TEXT = "This is one thing I can say about it. " * 6


class Answer(AbstractRequestHandler):
    def can_handle(self, handler_input: HandlerInput) -> bool:
        return is_intent_name("FaqIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        handler_input.attributes_manager.session_attributes = {"count": 1}
        builder = handler_input.response_builder.speak(TEXT).ask("Anything else?")
        response: Response = builder.response
        return response


def answer(skill: object, body: str) -> dict[str, object]:
    """From a request's text to a response's JSON, as the SDK's web service support does it."""
    envelope = skill.serializer.deserialize(body, RequestEnvelope)  # type: ignore[attr-defined]  # an SDK skill
    made: dict[str, object] = skill.serializer.serialize(  # type: ignore[attr-defined]  # an SDK skill
        skill.invoke(request_envelope=envelope, context=None)  # type: ignore[attr-defined]  # an SDK skill
    )
    return made


def make_skill() -> object:
    builder = SkillBuilder()
    builder.add_request_handler(Answer())
    return builder.create()


def make_app() -> Flask:
    app = Flask(__name__)
    skill, checks = make_skill(), verifier()

    @app.post("/alexa")
    def invoke() -> ResponseReturnValue:
        body = request.get_data()
        chain, signature = request.headers[CHAIN_HEADER], request.headers[SIGNATURE_HEADER]
        if isinstance(checks.check(chain, signature, body), Forged):
            return "", 400
        return jsonify(answer(skill, json.dumps(json.loads(body))))

    return app


if __name__ == "__main__":
    make_app().run(port=int(sys.argv[1]))
