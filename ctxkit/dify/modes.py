"""Modes: settings of which one value has one part of a program run, and no other: a vector store,
a storage, a way to send mail.

Not here: settings that name a class, which the code tells (`cause/modes.py`), and the branches
that compare a setting with a value (`cause/choices.py`).
"""

# ruff: noqa: E501 - references stay whole

from __future__ import annotations

from ctxkit.dify.repositories import DIFY
from ctxkit.dify.row import Row, compiled


class ModeRow(Row, frozen=True, kw_only=True):
    """The files of `repo` whose paths match `path` run only where `setting` chooses them; the file
    `reader` asks it.
    """

    repo: str
    setting: str
    path: str
    reader: str


MODES = (
    ModeRow(
        repo=DIFY,
        setting="VECTOR_STORE",
        path=r"api/(?:core/rag/datasource/vdb|providers/vdb)/[\w-]{1,80}/(?!.{0,200}/tidb_service\.py|tidb_service\.py).{1,300}\.py",
        reader="api/core/rag/datasource/vdb/vector_factory.py",
        since="1.8.1",
        reference="dify api/core/rag/datasource/vdb/vector_factory.py#vector_type = dify_config.VECTOR_STORE",
        sample="api/core/rag/datasource/vdb/tidb_vector/tidb_vector.py",
    ),
    ModeRow(
        repo=DIFY,
        setting="STORAGE_TYPE",
        path=r"api/extensions/storage/(?!(?:base_storage|storage_type)\.py).{1,300}\.py",
        reader="api/extensions/ext_storage.py",
        since="1.8.1",
        reference="dify api/extensions/ext_storage.py#self.get_storage_factory(dify_config.STORAGE_TYPE)",
        sample="api/extensions/storage/aliyun_oss_storage.py",
    ),
    ModeRow(
        repo=DIFY,
        setting="MAIL_TYPE",
        path=r"api/libs/(?:smtp|sendgrid)\.py",
        reader="api/extensions/ext_mail.py",
        since="1.8.1",
        reference="dify api/extensions/ext_mail.py#mail_type = dify_config.MAIL_TYPE",
        sample="api/libs/sendgrid.py",
    ),
    ModeRow(
        repo=DIFY,
        setting="ETL_TYPE",
        path=r"api/core/rag/extractor/unstructured/(?!unstructured_epub_)\w{1,300}\.py",
        reader="api/core/rag/extractor/extract_processor.py",
        since="1.8.1",
        reference="dify api/core/rag/extractor/extract_processor.py#etl_type = dify_config.ETL_TYPE",
        sample="api/core/rag/extractor/unstructured/unstructured_eml_extractor.py",
    ),
    ModeRow(
        repo=DIFY,
        setting="PUBSUB_REDIS_CHANNEL_TYPE",
        path=r"api/libs/broadcast_channel/redis/\w{0,80}channel\.py",
        reader="api/extensions/ext_redis.py",
        since="1.13.3",
        reference="dify api/extensions/ext_redis.py#dify_config.PUBSUB_REDIS_CHANNEL_TYPE",
        sample="api/libs/broadcast_channel/redis/streams_channel.py",
    ),
    ModeRow(
        repo="dify-plugin-daemon",
        setting="PLATFORM",
        path=r"internal/core/(?:\w{1,40}/)?(?:serverless_\w{1,40}/\w{1,80}|(?:\w{1,40}_)?serverless)\.go",
        reader="internal/core/plugin_manager/manager.go",
        since="0.0.10",
        reference="dify-plugin-daemon internal/core/plugin_manager/manager.go#configuration.Platform == app.PLATFORM_SERVERLESS",
        sample="internal/core/serverless_runtime/io.go",
    ),
)  # fmt: skip


def mode_of(repo: str, path: str) -> ModeRow | None:
    """Return the mode that has a file run, None if it runs in every one."""
    return next(
        (m for m in MODES if m.repo == repo and compiled(m.path).fullmatch(path) is not None), None
    )
