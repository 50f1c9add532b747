from enum import StrEnum


class VectorType(StrEnum):
    MILVUS = "milvus"
    PGVECTOR = "pgvector"
    QDRANT = "qdrant"
    WEAVIATE = "weaviate"
