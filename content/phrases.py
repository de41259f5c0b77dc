"""The sentences of the house itself, and those about what may be kept."""

from typing import Literal

from content.base import Model, Text, Texts


class KeptWords(Model):
    """What one kind of kept thing is, for people who want to know. Read, not heard."""

    what: Text
    why: Text
    fields: dict[str, Text]
    """For each value of it, what it says."""


class LockWords(Model):
    """What is said about the digits that close what is kept of check-ins. No text holds them."""

    choose: Text
    again: Text
    differ: Text
    """What was said twice was not the same."""
    unclear: Text
    """What was heard were no digits."""
    changed: Text
    not_changed: Text
    look: Text
    old: Text
    wrong: Text
    shut: Text
    """They were wrong too often: closed for today."""
    leave: Text
    leave_closed: Text


class ExitWords(Model):
    """What is said about a person's own words for the way out. No text holds them."""

    choose: Text
    again: Text
    differ: Text
    unclear: Text
    """What was heard would not serve."""
    set: Text
    back: Text
    """Only the usual words hold again."""
    fixed: Text
    """Said where other words cannot be heard."""
    usual: Text
    own: Text
    leave: Text


class MemoryWords(Model):
    """What is said about keeping things, and the table of what may be kept."""

    set: dict[str, Text]
    """Said when a setting is made, by its name and value."""
    set_length: Text
    """{minutes}."""
    told: dict[str, Text]
    """Said when a setting is asked for, by the same names."""
    told_length: Text
    """{minutes}."""
    set_what: Text
    set_unknown: Text
    settings_kept: Text
    settings_not_kept: Text
    for_now: Text
    kept_too: Text
    ask_settings: Text
    """{days}."""
    kept: Text
    not_kept: Text
    keeps_nothing: Text
    ask_figures: Text
    """The specific question before answers are kept: names each thing, where, for {days}."""
    kept_figures: Text
    not_kept_figures: Text
    figures_opening: Text
    """Opens a check-in some of whose answers are kept."""
    sounds: dict[Literal["rain", "ocean", "brown-noise"], Texts]
    """Words by which somebody means a sound beside the voice; the first is taken when none is
    named. They are heard, not said."""
    tones: Texts
    """Words by which somebody means tones for the breath. They are heard, not said."""
    spoken: Texts
    """Words by which they mean our voice in place of tones. They are heard, not said."""
    today: Texts
    """Words by which somebody means today alone. They are heard, not said."""
    figures: Texts
    """Words by which somebody means what is kept of check-ins. They are heard, not said."""
    ask_today: Text
    ask_no_figures: Text
    ask_everything: Text
    forgotten_today: Text
    today_leaves: Text
    """Said after it where things are kept that belong to no day."""
    forgotten_figures: Text
    forgotten: Text
    not_forgotten: Text
    nothing_kept: Text
    unreachable: Text
    what_is_kept: Text
    export: Text
    """Said after it on a person's own machine: it is written to a file, never read out."""
    things: dict[str, Text]
    last_none: Text
    last_none_kept: Text
    last_private: Text
    """Said instead of what was kept while others take part."""
    last_yesterday: Text
    last_days_ago: Text
    """{number}."""
    last_rating: Text
    """{number}."""
    last_after: Text
    """{number}."""
    last_mood: dict[str, Text]
    last_need: Text
    """{need}."""
    lock: LockWords
    exit: ExitWords
    ask_plan: Text
    """The question before a plan is deleted."""
    forgotten_plan: Text
    note_left: Text
    """{when}."""
    note_soon: Text
    """A note cannot wait for minutes: it is mentioned at the next start."""
    note_not_left: Text
    no_notes: Text
    forgotten_note: Text
    note_due: Text
    offer_place: Text
    """{title}."""
    offer_place_discreet: Text
    discreet_launch: Texts
    discreet_reprompt: Text
    own_machine: Text
    everywhere: Text
    table: dict[str, KeptWords]
    """By the kind of thing: `skill.memory.schema` has the kinds and their fields."""


class Phrases(Model):
    """The sentences of the house itself: greetings, help, what is said when we did not hear."""

    launch: Texts
    launch_reprompt: Text
    help: Texts
    help_reprompt: Text
    yes_or_no: Text
    """Said before asking once more whether somebody would like to."""
    for_one: Text
    """Said where a round for two turns out to be for one."""
    answer_taken: Texts
    """Said to an answer that was meant for a partner, before the turn changes."""
    stop: Texts
    fallback: Texts
    fallback_again: Text
    """After a second miss: offers {choices}."""
    fallback_still: Texts
    """After a third miss, and more: never the same sentence over and over."""
    fallback_which: Text
    """After a second miss: which of {choices} it was."""
    did_you_mean: Text
    """Asks about one request: {choice}."""
    help_script: Texts
    """Help while a script is under way; a question follows."""
    help_questions: Texts
    """The same while questions are answered."""
    help_turns: Texts
    """The same while partners take turns."""
    nothing_heard: Texts
    nothing_running: Text
    corrected: Texts
    """To somebody who says that we got it wrong, where nothing is under way."""
    taken_back: Text
    """To somebody who takes back what they said."""
    offer_declined: Texts
    offer_again: Text
    """An offer that is open, put once more: {choice}."""
    welcome: Texts
    """Answers a thank you."""
    here: Texts
    """Answers a hello."""
    undecided: Texts
    """Offers {choice} to somebody who knows of nothing."""
    other_than_breath: Text
    """No exercise of the breath: offers {choice} to somebody whom it does no good."""
    other_than_this: Text
    """Leaves a script that does no good, and offers {choice}."""
    too_much: Texts
    """Stops what stirs somebody up, and offers {choice}."""
    something_gentle: Texts
    """Names what else there is where neither the breath nor the senses were welcome."""
    something_else: Texts
    """Names what else there is."""
    home: Texts
    anything_else: Texts
    paused: Texts
    resumed: Text
    slower: Text
    faster: Text
    slowest: Text
    fastest: Text
    new_length: Text
    """A running script gets another length: {minutes}."""
    longest: Text
    shortest: Text
    quieter: Text
    whispering: Text
    quietest: Text
    louder: Text
    loudest: Text
    own_pace: Text
    """From here on the breath is at one's own pace."""
    no_holds: Text
    pattern_in: Text
    """{number}: a count of the breath in."""
    pattern_hold: Text
    """{number}."""
    pattern_out: Text
    """{number}."""
    pattern_rest: Text
    """{number}."""
    pattern_set: Text
    """{pattern}."""
    pattern_bounds: Text
    """Kindly says which counts are comfortable: `skill.flows.breath.BOUNDS`."""
    time_left: Text
    """What is left of a script: {minutes}."""
    nearly_over: Text
    untimed: Text
    """Said where somebody asks what is left of something that keeps no time."""
    left_out: Text
    """Somebody wants a part of the body left out."""
    pattern_ask: Text
    """Follows it where nothing is under way."""
    settle_in: Text
    """Somebody asked for time first: {minutes}. We are quiet until then."""
    settle_in_then: Text
    """The same where they have said what comes after it: {minutes}, and {then}."""
    settled_in: Text
    """Said when that time is over and nothing was under way."""
    settled_in_offer: Text
    """The same where something had been offered before: a yes takes it."""
    length_of: Text
    """A script with its length, within a sentence: {minutes} and {title}."""
    script_opening: Text
    """{minutes} and {title}."""
    script_closing: Texts
    length_too_long: Text
    """Said before a script is shorter than was asked for."""
    length_too_short: Text
    """The same before a longer one."""
    length_nearest: Text
    """The same where it has shorter and longer ones."""
    go_on: Text
    """Said where a channel must stop in the middle of a script and ask."""
    quick_exit: Texts
    unavailable: Text
    """The answer to a request this version cannot do yet."""
    trouble: Text
    """Said when something failed on our side."""
    choices_or: Text
    """The word between the last two of several choices."""
    minute_one: Text
    """One minute: {number}."""
    minute_many: Text
    """Any other length: {number}."""
    day_one: Text
    """One day: {number}."""
    day_many: Text
    """Any other number of days: {number}."""
