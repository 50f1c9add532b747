from configs import dify_config


def extract(path):
    if dify_config.ETL_TYPE == "Unstructured":
        return by_unstructured(path)
    return plain(path)
