"""What reads a document."""


def reader_of(dify_config):
    etl_type = dify_config.ETL_TYPE
    return etl_type == "Unstructured"
