"""add upload files

Revision ID: 1a2b3c4d5e6f
Revises:
Create Date: 2026-01-12 09:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "1a2b3c4d5e6f"
down_revision = None


def upgrade():
    op.create_table(
        "upload_files",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="upload_file_pkey"),
    )


def downgrade():
    op.drop_table("upload_files")
