"""The tables, the same on both databases. Times are days, counted as `date.toordinal` does."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
)

from skill.memory.schema import Kind

METADATA = MetaData()

KEPT = Table(
    "kept",
    METADATA,
    Column("person", LargeBinary(32), primary_key=True),  # a keyed hash
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),
    Column(
        "item", Integer, primary_key=True, autoincrement=False
    ),  # figures: their day and a number; else 0
    Column("day", Integer, nullable=False),  # when it was last used: what retention goes by
    Column("key", SmallInteger, nullable=False),
    Column("value", LargeBinary, nullable=False),  # sealed
    CheckConstraint(f"kind BETWEEN {min(Kind)} AND {max(Kind)}", name="kind_known"),
    sqlite_with_rowid=False,
)
"""Every thing that is kept: who, what, when last used, and the sealed value."""

BY_DAY = Index("kept_by_day", KEPT.c.day)

ABOUT = Table(
    "kept_about",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("key", SmallInteger, nullable=False),
    Column("value", LargeBinary, nullable=False),  # a known text, sealed: shows a wrong key
    Column("last_day", Integer, nullable=False),  # shows a clock that was set back
)
"""One row about the store itself."""

VERSION_TABLE = "kept_version"
HEAD = "0002"
"""The newest revision in `skill.memory.migrations`."""
