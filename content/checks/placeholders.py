"""Placeholders in braces: each text has those that its flow fills, and no others.

Which they are stands in one place only: in the words below the field, in the module of its model.
One that may be left out stands there with a question mark, as {name?}.
"""

import ast
import functools
import inspect
import re
from collections.abc import Iterable, Iterator

from content import coach, feelings, intents, phrases, plan, questions, reminders, scripts, urgent
from content.checks.problem import Problem
from content.checks.spoken import Piece

RULE = "placeholder"
MODULES = (coach, feelings, intents, phrases, plan, questions, reminders, scripts, urgent)
"""Where the models of spoken texts are."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|([{}])")


@functools.cache
def filled() -> dict[tuple[str, str], dict[str, bool]]:
    """The placeholders of each field, and whether each is needed, as the schema documents them."""
    found: dict[tuple[str, str], dict[str, bool]] = {}
    sources = (inspect.getsource(module) for module in MODULES)
    for model in (node for source in sources for node in ast.parse(source).body):
        if not isinstance(model, ast.ClassDef):
            continue
        for field, words in zip(model.body, model.body[1:], strict=False):
            match field, words:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    found[model.name, name] = {
                        placeholder: not optional
                        for placeholder, optional in re.findall(r"\{(\w+)(\??)\}", text)
                    }
                case _:
                    pass
    return found


def problems(pieces: Iterable[Piece]) -> Iterator[Problem]:
    """Texts with a placeholder that nobody fills, or without one that carries what is said."""
    for piece in pieces:
        for text in piece.texts:
            found = {name or brace for name, brace in _PLACEHOLDER.findall(text.text)}
            allowed = filled().get((text.owner, text.field), {})
            if unknown := found - allowed.keys():
                known = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
                told = ", ".join(f"{{{name}}}" for name in sorted(unknown))
                yield text.problem(RULE, f"{told} is not filled here; allowed: {known}")
            if missing := {name for name, needed in allowed.items() if needed} - found:
                told = ", ".join(f"{{{name}}}" for name in sorted(missing))
                yield text.problem(RULE, f"{told} is left out")
