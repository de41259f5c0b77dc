"""From what is to be said to the SDK's response."""

from ask_sdk_model import Response
from ask_sdk_model.ui import Reprompt, SsmlOutputSpeech

from skill.alexa.packing import Packed
from skill.alexa.ssml import ssml
from skill.speech import Speech


def response(packed: Packed) -> Response:
    """The response that says it; the session stays open only when something was asked."""
    listens = packed.after == "listen"
    return Response(
        output_speech=SsmlOutputSpeech(ssml=ssml(packed.speech)) if packed.speech else None,
        reprompt=_reprompt(packed.reprompt) if listens and packed.reprompt else None,
        should_end_session=not listens,
    )


def ask(speech: Speech, reprompt: Speech) -> Response:
    """A response outside any flow, which leaves the session open."""
    return Response(
        output_speech=SsmlOutputSpeech(ssml=ssml(speech)),
        reprompt=_reprompt(reprompt),
        should_end_session=False,
    )


def silent() -> Response:
    """A response that says nothing and changes nothing."""
    return Response()


def _reprompt(speech: Speech) -> Reprompt:
    return Reprompt(output_speech=SsmlOutputSpeech(ssml=ssml(speech)))
