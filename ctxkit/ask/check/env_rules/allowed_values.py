"""The values that code takes where the declared type says only text.

Data to be reviewed; what the code's own comparisons tell is read from there
(`ask/check/evidence.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.rules import At

ONE_OF: dict[At, tuple[str, ...]] = {
    # logging.basicConfig refuses others, also these in small letters
    At("api", "LOG_LEVEL"): (
        "CRITICAL",
        "FATAL",
        "ERROR",
        "WARNING",
        "WARN",
        "INFO",
        "DEBUG",
        "NOTSET",
    ),
    # dify-cloud-kit, which the daemon's storage comes from
    At("plugin_daemon", "PLUGIN_STORAGE_TYPE"): (
        *(
            "local",
            "aws_s3",
            "tencent_cos",
            "azure_blob",
            "aliyun_oss",
            "volcengine_tos",
            "huawei_obs",
        ),
        *("gcs", "google_cloud_storage"),
    ),
    At("plugin_daemon", "PLATFORM"): ("local", "serverless", "aws_lambda"),
}

ENUMERATED = {At("api", "VECTOR_STORE"): "VectorType"}
"""Settings of type `str` whose value is looked up in an enumeration of the code, by the name of its
class.
"""
