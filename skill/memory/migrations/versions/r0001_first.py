"""The first tables. Written out: a migration says what was, whatever the tables become."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kept",
        sa.Column("person", sa.LargeBinary(32), primary_key=True),
        sa.Column("kind", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("item", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("key", sa.SmallInteger, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("kind BETWEEN 1 AND 5", name="kind_known"),
        sqlite_with_rowid=False,
    )
    op.create_index("kept_by_day", "kept", ["day"])
    op.create_table(
        "kept_about",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.SmallInteger, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("last_day", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("kept_about")
    op.drop_table("kept")
