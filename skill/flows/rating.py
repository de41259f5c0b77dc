"""The rating of a check-in asked once more after calming. It tells the change and never a score."""

from content.schema import Repeated
from skill.flows.context import Context, Result
from skill.flows.remembering import recording
from skill.kept import Figures
from skill.replace import replace
from skill.turn import Expectation, Idle, Rated, Rating
from skill.wording import number as spelled
from skill.wording import sentence

SCALE = "ScaleAnswerIntent"


def offer(context: Context, rated: Rated) -> Result:
    """After a script: ask whether to rate again. A number is an answer at once."""
    repeated = _repeated(context, rated)
    assert repeated is not None  # noqa: S101 - the caller has asked `known`
    return _listen(context, Rating(rated), context.pick(repeated.offer))


def command(context: Context, position: Rating) -> Result | None:
    """A number, a yes or a no; None when it is something else."""
    repeated = _repeated(context, position.rated)
    if repeated is None:
        return None
    match context.turn.intent:
        case "ScaleAnswerIntent":
            number = context.number_slot("number")
            if number is None or not 0 <= number <= 10:
                return _listen(context, position, repeated.ask)
            told = _told(context, repeated, position.rated.value, number)
            return recording(context, told, Figures(after=number))
        case "AMAZON.YesIntent" | "AMAZON.ResumeIntent" | "AMAZON.RepeatIntent":
            return _listen(context, position, repeated.ask)
        case "AMAZON.NoIntent" | "AMAZON.NextIntent":
            return _done(context, context.pick(context.catalog.phrases.offer_declined))
        case _:
            return None


def known(context: Context, position: Rating) -> bool:
    """Whether the check-in that was rated is still there and can be rated again."""
    return _repeated(context, position.rated) is not None


def _repeated(context: Context, rated: Rated) -> Repeated | None:
    checkin = context.catalog.checkins.get(rated.checkin)
    return None if checkin is None else checkin.repeated


def _listen(context: Context, position: Rating, *texts: str) -> Result:
    likely = (SCALE, *context.expecting("confirming").intents)
    return context.reply(
        *texts, reprompt=texts[-1], position=position, expecting=Expectation(likely)
    )


def _told(context: Context, repeated: Repeated, before: int, now: int) -> Result:
    texts = repeated.same if now == before else repeated.up if now > before else repeated.down
    told = context.pick(texts).format(
        before=spelled(context.catalog, before), now=spelled(context.catalog, now)
    )
    ask = context.pick(context.catalog.phrases.anything_else)
    return _done(context, sentence(told), ask)


def _done(context: Context, *texts: str) -> Result:
    """The rating has served its purpose and is dropped."""
    forgotten = replace(context, state=replace(context.state, rated=None))
    return forgotten.reply(*texts, reprompt=texts[-1], position=Idle())
