"""A real cluster of Dask with two workers, one of which is killed, and a real server of S3: the
report is whole, and that of this machine (`make fleet`, which installs what this needs).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ctxkit
from ctxkit.api.engines import opened_engine
from ctxkit.ask.triage import blocks
from tests.api.test_fleets import RETRY, deployments_in
from tests.commands.test_cli import run

distributed = pytest.importorskip("distributed", reason="Dask is not installed: make fleet")
pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as found:
        yield found


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1_500)
    return deployments_in(tmp_path / "logs")


def forms(report: Any) -> list[Any]:
    return [report.to_dict(), report.text(), report.html(), report.bundle().markdown]


def test_a_cluster_reports_as_this_machine(
    cluster: Any, fleet: Path, demo_workspace: ctxkit.Workspace
) -> None:
    alone = demo_workspace.triage(f"file://{fleet}", jobs=1)
    with opened_engine(f"dask={cluster.scheduler_address}") as engine:
        assert engine.workers == 2
        found = demo_workspace.triage(
            f"file://{fleet}", executor=engine.executor, jobs=engine.workers
        )
    assert forms(found) == forms(alone)
    assert [forms(each) for each in found.deployments.values()] == [
        forms(each) for each in alone.deployments.values()
    ]


def test_a_worker_that_is_killed_takes_nothing_away(
    cluster: Any, tmp_path: Path, demo_workspace: ctxkit.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 60_000)
    log = tmp_path / "api.log"
    log.write_text("".join(RETRY.format(n % 9, n) for n in range(40_000)))
    alone = demo_workspace.triage(log, jobs=1)
    killed: list[int] = []

    def kill(name: str, done: int, size: int) -> None:
        if done > size // 2 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    with opened_engine(f"dask={cluster.scheduler_address}") as engine:
        found = demo_workspace.triage(
            log, executor=engine.executor, jobs=engine.workers, progress=kill
        )
    assert killed
    assert forms(found) == forms(alone)


def test_a_cluster_that_ends_is_done_without(fleet: Path, demo_workspace: ctxkit.Workspace) -> None:
    alone = demo_workspace.triage(f"file://{fleet}", jobs=1)
    ending = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    )
    ended: list[str] = []

    def end(name: str, done: int, size: int) -> None:
        if "umbrella" in name and not ended:
            ended.append(name)
            ending.close()

    with opened_engine(f"dask={ending.scheduler_address}") as engine:
        found = demo_workspace.triage(
            f"file://{fleet}", executor=engine.executor, jobs=engine.workers, progress=end
        )
    assert ended
    assert forms(found) == forms(alone)


@pytest.fixture
def bucket(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The fleet in a bucket of a server of S3, with names that lead out of a folder."""
    server = pytest.importorskip("moto.server", reason="moto is not installed: make fleet")
    pytest.importorskip("s3fs", reason="s3fs is not installed: make fleet")
    boto3 = pytest.importorskip("boto3")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing-secret-of-the-store",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="shelf")
    for path in fleet.rglob("*"):
        if path.is_file():
            client.upload_file(str(path), "shelf", f"logs/{path.relative_to(fleet)}")
    client.put_object(Bucket="shelf", Key="logs/acme/../../../out.log", Body=b"x")
    client.put_object(Bucket="shelf", Key="logs/acme/", Body=b"")
    yield "s3://shelf/logs"
    running.stop()


def test_a_bucket_reports_as_the_folder(
    cluster: Any, fleet: Path, bucket: str, demo_workspace: ctxkit.Workspace, demo_folder: Path
) -> None:
    alone = demo_workspace.triage(f"file://{fleet}", jobs=1)
    with opened_engine(f"dask={cluster.scheduler_address}") as engine:
        found = demo_workspace.triage(bucket, executor=engine.executor, jobs=engine.workers)
    assert list(found.deployments) == ["logs", "acme", "umbrella", "zeta"]
    text = found.text().replace(bucket, f"file://{fleet}")
    left = [line for line in text.splitlines() if "leaves the folder" in line]
    assert len(left) == 1
    own = alone.text().splitlines()
    kept = [line for line in text.splitlines() if line not in left]
    heads = [number for number, line in enumerate(own) if line.startswith("# ctxkit triage")]
    assert [line for n, line in enumerate(kept) if n not in heads] == [
        line for n, line in enumerate(own) if n not in heads
    ]
    result = run(
        "triage",
        bucket,
        "--engine",
        f"dask={cluster.scheduler_address}",
        cwd=demo_folder,
        env={name: value for name, value in os.environ.items() if name.startswith("AWS_")},
    )
    assert result.returncode == 0
    assert result.stdout.decode() == found.text()
    assert b"testing-secret" not in result.stdout + result.stderr


def test_a_bucket_that_is_not_there_is_told(bucket: str, demo_folder: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    missing = run("triage", "s3://nowhere/logs", cwd=demo_folder, env=env)
    assert missing.returncode in (2, 4)
    assert b"s3://nowhere/logs" in missing.stderr
    env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    unreachable = run("triage", bucket, cwd=demo_folder, env=env)
    assert unreachable.returncode == 4
    assert b"the store failed" in unreachable.stderr
    assert b"testing-secret" not in missing.stderr + unreachable.stderr
