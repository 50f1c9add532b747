"""Engines that a user names: the faults of their addresses, and of clusters that are not there."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from ctxkit.api.engines import Engine, opened_engine
from ctxkit.errors import ClusterError, UsageError


class KilledWorker(Exception):
    """As the library names it."""


KilledWorker.__module__ = "distributed.scheduler"


class Client:
    """In the place of the library's."""

    addresses: list[str] = []  # noqa: RUF012 - what the tests look at
    threads: dict[str, int] = {"a": 2, "b": 1}  # noqa: RUF012

    def __init__(self, address: str, *, timeout: int, set_as_default: bool) -> None:
        assert (timeout, set_as_default) == (15, False)
        if "nowhere" in address:
            raise OSError("Timed out")
        self.addresses.append(address)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exc: object) -> None:
        self.addresses.append("closed")

    def get_executor(self) -> str:
        return "executor"

    def nthreads(self) -> dict[str, int]:
        return self.threads


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    module: Any = ModuleType("distributed")
    module.Client = Client
    monkeypatch.setitem(sys.modules, "distributed", module)
    monkeypatch.setattr(Client, "addresses", [])
    return Client


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("tcp://scheduler", "tcp://scheduler:8786"),
        ("tcp://10.0.0.1:9000", "tcp://10.0.0.1:9000"),
        ("tls://dask.example.com", "tls://dask.example.com:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_a_scheduler_is_asked_for_its_executor(
    dask: type[Client], address: str, asked: str
) -> None:
    with opened_engine(f"dask={address}") as engine:
        assert (engine.executor, engine.workers) == ("executor", 3)
        assert isinstance(engine, Engine)
    assert dask.addresses == [asked, "closed"]


@pytest.mark.parametrize(
    "text",
    ["dask", "dask=", "dask=scheduler:8786", "spark=tcp://x", "dask=http://x", "dask=tcp://x/y"],
)
def test_another_engine_is_refused(dask: type[Client], text: str) -> None:
    with pytest.raises(UsageError, match="no such engine") as caught, opened_engine(text):
        pass
    assert "dask=tcp://HOST" in caught.value.hint


def test_a_password_is_not_repeated(dask: type[Client]) -> None:
    with pytest.raises(UsageError) as caught, opened_engine("dask=tcp://me:hunter2x@host"):
        pass
    assert "hunter2x" not in caught.value.message


def test_without_the_extra_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="Dask is not installed") as caught:
        with opened_engine("dask=tcp://scheduler"):
            pass
    assert caught.value.hint == "run: pip install 'ctxkit[fleet]'"


def test_a_scheduler_that_is_not_there_or_has_no_worker_is_told(
    dask: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ClusterError, match="no scheduler of Dask answers at tcp://nowhere:8786"):
        with opened_engine("dask=tcp://nowhere"):
            pass
    monkeypatch.setattr(dask, "threads", {})
    with pytest.raises(ClusterError, match="has no workers") as caught:
        with opened_engine("dask=tcp://scheduler"):
            pass
    assert "dask worker tcp://scheduler:8786" in caught.value.hint
    assert dask.addresses[-1] == "closed"


def deserializing() -> Exception:
    error = RuntimeError("Error during deserialization of the task graph")
    error.__cause__ = ModuleNotFoundError("No module named 'ctxkit'")
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KilledWorker("scan_block"), "the cluster failed: KilledWorker: scan_block"),
        (ModuleNotFoundError("No module named 'ctxkit'"), "ctxkit is not installed on"),
        (deserializing(), "ctxkit is not installed on"),
    ],
)
def test_what_fails_in_the_cluster_is_told(dask: type[Client], error: Exception, told: str) -> None:
    with pytest.raises(ClusterError, match=told), opened_engine("dask=tcp://scheduler"):
        raise error


@pytest.mark.parametrize("error", [UsageError("a.log: no such file"), ZeroDivisionError()])
def test_other_errors_are_those_of_the_question(dask: type[Client], error: Exception) -> None:
    with pytest.raises(type(error)), opened_engine("dask=tcp://scheduler"):
        raise error
