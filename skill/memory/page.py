"""The plan for afterwards as one page: lines for a terminal, or a file that prints on one sheet."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from content.schema import Catalog
from skill.flows.afterplan import names
from skill.kept import Plan


def lines(plan: Plan, catalog: Catalog) -> Iterator[str]:
    """The page as text."""
    words = catalog.plan
    yield words.page_title
    for heading, ids in ((words.page_likes, plan.likes), (words.page_leaves, plan.leaves)):
        if ids:
            yield ""
            yield heading
            yield from (f"- {name}" for name in names(ids, words))
    yield ""
    yield words.page_note


def html(plan: Plan, catalog: Catalog) -> str:
    """The page as a file of its own."""
    words = catalog.plan
    parts = []
    for heading, ids in ((words.page_likes, plan.likes), (words.page_leaves, plan.leaves)):
        if ids:
            listed = "".join(f"<li>{escape(name)}</li>" for name in names(ids, words))
            parts.append(f"<h2>{escape(heading)}</h2><ul>{listed}</ul>")
    title = escape(words.page_title)
    return (
        f'<!doctype html><html lang="{catalog.locale}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>@page{{margin:2cm}}body{{font:18px/1.5 sans-serif;"
        f"max-width:32em;margin:2em auto;color:#224}}li{{margin:.2em 0}}</style></head>"
        f"<body><h1>{title}</h1>{''.join(parts)}<p>{escape(words.page_note)}</p></body></html>\n"
    )
