"""The web service: Amazon's requests over HTTP."""

from collections.abc import Callable, Sequence

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from skill.alexa.endpoint import Endpoint
from skill.alexa.limits import REQUEST_BYTES
from skill.alexa.packing import Handler
from skill.alexa.pages import add_pages
from skill.alexa.people import People
from skill.alexa.reminders import Errands
from skill.alexa.skill import AlexaSkill
from skill.alexa.verify import Verifier
from skill.kept import KeptRow

TEXT = "text/plain;charset=UTF-8"


class VerifierMissingError(Exception):
    """A service that verifies nothing was asked for outside development."""


def create_app(
    dialogue: Handler,
    *,
    dev: bool,
    verifier: Verifier | None = None,
    choose: Callable[[], int] | None = None,
    people: People | None = None,
    errands: Errands | None = None,
    kept: Sequence[KeptRow] = (),
) -> Flask:
    """The service; with `dev` it takes any request, so it must listen on loopback only.

    `choose` picks among wordings (by chance if None); `people` remembers who asked for it,
    `errands` are done outside a conversation, and `kept` is all that may be remembered, for the
    privacy page.
    """
    if verifier is None and not dev:
        raise VerifierMissingError
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = REQUEST_BYTES
    skill = AlexaSkill(dialogue, choose, people, errands)

    app.wsgi_app = Endpoint(app.wsgi_app, skill, verifier)  # type: ignore[method-assign]  # Flask's own place for it

    add_pages(app, dialogue.catalog.locale, kept)

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type=TEXT)

    @app.errorhandler(HTTPException)
    def plainly(error: HTTPException) -> Response:
        """No page, no words: the status says it. What is too large is a bad request."""
        status = error.code or 500
        return Response(status=400 if status == 413 else status)

    return app
