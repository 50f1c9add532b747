from __future__ import annotations

import pytest

from ctxkit.ask.find.kinds import asks_how, asks_to_choose
from tests.pace import at_most


@pytest.mark.parametrize(
    "question",
    [
        "how do I allow larger images",
        "Where is the log level set",
        "can I hide the button",
        "I want ten workers",
        "plugins need a mirror, how can I give them one",
        "画像の上限を上げたい",
        "ワーカーを増やすには",
        "ログの保存先を変更する方法",
        "怎么换成别的端口",
        "如何限制并发",
        "可以关掉注册吗?",
        "업로드 제한을 어떻게 바꾸나요",
    ],
)
def test_who_asks_how(question: str) -> None:
    assert asks_how(question)


@pytest.mark.parametrize(
    "question",
    [
        "workflow timeout",
        "upload stops at 15 MB",
        "how do I get rid of this error",
        "can I see why it fails",
        "ワークフローが20分で止まる",
        "アップロードしたいがエラーになる",
        "上传文件报错怎么办",
        "登录后又跳回登录页",
    ],
)
def test_who_tells_a_failure_or_names_a_topic(question: str) -> None:
    assert not asks_how(question)


@pytest.mark.no_cover
def test_a_long_question_takes_linear_time() -> None:
    with at_most(2):
        asks_how(" \n?" * 100_000 + "how 어 たい " * 20_000)


@pytest.mark.parametrize(
    ("question", "chooses"),
    [
        ("how do I switch from weaviate to qdrant", True),
        ("replace the database", True),
        ("ベクトルDB 切り替え", True),
        ("怎么把存储换成S3", True),
        ("저장소를 바꾸려면", True),
        ("the switch of the network", False),
        ("ログの保存先", False),
        ("上传大小限制", False),
    ],
)
def test_who_asks_to_work_with_something_else(question: str, chooses: bool) -> None:
    assert asks_to_choose(question) == chooses
