import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class UploadFile(Base):
    __tablename__ = "upload_files"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(255), nullable=False)
    size: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    hash: Mapped[str | None] = mapped_column(sa.String(64), nullable=True)
