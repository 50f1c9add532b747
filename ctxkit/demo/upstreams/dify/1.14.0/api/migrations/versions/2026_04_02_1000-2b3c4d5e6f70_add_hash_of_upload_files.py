"""add hash of upload files

Revision ID: 2b3c4d5e6f70
Revises: 1a2b3c4d5e6f
Create Date: 2026-04-02 10:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "2b3c4d5e6f70"
down_revision = "1a2b3c4d5e6f"


def upgrade():
    with op.batch_alter_table("upload_files") as batch_op:
        batch_op.add_column(sa.Column("hash", sa.String(64), nullable=True))
        batch_op.create_index("upload_file_hash_idx", ["hash"])
    op.execute("UPDATE upload_files SET hash = id WHERE hash IS NULL")


def downgrade():
    with op.batch_alter_table("upload_files") as batch_op:
        batch_op.drop_index("upload_file_hash_idx")
        batch_op.drop_column("hash")
