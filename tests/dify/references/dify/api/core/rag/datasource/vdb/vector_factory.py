"""Which vector store a knowledge base has."""


def store_of(dify_config, dataset):
    vector_type = dify_config.VECTOR_STORE
    return dataset.kept or vector_type
