"""A plan for afterwards: asked through, agreed aloud, read back, kept on a yes, made a page."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from skill.flows.afterplan import names, things
from skill.kept import Forget, KeepPlan, KeepSettings, Plan, Settings
from skill.memory import page
from skill.memory.ports import Done, Everything, Person
from skill.turn import Idle, InPlan, State, Turn
from tests.memory.conftest import ME, Kept
from tests.memory.talking import ASK_PLAN, CATALOG, DIALOGUE, Talk

WORDS = CATALOG.plan
FAR = Person("service", "amzn1.ask.account.SOMEBODY")
ITEMS = [item.id for item in WORDS.items]
ALONE = [item.id for item in WORDS.items if item.alone is not None]


def talk(kept: Kept, person: Person = ME) -> Talk:
    return Talk(DIALOGUE, kept.keeper(), person)


def plan_of(kept: Kept, person: Person = ME) -> Plan | None:
    found = kept.keeper().everything(person)
    assert isinstance(found, Everything)
    return found.plan


def asked(session: Talk) -> InPlan:
    position = session.state.position
    assert isinstance(position, InPlan)
    return position


def through(session: Talk, likes: tuple[str, ...], leaves: tuple[str, ...], *, two: bool) -> str:
    """Answer about every comfort; what is in neither is skipped."""
    session.say("AftercarePlanIntent")
    said = session.say("Yes" if two else "No")
    while (position := asked(session)).phase == "asking":
        ident = (ITEMS if two else ALONE)[position.item]
        if ident in likes:
            said = session.say("Yes")
            if two:
                assert said == WORDS.other
                said = session.say("Yes")
        else:
            said = session.say("No" if ident in leaves else "Next")
    return said


def test_two_make_a_plan_each_agrees_and_it_is_kept_on_both_yeses(sqlite: Kept) -> None:
    session = talk(sqlite)
    said = through(session, ("cuddle", "blanket", "food", "quiet"), ("kiss",), two=True)
    assert "You'd both like a cuddle, a blanket and something to eat or drink." in said
    assert "And quiet, without touch." in said
    assert "You'd rather leave kissing." in said
    assert said.endswith(WORDS.agree)
    assert session.say("Yes") == WORDS.agree_other
    said = session.say("Yes")
    assert said.startswith(WORDS.agreed)
    assert said.endswith(ASK_PLAN)
    assert session.say("Yes") == WORDS.ask_keep_other
    assert not sqlite.key_file.parent.exists()
    assert session.say("Yes").startswith(WORDS.kept)
    assert plan_of(sqlite) == Plan(("cuddle", "blanket", "food", "quiet"), ("kiss",))


def test_a_no_from_either_leaves_a_thing_and_nobody_is_asked_further(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.say("AftercarePlanIntent")
    session.say("Yes")
    session.say("No")  # the first partner's
    assert asked(session).item == 1
    session.say("Yes")
    session.say("No")  # the second partner's
    assert asked(session).leaves == tuple(ITEMS[:2])
    assert asked(session).likes == ()


def test_one_alone_is_asked_what_takes_no_other(sqlite: Kept) -> None:
    session = talk(sqlite)
    said = through(session, tuple(ALONE), (), two=False)
    assert said.startswith("You'd like a blanket")
    position = asked(session)
    assert position.likes == tuple(ALONE)
    assert session.say("Yes").endswith(ASK_PLAN)
    assert session.say("Yes").startswith(WORDS.kept)


@pytest.mark.parametrize("answers", [("No",), ("Yes", "No")])
def test_without_both_yeses_it_is_no_plan(sqlite: Kept, answers: tuple[str, ...]) -> None:
    session = talk(sqlite)
    through(session, ("cuddle",), (), two=True)
    for answer in answers:
        said = session.say(answer)
    assert said.startswith(WORDS.not_agreed)
    assert session.state.plan is None
    assert session.say("ReadPlanIntent").startswith(WORDS.none_yet)
    assert not sqlite.key_file.parent.exists()


@pytest.mark.parametrize("answers", [("No",), ("Yes", "No")])
def test_without_both_yeses_it_is_not_kept(sqlite: Kept, answers: tuple[str, ...]) -> None:
    session = talk(sqlite)
    through(session, ("cuddle",), (), two=True)
    for answer in ("Yes", "Yes", *answers):
        session.say(answer)
    assert not sqlite.key_file.parent.exists()
    assert "a cuddle" in session.say("ReadPlanIntent")


def test_with_the_service_it_lasts_as_long_as_the_session(sqlite: Kept) -> None:
    assert sqlite.keeper().apply(FAR, [KeepSettings(Settings())]) == Done()
    session = talk(sqlite, FAR)
    through(session, ("blanket",), (), two=False)
    said = session.say("Yes")
    assert said.startswith(WORDS.agreed)
    assert WORDS.for_now in said
    assert "a blanket" in session.say("ReadPlanIntent")
    assert plan_of(sqlite, FAR) is None
    assert talk(sqlite, FAR).say("ReadPlanIntent").startswith(WORDS.none_yet)


def test_a_plan_that_is_read_is_kept_on(sqlite: Kept) -> None:
    plan = Plan(("cuddle",), ("kiss",))
    assert sqlite.keeper().apply(ME, [KeepPlan(plan)]) == Done()
    for _ in range(3):
        sqlite.days.pass_by(20)
        said = talk(sqlite).say("ReadPlanIntent")
        assert "a cuddle" in said
        assert "rather leave kissing" in said
    sqlite.days.pass_by(31)
    assert talk(sqlite).say("ReadPlanIntent").startswith(WORDS.none_yet)


def test_a_plan_is_forgotten_after_one_question(sqlite: Kept) -> None:
    assert sqlite.keeper().apply(ME, [KeepPlan(Plan(("cuddle",)))]) == Done()
    session = talk(sqlite)
    assert session.say("ForgetPlanIntent") == CATALOG.memory.ask_plan
    session.say("No")
    assert plan_of(sqlite) == Plan(("cuddle",))
    session.say("ForgetPlanIntent")
    assert session.say("Yes").startswith(CATALOG.memory.forgotten_plan)
    assert plan_of(sqlite) is None
    assert session.say("ForgetPlanIntent").startswith(WORDS.none_yet)


def test_a_plan_of_the_session_is_forgotten_at_once(sqlite: Kept) -> None:
    session = talk(sqlite, FAR)
    through(session, ("blanket",), (), two=False)
    session.say("Yes")
    assert session.say("ForgetPlanIntent").startswith(CATALOG.memory.forgotten_plan)
    assert session.state.plan is None


def test_it_can_be_steered(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.say("AftercarePlanIntent")
    session.say("Yes")
    session.say("Yes")
    session.say("Yes")
    first = WORDS.items[0]
    assert session.say("Previous") == first.ask
    assert asked(session).likes == ()
    assert session.say("Pause") in CATALOG.phrases.paused
    assert session.say("Resume") == first.ask
    assert session.not_understood("well, hm").startswith(WORDS.unclear)
    assert session.say("Repeat") == first.ask
    session.say("No")
    said = session.say("ReadPlanIntent")  # that is enough
    assert WORDS.likes_nothing in said
    assert "rather leave a cuddle" in said
    assert asked(session).phase == "agreeing"
    assert session.say("StartOver") == WORDS.who


def test_silence_asks_once_more_and_then_leaves_it(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.say("AftercarePlanIntent")
    session.say("Yes")
    assert session._take(Turn("no_input")).endswith(WORDS.items[0].ask)
    session._take(Turn("no_input"))
    assert session.reply is not None
    assert session.reply.after == "end"


def test_something_else_in_between_leaves_it_waiting(sqlite: Kept) -> None:
    session = talk(sqlite)
    session.say("AftercarePlanIntent")
    session.say("Yes")
    session.say("DeleteDataIntent")
    assert asked(session).paused
    assert session.say("Yes") == WORDS.items[0].ask


def test_the_menu_leaves_nobody_out() -> None:
    assert {"quiet", "own-time"} <= set(ITEMS)
    assert len(ALONE) >= 5
    assert all(len(part.split()) <= 18 for part in things(names(ITEMS, WORDS), WORDS))


def test_a_plan_with_comforts_of_another_version_is_told_without_them() -> None:
    assert names(("cuddle", "moonwalk"), WORDS) == ["a cuddle"]
    stale = State(InPlan("asking", item=3, likes=("moonwalk",)))
    _, after = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent"), stale)
    assert isinstance(after.position, Idle)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_plan_is_one_page() -> None:
    plan = Plan(tuple(ITEMS[:7]), tuple(ITEMS[7:]))
    told = list(page.lines(plan, CATALOG))
    assert len(told) < 50  # lines of one sheet
    for name in names(ITEMS, WORDS):
        assert f"- {name}" in told
    html = page.html(plan, CATALOG)
    reader = _Text()
    reader.feed(html)
    for text in (WORDS.page_title, WORDS.page_likes, WORDS.page_note, *names(ITEMS, WORDS)):
        assert text in reader.text
    assert "src=" not in html
    assert "href=" not in html
    body = html[html.index("<body>") : html.index("</html>")]
    ET.fromstring(body)  # noqa: S314 - our own text


def test_forgetting_the_plan_leaves_the_rest(kept: Kept) -> None:
    keeper = kept.keeper()
    assert keeper.apply(ME, [KeepSettings(Settings()), KeepPlan(Plan(("cuddle",)))]) == Done()
    assert keeper.apply(ME, [Forget("plan")]) == Done()
    assert keeper.everything(ME) == Everything(settings=Settings())
