"""The database of a small program in Dify's style: three migrations, its models, who uses them, and
the models of a daemon.
"""

# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

VERSIONS = "dify api/migrations/versions"

FIRST = '''"""add letters

Revision ID: aaa111
Create Date: 2025-02-03 10:00:00
"""
from alembic import op
import sqlalchemy as sa

revision = "aaa111"
down_revision = None


def upgrade():
    op.create_table("boxes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="box_pkey"))
    op.create_table("letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id", name="letter_pkey"))
    op.create_table("stamps", sa.Column("id", sa.Uuid(), nullable=False))


def downgrade():
    op.drop_table("stamps")
    op.drop_table("letters")
    op.drop_table("boxes")
'''
SECOND = '''"""letters have a state

Revision ID: bbb222
Create Date: 2025-03-04 10:00:00
"""
from alembic import op
import sqlalchemy as sa

revision = "bbb222"
down_revision = "aaa111"


def upgrade():
    with op.batch_alter_table("letters") as batch_op:
        batch_op.add_column(sa.Column("status", sa.String(9), server_default="sent", nullable=False))
        batch_op.alter_column("text", new_column_name="body")
        batch_op.alter_column("body", type_=sa.Text())
        batch_op.create_index("letter_status_idx", ["status"])
    op.execute("UPDATE letters SET status = 'sent' WHERE status IS NULL")


def downgrade():
    with op.batch_alter_table("letters") as batch_op:
        batch_op.drop_index("letter_status_idx")
        batch_op.alter_column("body", new_column_name="text")
        batch_op.drop_column("status")
'''
THIRD = '''"""no more stamps

Revision ID: ccc333
Create Date: 2025-04-05 10:00:00
"""
from alembic import op

revision = "ccc333"
down_revision = "bbb222"


def upgrade():
    op.drop_table("stamps")


def downgrade():
    op.create_table("stamps", sa.Column("id", sa.Uuid(), nullable=False))
'''

TEXTS = {
    f"{VERSIONS}/ccc333_stamps.py": THIRD,
    f"{VERSIONS}/aaa111_letters.py": FIRST,
    f"{VERSIONS}/bbb222_states.py": SECOND,
    "dify api/models/base.py": """class Identified:
    id: Mapped[str] = mapped_column(StringUUID, primary_key=True)
""",
    "dify api/models/letter.py": """from .base import Identified


class LetterStatus(StrEnum):
    SENT = "sent"
    LOST = "lost"


class Letter(Identified, Base):
    __tablename__ = "letters"

    box_id: Mapped[str] = mapped_column(StringUUID)
    _body: Mapped[str | None] = mapped_column("body", LongText)
    status: Mapped[LetterStatus] = mapped_column(EnumText(LetterStatus, length=9))


class Box(Identified, Base):
    __tablename__ = "boxes"

    tenant_id: Mapped[str] = mapped_column(StringUUID)
    colour: Mapped[str] = mapped_column(String(9))
""",
    "dify api/services/letter_service.py": """from models.letter import Letter


class LetterService:
    def last(self, session):
        return session.scalar(select(Letter).order_by(Letter.id))

    def send(self, session):
        session.add(Letter(body="a"))

    def show(self):
        render(Letter)
""",
    "dify-plugin-daemon internal/types/models/task.go": """package models

type Model struct {
	ID        string    `gorm:"column:id;primaryKey;type:uuid;"`
	CreatedAt time.Time
}

type TaskStatus string

const (
	TaskStatusPending TaskStatus = "pending"
	TaskStatusFailed  TaskStatus = "failed"
)

type InstallTask struct {
	Model
	Status   TaskStatus `gorm:"size:50;not null"`
	TenantID string     `gorm:"type:uuid;not null"`
}
""",
}
