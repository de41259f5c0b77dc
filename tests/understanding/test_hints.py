from content.schema import Catalog
from skill.turn import Expectation
from skill.understanding.hints import commands, hints


def test_a_closed_question_has_its_answers_and_every_command(catalog: Catalog) -> None:
    found = hints(catalog, Expectation(("ScaleAnswerIntent", "AMAZON.StopIntent")))
    assert {"seven", "zero", "stop", "pause", "cancel"} <= set(found)
    assert set(commands(catalog)) <= set(found)
    assert not any("{" in phrase for phrase in found)
    turns = hints(catalog, Expectation(("TurnIntent",)))
    assert {"my partner's turn", "stop"} <= set(turns)
    assert {"yes", "no", "stop"} <= set(hints(catalog, Expectation(("AMAZON.YesIntent",))))


def test_an_open_question_has_none(catalog: Catalog) -> None:
    assert hints(catalog, Expectation(("FeelingAnswerIntent",))) == ()
    assert hints(catalog, Expectation(("ScaleAnswerIntent",), open_answer=True)) == ()
    assert hints(catalog, Expectation(("BreathingIntent",))) == ()
    assert hints(catalog, Expectation(())) == ()
