"""The web service: Amazon's requests over HTTP."""

from collections.abc import Callable
from typing import assert_never

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from skill.alexa.limits import REQUEST_BYTES
from skill.alexa.packing import Handler
from skill.alexa.skill import AlexaSkill, Answered, Refused

JSON = "application/json;charset=UTF-8"
TEXT = "text/plain;charset=UTF-8"


class VerificationMissingError(Exception):
    """A service without signature verification was asked for outside development."""


def create_app(dialogue: Handler, *, dev: bool, choose: Callable[[], int] | None = None) -> Flask:
    """The service; with `dev` it takes any request, so it must listen on loopback only."""
    if not dev:
        raise VerificationMissingError
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = REQUEST_BYTES
    skill = AlexaSkill(dialogue, choose)

    @app.post("/alexa")
    def alexa() -> Response:
        outcome = skill.respond(request.get_data(cache=False))
        match outcome:
            case Answered(body=body):
                return Response(body, content_type=JSON)
            case Refused():
                return Response(status=400)
            case _:
                assert_never(outcome)

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type=TEXT)

    @app.errorhandler(HTTPException)
    def plainly(error: HTTPException) -> Response:
        """No page, no words: the status says it. What is too large is a bad request."""
        status = error.code or 500
        return Response(status=400 if status == 413 else status)

    return app
