"""The shape of everything that is said: frozen models, one for each kind of content file.

This is where they are imported from; each subject has a module of its own beside it. A text is one
spoken string; where several wordings are offered (`Texts`), the channel chooses which one is heard.
Placeholders in braces, such as {minutes}, are filled by the flow that speaks the text.
"""

from typing import TYPE_CHECKING, NamedTuple

from pydantic import model_validator

from content.base import (
    ID_PATTERN,
    ROW_PATTERN,
    Id,
    Model,
    Row,
    Text,
    Texts,
)
from content.coach import (
    Coach,
)
from content.feelings import (
    Feelings,
    FeelingTold,
)
from content.intents import (
    Hearing,
    Intent,
    Intents,
    ListValue,
    OutOfScope,
    SlotList,
    SlotType,
    Told,
    Unease,
    Utterances,
    Where,
)
from content.phrases import (
    KeptWords,
    MemoryWords,
    Phrases,
)
from content.plan import (
    PlanItem,
    PlanWords,
)
from content.questions import (
    Answer,
    CheckIn,
    FavoriteWords,
    Feedback,
    FeedbackPrompt,
    Gate,
    Question,
    QuestionKind,
    Reaction,
    Repeated,
)
from content.reminders import (
    Moment,
    Reminders,
)
from content.scripts import (
    LONGEST_UNANNOUNCED_PAUSE,
    Action,
    Breath,
    CueStep,
    Minutes,
    Offer,
    PauseStep,
    SayStep,
    Script,
    Section,
    Step,
    Steps,
    Style,
    Trigger,
)
from content.themes import (
    NONE,
    Theme,
    ThemeExamples,
    Themes,
    Way,
)
from content.urgent import (
    Audience,
    Circumstance,
    Flag,
    HelpLine,
    HelpLines,
    Sign,
    Signs,
    Urgent,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ID_PATTERN",
    "LONGEST_UNANNOUNCED_PAUSE",
    "NONE",
    "ROW_PATTERN",
    "Action",
    "Answer",
    "Audience",
    "Breath",
    "Catalog",
    "CheckIn",
    "Circumstance",
    "Coach",
    "CueStep",
    "FavoriteWords",
    "Feedback",
    "FeedbackPrompt",
    "FeelingTold",
    "Feelings",
    "Flag",
    "Gate",
    "Hearing",
    "HelpLine",
    "HelpLines",
    "Id",
    "Intent",
    "Intents",
    "KeptWords",
    "ListValue",
    "MemoryWords",
    "Minutes",
    "Misfit",
    "MisfitsError",
    "Model",
    "Moment",
    "Offer",
    "OutOfScope",
    "PauseStep",
    "Phrases",
    "Place",
    "PlanItem",
    "PlanWords",
    "Question",
    "QuestionKind",
    "Reaction",
    "Reminders",
    "Repeated",
    "Row",
    "SayStep",
    "Script",
    "Section",
    "Sign",
    "Signs",
    "SlotList",
    "SlotType",
    "Step",
    "Steps",
    "Style",
    "Text",
    "Texts",
    "Theme",
    "ThemeExamples",
    "Themes",
    "Told",
    "Trigger",
    "Unease",
    "Urgent",
    "Utterances",
    "Way",
    "Where",
]


class Place(NamedTuple):
    """A place in a content file of the locale."""

    file: str
    path: tuple[str | int, ...]

    def misfit(self, message: str, *deeper: str) -> "Misfit":
        """A problem here, or at a key below."""
        return Misfit(Place(self.file, (*self.path, *deeper)), message)


class Misfit(NamedTuple):
    """Something in one file that does not fit the others."""

    place: Place
    message: str


class MisfitsError(ValueError):
    """Content whose files are sound one by one and do not fit together."""

    def __init__(self, found: list[Misfit]) -> None:
        super().__init__("; ".join(f"{misfit.place.file}: {misfit.message}" for misfit in found))
        self.found = found


class Catalog(Model):
    """All content of one locale, validated as a whole. Made by `content.load`."""

    locale: str
    intents: dict[str, Intent]
    utterances: dict[str, Utterances]
    lists: dict[str, SlotList]
    out_of_scope: tuple[Text, ...]
    numbers: dict[str, int]
    """Spoken numbers and their values; the first word for a value is the one we say."""
    hearing: Hearing
    phrases: Phrases
    scripts: dict[str, Script]
    checkins: dict[str, CheckIn]
    feedback: dict[str, Feedback]
    answers: dict[str, Answer]
    urgent: Urgent
    coach: Coach
    themes: Themes
    signs: Signs
    helplines: HelpLines
    memory: MemoryWords
    reminders: Reminders
    plan: PlanWords
    feelings: Feelings

    @model_validator(mode="after")
    def _references_exist(self) -> "Catalog":
        kinds: dict[
            str, dict[str, Script] | dict[str, CheckIn] | dict[str, Feedback] | dict[str, Answer]
        ]
        kinds = {
            "script": self.scripts,
            "checkin": self.checkins,
            "feedback": self.feedback,
            "answer": self.answers,
        }
        found = []
        for where, action in self._actions():
            for kind, known in kinds.items():
                name = getattr(action, kind)
                if name is not None and name not in known:
                    allowed = ", ".join(sorted(known)) or "none"
                    found.append(where.misfit(f"no {kind} {name!r}; there are {allowed}", kind))
            if action.coach is not None and action.coach not in self.coach.ids:
                allowed = ", ".join(self.coach.ids)
                found.append(
                    where.misfit(f"no coach {action.coach!r}; there are {allowed}", "coach")
                )
        flags = [flag.id for flag in self.urgent.flags]
        for index, entry in enumerate(self.coach.declined):
            if entry.flag is not None and entry.flag not in flags:
                told = f"no flag {entry.flag!r}; there are {', '.join(flags)}"
                found.append(Place("coach.yaml", ("declined", index)).misfit(told, "flag"))
        seen: dict[Trigger, Place] = {}
        for where, trigger in self._triggers():
            if trigger.intent not in self.intents:
                allowed = ", ".join(sorted(self.intents))
                found.append(
                    where.misfit(f"no intent {trigger.intent!r}; there are {allowed}", "intent")
                )
                continue
            slots = self.intents[trigger.intent].slots
            if trigger.slot is not None and trigger.slot not in slots:
                allowed = ", ".join(slots) or "none"
                told = f"{trigger.intent} has no slot {trigger.slot!r}; it has {allowed}"
                found.append(where.misfit(told, "slot"))
            found += self._unlisted(trigger, where)
            if trigger in seen:
                found.append(where.misfit(f"the same request leads to {seen[trigger].file}"))
            seen.setdefault(trigger, where)
        if found:
            raise MisfitsError(found)
        return self

    def _unlisted(self, trigger: Trigger, where: "Place") -> list[Misfit]:
        """A value that nobody can say: its slot has a list, and it is not in there."""
        kind = self.intents[trigger.intent].slots.get(trigger.slot or "")
        known = [value.id for value in self.lists[kind].values] if kind in self.lists else []
        if not known or kind == "free" or trigger.value in known:
            return []
        told = f"no {kind} {trigger.value!r}; there are {', '.join(known)}"
        return [where.misfit(told, "value")]

    def _triggers(self) -> list[tuple["Place", Trigger]]:
        groups: dict[str, Mapping[str, Script | CheckIn | Feedback | Answer]] = {
            "scripts": self.scripts,
            "checkins": self.checkins,
            "feedback": self.feedback,
            "answers": self.answers,
        }
        return [
            (Place(f"{folder}/{name}.yaml", ("on", index)), trigger)
            for folder, items in groups.items()
            for name, item in items.items()
            for index, trigger in enumerate(item.on)
        ]

    def _actions(self) -> list[tuple["Place", Action]]:
        offers: list[tuple[str, str, Offer | None]] = [
            *((f"answers/{a.id}.yaml", "then", a.then) for a in self.answers.values()),
            *((f"scripts/{s.id}.yaml", "opt_in", s.opt_in) for s in self.scripts.values()),
            *((f"checkins/{c.id}.yaml", "closing_offer", c.closing_offer)
              for c in self.checkins.values()),
            *((f"checkins/{c.id}.yaml", f"{q.id}.{r.to}.then", r.then)
              for c in self.checkins.values() for q in c.questions for r in q.reactions),
            *(("feelings.yaml", f"{k.id}.then", k.then) for k in self.feelings.kinds),
        ]  # fmt: skip
        return [(Place(file, (key, "yes")), offer.yes) for file, key, offer in offers if offer]
