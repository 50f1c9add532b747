"""add plugin notices

Revision ID: 3c4d5e6f7081
Revises: 2b3c4d5e6f70
Create Date: 2026-04-10 10:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "3c4d5e6f7081"
down_revision = "2b3c4d5e6f70"


def upgrade():
    op.create_table(
        "plugin_notices",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="plugin_notice_pkey"),
    )


def downgrade():
    op.drop_table("plugin_notices")
