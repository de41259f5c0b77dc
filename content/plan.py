"""A plan for afterwards, made beforehand: the comforts that are asked about, and the words."""

from typing import Annotated

from pydantic import Field, model_validator

from content.base import Id, Model, Text


class PlanItem(Model):
    """One comfort of the menu."""

    id: Id
    name: Text
    """A part of a sentence: "a blanket"."""
    ask: Text
    alone: Text | None = None
    """The same question for one alone; None where it takes two."""
    hears: tuple[Text, ...] = ()
    """Bare words by which people name it unasked."""


class PlanWords(Model):
    """content/<locale>/plan.yaml."""

    items: Annotated[tuple[PlanItem, ...], Field(min_length=2, max_length=20)]
    who: Text
    opening: Text
    """Says how to answer, before the first question for one."""
    opening_two: Text
    other: Text
    """The same question for the other partner."""
    unclear: Text
    likes: Text
    """{things}."""
    likes_two: Text
    """{things}."""
    also: Text
    """More of the same: {things}."""
    likes_nothing: Text
    leaves: Text
    """{things}."""
    agree: Text
    agree_other: Text
    not_agreed: Text
    agreed: Text
    for_now: Text
    """Said where a plan is not kept."""
    ask_keep: Text
    """The question before it is kept: says where, and for {days}."""
    ask_keep_other: Text
    kept: Text
    not_kept: Text
    """Said when it could not be kept."""
    none_yet: Text
    and_: Annotated[Text, Field(alias="and")]
    """The word between the last two things."""
    page_title: Text
    page_likes: Text
    page_leaves: Text
    page_note: Text

    @model_validator(mode="after")
    def _ids_differ(self) -> "PlanWords":
        ids = [item.id for item in self.items]
        if len(set(ids)) < len(ids):
            raise ValueError("items: each id stands once")
        if not any(item.alone for item in self.items):
            raise ValueError("items: some are for one alone")
        return self
