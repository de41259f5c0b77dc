"""What is said, and the help lines that go with it."""

import re
from datetime import UTC, date, datetime

import pytest

from content.loader import load
from content.schema import Flag, HelpLine
from skill.understanding.safety_lines import ELSEWHERE, spoken_lines

CATALOG = load("en-US")
URGENT = CATALOG.urgent
FLAGS = list(URGENT.flags)
COUNTRIES = CATALOG.helplines.countries
LINES = [(country, line) for country, lines in COUNTRIES.items() for line in lines]
MOST_WORDS = 35
OLDEST_DAYS = 180


def ids(flag: Flag) -> str:
    return flag.id


def filled(flag: Flag, locale: str = "en-US") -> str:
    numbers = {
        name: next(
            line.spoken for line in CATALOG.helplines.for_locale(locale) if name in line.audience
        )
        for name in ("emergency", "crisis")
    }
    return flag.say.format(**numbers)


@pytest.mark.parametrize("flag", FLAGS, ids=ids)
def test_a_reply_is_short(flag: Flag) -> None:
    assert len(filled(flag).split()) <= MOST_WORDS


@pytest.mark.parametrize("flag", FLAGS, ids=ids)
def test_a_reply_holds_no_digit_and_asks_nothing(flag: Flag) -> None:
    assert not re.search(r"[0-9?]", filled(flag))


@pytest.mark.parametrize("flag", FLAGS, ids=ids)
def test_every_doubt_has_one_question_that_a_yes_confirms(flag: Flag) -> None:
    assert flag.ask is not None
    assert flag.ask.count("?") == 1
    assert flag.ask.endswith("?")


@pytest.mark.parametrize(
    ("flag", "held_back"),
    [
        ("chest-or-breath", r"breathe (in|out|slowly)|relax"),
        ("bleeding", r"massage|shower|bath"),
        ("neck", r"relax|rest|soothe"),
        ("self-harm", r"great|happy|wonderful|cheer"),
        ("no-consent", r"shower|wash|partner|compromise|rape|assault"),
        ("violence", r"abuse|violen|partner"),
        ("danger", r"abuse|violen|partner"),
        ("time-sensitive", r"\b(he|she|woman|man|girl|boy|her|his)\b"),
        ("minor", r"tell me|what happened|how old"),
    ],
)
def test_what_is_held_back_is_not_said(flag: str, held_back: str) -> None:
    said = next(item.say for item in FLAGS if item.id == flag)
    assert not re.search(held_back, said, re.IGNORECASE)


@pytest.mark.parametrize("flag", FLAGS, ids=ids)
def test_nothing_is_claimed(flag: Flag) -> None:
    said = f"{flag.say} {flag.ask}"
    claims = (
        r"you're safe|you are safe|i('ll| will) call|i (have )?called|confidential|diagnos|\bmg\b"
    )
    assert not re.search(claims, said, re.IGNORECASE)


def test_the_flags_stand_in_the_order_of_precedence() -> None:
    order = [flag.id for flag in FLAGS]
    ranks = [
        order.index(name)
        for name in ("danger", "collapse", "self-harm", "no-consent", "minor", "time-sensitive")
    ]
    assert ranks == sorted(ranks)
    assert order[-1] == URGENT.default


def test_what_a_partner_may_not_overhear_is_private() -> None:
    assert {flag.id for flag in FLAGS if flag.private} == {"danger", "no-consent", "violence"}


def test_only_someone_under_eighteen_ends_the_content() -> None:
    assert [flag.id for flag in FLAGS if flag.ends] == ["minor"]


# -- help lines ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "line"), LINES, ids=lambda item: getattr(item, "name", item))
def test_a_help_line_is_fresh_or_says_that_a_person_must_look(country: str, line: HelpLine) -> None:
    age = datetime.now(UTC).date() - date.fromisoformat(line.checked)
    assert line.verify or age.days <= OLDEST_DAYS, f"{country}: {line.name}"


@pytest.mark.parametrize(("country", "line"), LINES, ids=lambda item: getattr(item, "name", item))
def test_a_number_is_spoken_as_it_is_written(country: str, line: HelpLine) -> None:
    assert line.source.startswith("https://"), country
    assert not re.search(r"[0-9]", f"{line.spoken}{line.name}")
    digits = re.sub(r"[^0-9]", "", line.number)
    if digits:
        assert digits_of(line.spoken) == digits


TENS = {"thirteen": "13", "eleven": "11", "fourteen": "14", "ten": "10"}
DIGITS = dict(
    zip(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        "0123456789",
        strict=True,
    )
)


def digits_of(spoken: str) -> str:
    """The digits that spoken words stand for: "eight hundred, five" is 8005."""
    found = ""
    for word in re.findall(r"[a-z]+", spoken.lower()):
        if word == "hundred":
            found += "00"
        elif word == "thousand":
            found += "000"
        elif word == "triple":
            found += "*"
        elif word in DIGITS | TENS:
            digit = (DIGITS | TENS)[word]
            found = found[:-1] + digit * 3 if found.endswith("*") else found + digit
    return found


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("flag", FLAGS, ids=ids)
def test_every_flag_reads_a_line_for_each_audience_in_every_country(
    flag: Flag, country: str
) -> None:
    lines = spoken_lines(CATALOG, flag, f"en-{country}")
    for audience in flag.lines:
        assert any(audience in line.audience for line in lines), audience


def test_the_line_a_flag_names_first_is_read_first() -> None:
    flag = next(flag for flag in FLAGS if flag.id == "self-harm")
    assert [line.number for line in spoken_lines(CATALOG, flag, "en-US")] == ["988", "911"]


def test_a_country_without_a_line_gets_the_one_for_elsewhere() -> None:
    flag = next(flag for flag in FLAGS if flag.id == "violence")
    only = CATALOG.model_copy(
        update={
            "helplines": CATALOG.helplines.model_copy(
                update={
                    "countries": {
                        "XX": tuple(
                            line for line in COUNTRIES["US"] if line.audience == ("emergency",)
                        ),
                        ELSEWHERE: COUNTRIES[ELSEWHERE],
                    }
                }
            )
        }
    )
    names = [line.number for line in spoken_lines(only, flag, "en-XX")]
    assert names == ["findahelpline.com", "911"]


def test_an_unknown_country_gets_the_lines_for_elsewhere() -> None:
    flag = next(flag for flag in FLAGS if flag.id == "danger")
    lines = spoken_lines(CATALOG, flag, "en-NZ")
    assert set(lines) <= set(COUNTRIES[ELSEWHERE])


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("audience", ["emergency", "crisis"])
def test_every_country_has_the_numbers_replies_name(country: str, audience: str) -> None:
    assert any(audience in line.audience for line in COUNTRIES[country])
