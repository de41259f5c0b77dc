import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_model_runtime import DefaultSerializer
from ask_smapi_model.v1.skill.interaction_model.interaction_model_data import InteractionModelData
from ask_smapi_model.v1.skill.manifest import SkillManifestEnvelope

from content import ContentError
from skill.alexa.icon import icon
from skill.alexa.package import DEFAULT_URL, files, manifest, model
from skill.alexa.store import alexa_locales, content_locale, store

LOCALES = ["en-US", "en-GB", "en-CA", "en-AU", "en-IN"]
URL = "https://example.org/"
GENERATED = Path(__file__).parent.parent.parent / "skill" / "alexa" / "generated"


@pytest.fixture(scope="module")
def package() -> dict[str, bytes]:
    return files(URL)


@pytest.fixture(scope="module")
def skill() -> dict[str, Any]:
    made: dict[str, Any] = manifest(URL)["manifest"]
    return made


def test_the_package_has_what_the_ask_cli_expects(package: dict[str, bytes]) -> None:
    assert set(package) == {
        "ask-resources.json",
        "skill-package/skill.json",
        *(f"skill-package/interactionModels/custom/{locale}.json" for locale in LOCALES),
        "skill-package/assets/images/icon-108.png",
        "skill-package/assets/images/icon-512.png",
    }


def test_what_is_committed_is_what_is_generated(package: dict[str, bytes]) -> None:
    """`aftercare package skill/alexa/generated` brings it up to date."""
    committed = {
        str(file.relative_to(GENERATED)): file.read_bytes()
        for file in GENERATED.rglob("*")
        if file.is_file()
    }
    # Made anew, for the address that a deployment changes.
    made = package | own_page()
    stale = sorted(
        path for path in made.keys() | committed if committed.get(path) != made.get(path)
    )
    assert not stale, "run: aftercare package skill/alexa/generated"


def own_page() -> dict[str, bytes]:
    """The manifest for the address that stands for a deployment's own."""
    path = "skill-package/skill.json"
    return {path: (json.dumps(manifest(DEFAULT_URL), indent=1, ensure_ascii=False) + "\n").encode()}


def test_every_page_keeps_amazons_limits(skill: dict[str, Any], package: dict[str, bytes]) -> None:
    pages = skill["publishingInformation"]["locales"]
    assert list(pages) == LOCALES
    for page in pages.values():
        assert 2 <= len(page["name"]) <= 50
        assert len(page["summary"]) <= 160
        assert len(page["description"]) <= 4000
        assert len(page["keywords"]) <= 30
        assert len(page["examplePhrases"]) == 3
        for uri in (page["smallIconUri"], page["largeIconUri"]):
            assert f"skill-package/{uri.removeprefix('file://')}" in package


def test_the_description_carries_the_disclaimer(skill: dict[str, Any]) -> None:
    for page in skill["publishingInformation"]["locales"].values():
        assert "not a substitute for medical advice" in page["description"]
        assert "emergency" in page["description"]


def test_compliance_and_events(skill: dict[str, Any]) -> None:
    compliance = skill["privacyAndCompliance"]
    assert compliance["isChildDirected"] is False
    assert compliance["allowsPurchases"] is False
    assert compliance["containsAds"] is False
    assert compliance["isExportCompliant"] is True
    assert compliance["usesPersonalInfo"] is False
    for pages in compliance["locales"].values():
        assert pages["privacyPolicyUrl"] == "https://example.org/privacy"
        assert pages["termsOfUseUrl"] == "https://example.org/terms"
    assert skill["events"]["subscriptions"] == [{"eventName": "SKILL_DISABLED"}]
    assert skill["apis"]["custom"]["endpoint"]["uri"] == "https://example.org/alexa"
    assert skill["apis"]["custom"]["interfaces"] == [{"type": "ALEXA_PRESENTATION_APL"}]
    assert skill["permissions"] == [{"name": "alexa::alerts:reminders:skill:readwrite"}]
    assert "remind me tomorrow" in skill["publishingInformation"]["testingInstructions"].lower()


def test_the_example_phrases_are_what_the_model_understands() -> None:
    page = store("en-US")
    language = model("en-US")["interactionModel"]["languageModel"]
    samples = {sample for intent in language["intents"] for sample in intent["samples"]}
    values = {
        text
        for kind in language["types"]
        for value in kind["values"]
        for text in (value["name"]["value"], *value["name"]["synonyms"])
    }
    assert page.examples[0].say == f"Alexa, open {page.invocation_name}"
    for example in page.examples[1:]:
        assert example.sample is not None
        assert example.say.startswith(f"Alexa, ask {page.invocation_name} ")
        assert example.say.endswith(example.sample)
        assert example.sample in samples | values


@pytest.mark.parametrize("locale", LOCALES)
def test_the_models_are_unchanged_by_a_round_trip_through_amazons_own_classes(locale: str) -> None:
    made = model(locale)
    serializer = DefaultSerializer()
    read = serializer.deserialize(json.dumps(made), InteractionModelData)
    assert serializer.serialize(read) == made


def test_the_manifest_is_unchanged_by_a_round_trip_through_amazons_own_classes() -> None:
    made = manifest(URL)
    serializer = DefaultSerializer()
    read = serializer.deserialize(json.dumps(made), SkillManifestEnvelope)
    assert serializer.serialize(read) == made


def test_each_locale_has_its_own_spelling() -> None:
    def said(locale: str) -> str:
        language = model(locale)["interactionModel"]["languageModel"]
        names = [value["name"] for kind in language["types"] for value in kind["values"]]
        return json.dumps([names, [intent["samples"] for intent in language["intents"]]])

    assert "cozy" in said("en-US")
    assert "cozy" not in said("en-GB")
    assert "cosy" in said("en-GB")


def test_locales_find_their_content() -> None:
    assert list(alexa_locales()) == LOCALES
    assert content_locale("en-IN") == "en-US"
    with pytest.raises(ContentError, match="No content for 'xx-YY'; there is en-US, en-GB"):
        content_locale("xx-YY")


@pytest.mark.parametrize("size", [108, 512])
def test_the_icons_are_pngs_of_their_size(size: int, package: dict[str, bytes]) -> None:
    data = package[f"skill-package/assets/images/icon-{size}.png"]
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, color = struct.unpack(">IIBB", data[16:26])
    assert (width, height, depth, color) == (size, size, 8, 6)
    start = data.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", data[start - 8 : start - 4])
    pixels = zlib.decompress(data[start : start + length])
    row = 1 + 4 * size
    assert len(pixels) == row * size
    middle = pixels[row * (size // 2) + 1 + 4 * (size // 2) :][:4]
    corner = pixels[1:5]
    assert middle == bytes((255, 233, 205, 255))
    assert corner[3] == 0


def test_an_icon_of_an_odd_size() -> None:
    assert struct.unpack(">II", icon(9)[16:24]) == (9, 9)


def test_the_command_line_writes_it(tmp_path: Path, package: dict[str, bytes]) -> None:
    run = "import sys; from skill.cli import main; sys.exit(main())"

    def cli(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-c", run, *arguments], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    code, told, errors = cli("package", str(tmp_path / "skill"), "--url", URL)
    assert (code, errors) == (0, "")
    assert told == f"Wrote {len(package)} files to {tmp_path / 'skill'}\n"
    for path, data in package.items():
        assert (tmp_path / "skill" / path).read_bytes() == data
    code, told, errors = cli("package", str(tmp_path), "--url", "http://example.org")
    assert (code, told) == (2, "")
    assert "https only" in errors
    (tmp_path / "file").write_text("")
    code, told, errors = cli("package", str(tmp_path / "file"))
    assert (code, told) == (1, "")
    assert "cannot be written to" in errors
    assert cli("model", "--locale", "xx-YY")[0] == 2
