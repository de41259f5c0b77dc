"""Every reply that waits for an answer has a reprompt, and every placeholder is filled."""

from collections.abc import Iterator

from content.checks.problem import Problem
from content.schema import Action, Catalog
from skill.dialogue import Dialogue
from skill.routes import Routes
from skill.speech import as_text
from skill.turn import Reply, SlotValue, State, Turn

RULE = "reprompt"


def problems(catalog: Catalog) -> Iterator[Problem]:
    """Requests from a fresh session whose reply leaves a person without a second chance."""
    dialogue = Dialogue(catalog)
    for told, file, turn in _requests(catalog):
        reply, _ = dialogue.handle(turn, State())
        for rule, message in wrong(reply):
            yield Problem(file, 1, "", rule, f"{told}: {message}")


def _requests(catalog: Catalog) -> Iterator[tuple[str, str, Turn]]:
    locale = catalog.locale
    phrases = f"content/{locale}/phrases.yaml"
    yield "launch", phrases, Turn("launch", locale)
    yield "nothing heard", phrases, Turn("no_input", locale)
    yield "not understood", phrases, Turn("no_match", locale)
    for name in catalog.intents:
        yield name, f"content/{locale}/intents/{name}.yaml", Turn("intent", locale, intent=name)
    for (intent, slot, value), action in Routes(catalog):
        if intent is None or slot is None:
            continue
        slots = {slot: SlotValue(str(value), value)}
        turn = Turn("intent", locale, intent=intent, slots=slots)
        yield f"{intent} with {slot} {value}", f"content/{locale}/{_file(action)}", turn


def _file(action: Action) -> str:
    folders = {
        "scripts": action.script,
        "checkins": action.checkin,
        "feedback": action.feedback,
        "answers": action.answer,
    }
    return next((f"{kind}/{item}.yaml" for kind, item in folders.items() if item), "coach.yaml")


def wrong(reply: Reply) -> Iterator[tuple[str, str]]:
    """The rule and the message for each way in which a reply leaves a person alone."""
    if reply.after == "listen" and not reply.reprompt:
        yield RULE, "waits for an answer and has no reprompt"
    if reply.after == "listen" and reply.expecting is None:
        yield RULE, "waits for an answer and expects none"
    if not reply.speech and reply.after != "end":
        yield RULE, "says nothing"
    if "{" in as_text(reply.speech + reply.reprompt):
        yield "placeholder", "a placeholder is not filled"
