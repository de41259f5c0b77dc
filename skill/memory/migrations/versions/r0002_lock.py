"""Figures are closed with a lock. Those from before have none, and are not kept without one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FIGURES, NEWEST_BEFORE, NEWEST = 3, 5, 6


def upgrade() -> None:
    """Let a lock be kept; forget figures that nothing closes."""
    _forget(f"kind = {FIGURES}")
    _allow(NEWEST)


def downgrade() -> None:
    """Forget locks, and the figures that they close."""
    _forget(f"kind IN ({FIGURES}, {NEWEST})")
    _allow(NEWEST_BEFORE)


def _forget(which: str) -> None:
    op.execute(f"DELETE FROM kept WHERE {which}")  # noqa: S608 - constants of this module


def _allow(newest: int) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("kind_known", "kept", type_="check")
        op.create_check_constraint("kind_known", "kept", f"kind BETWEEN 1 AND {newest}")
        return
    # SQLite changes no constraint: the table is made anew.
    op.create_table(
        "kept_anew",
        sa.Column("person", sa.LargeBinary(32), primary_key=True),
        sa.Column("kind", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("item", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("key", sa.SmallInteger, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(f"kind BETWEEN 1 AND {newest}", name="kind_known"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO kept_anew SELECT person, kind, item, day, key, value FROM kept")
    op.drop_table("kept")
    op.rename_table("kept_anew", "kept")
    op.create_index("kept_by_day", "kept", ["day"])
