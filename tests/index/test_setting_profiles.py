from __future__ import annotations

from collections import Counter

from ctxkit.index.fact_queries import ProfileRow
from ctxkit.index.setting_profiles import FAILURE, WEIGHTS, profiles
from ctxkit.model import Role, Task
from ctxkit.text.words import stem


def row(
    name: str = "QUEUE_LIMIT",
    repo: str = "dify",
    path: str = "api/a.py",
    *,
    role: Role = "declares",
    symbol: str = "",
    text: str = "",
    values: str = "",
) -> ProfileRow:
    return ProfileRow(name, repo, path, role, symbol, text, values)


def profile(*rows: ProfileRow) -> Counter[str]:
    ((_, words),) = profiles(rows)
    return Counter(words.split())


def test_a_word_counts_by_where_it_stands() -> None:
    words = profile(
        row(symbol="JobConfig", text="Tasks that wait", values="Literal['fast']"),
        row(path="api/core/runner.py", role="reads", symbol="Pool.start"),
    )
    assert words[stem("queue")] == words["queuelimit"] == WEIGHTS["name"]
    assert words[stem("tasks")] == words[stem("wait")] == WEIGHTS["text"]
    assert words[stem("job")] == WEIGHTS["class"]
    assert words["fast"] == WEIGHTS["values"]
    assert words[stem("pool")] == words[stem("runner")] == WEIGHTS["reader"]


def test_a_text_of_two_places_counts_once_and_each_language_for_itself() -> None:
    twice = profile(row(text="tasks"), row(path="docker/.env.example", role="sets", text="tasks"))
    assert twice[stem("tasks")] == WEIGHTS["text"]
    pages = [
        row(repo="dify-docs", path=f"{language}/a.mdx", role="documents", text="tasks 上限 240")
        for language in ("en", "ja")
    ]
    words = profile(row(), *pages)
    assert words[stem("tasks")] == words["上限"] == words["240"] == 2 * WEIGHTS["text"]


def test_what_users_call_the_program_is_a_word_too() -> None:
    words = profile(row("MAX_WORKERS", repo="dify-sandbox"))
    assert words[stem("sandbox")] == WEIGHTS["owner"]


def test_a_setting_that_chooses_has_its_choices() -> None:
    assert profile(row("VECTOR_STORE"))["qdrant"] == WEIGHTS["choice"]
    assert profile(row("SSRF_LIMIT"))[stem("request")] == WEIGHTS["subject"]


def test_settings_without_a_profile() -> None:
    rows = [
        row("GONE", repo="dify-docs", path="en/a.mdx", role="documents"),
        row("KEY", repo="dify-official-plugins"),
        row("DEEP", repo="graphon"),
    ]
    assert list(profiles(rows)) == []


def test_what_is_known_to_fail_by_a_setting_is_apart() -> None:
    words = profile(row("SQLALCHEMY_POOL_SIZE"))
    assert words[FAILURE + stem("clients")] == WEIGHTS["failures"]
    assert words[stem("clients")] == 0


def test_the_queues_of_a_worker_have_the_words_of_the_tasks() -> None:
    task = Task(name="tasks.mail.send_invitation", line=1, end_line=2, queue="priority")
    ((_, text),) = profiles([row("CELERY_QUEUES")], [task])
    assert text.split().count(stem("invitation")) == WEIGHTS["tasks"]
    assert text.split().count(stem("priority")) == WEIGHTS["tasks"]
    ((_, text),) = profiles([row("QUEUE_LIMIT")], [task])
    assert stem("invitation") not in text.split()
