"""In the form of Dify's own, for the references of rows."""

from enum import StrEnum


class VectorType(StrEnum):
    QDRANT = "qdrant"
