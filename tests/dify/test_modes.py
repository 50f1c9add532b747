"""Which files run only in a mode."""

from __future__ import annotations

import pytest

from ctxkit.dify.modes import mode_of

VDB = "api/core/rag/datasource/vdb"


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        (f"{VDB}/tidb_vector/tidb_vector.py", "VECTOR_STORE"),
        ("api/providers/vdb/vdb-weaviate/src/dify_vdb_weaviate/weaviate_vector.py", "VECTOR_STORE"),
        # the schedule runs it, too
        (f"{VDB}/tidb_on_qdrant/tidb_service.py", ""),
        (f"{VDB}/vector_base.py", ""),
        ("api/extensions/storage/clickzetta_volume/file_lifecycle.py", "STORAGE_TYPE"),
        ("api/extensions/storage/base_storage.py", ""),
        ("api/core/rag/extractor/unstructured/unstructured_eml_extractor.py", "ETL_TYPE"),
        # also with the default
        ("api/core/rag/extractor/unstructured/unstructured_epub_extractor.py", ""),
        ("api/libs/broadcast_channel/redis/channel.py", "PUBSUB_REDIS_CHANNEL_TYPE"),
        ("api/libs/broadcast_channel/redis/_subscription.py", ""),
        ("api/libs/smtp.py", "MAIL_TYPE"),
        ("api/libs/helper.py", ""),
    ],
)
def test_a_file_runs_only_where_its_mode_is_chosen(path: str, setting: str) -> None:
    found = mode_of("dify", path)
    assert (found.setting if found is not None else "") == setting
    assert mode_of("dify-sandbox", path) is None


@pytest.mark.parametrize(
    ("path", "is_of_it"),
    [
        ("internal/core/serverless_runtime/io.go", True),
        ("internal/core/plugin_manager/serverless_connector/client.go", True),
        ("internal/core/control_panel/installer_serverless.go", True),
        ("internal/core/plugin_manager/serverless.go", True),
        ("internal/core/local_runtime/io.go", False),
        ("internal/service/install_plugin.go", False),
    ],
)
def test_a_runtime_without_servers_is_chosen_by_the_platform(path: str, is_of_it: bool) -> None:
    found = mode_of("dify-plugin-daemon", path)
    assert (found is not None and found.setting == "PLATFORM") is is_of_it
