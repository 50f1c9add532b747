"""Engines that scan logs for `triage` on other machines: Dask's own executor.

Not here: which block goes where (`ask/triage/workers.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from ctxkit.errors import ClusterError, CtxkitError, UsageError
from ctxkit.regex import regex
from ctxkit.text.secret_urls import without_userinfo

INSTALL_FLEET = "run: pip install 'ctxkit[fleet]'"
CONNECT_SECONDS = 15
_PORT = 8786
"""The port of a scheduler that Dask takes by default."""

_ADDRESS = regex(r"(?:tcp|tls)://(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
_USAGE = "--engine dask=tcp://HOST[:PORT], the address of a scheduler"


class Engine(Struct, frozen=True, kw_only=True):
    """What scans, and how many workers it has."""

    executor: Executor
    workers: int


@contextmanager
def opened_engine(text: str) -> Iterator[Engine]:
    """Connect to the engine that a user names (`dask=tcp://HOST`).

    Raise UsageError if there is no such engine, or its library is not installed; ClusterError if it
    does not answer, has no worker, or fails in the block.
    """
    kind, _, address = text.partition("=")
    found = _ADDRESS.fullmatch(address)
    if kind != "dask" or found is None:
        raise UsageError(f"no such engine: {without_userinfo(text[:80])}", hint=_USAGE)
    try:
        from distributed import Client  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise UsageError("Dask is not installed", hint=INSTALL_FLEET) from None
    # It tells of workers that come and go, which is none of the user's worries.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    address = address if found[1] else f"{address}:{_PORT}"
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception as error:  # of many kinds, by the way in which there is no scheduler
        raise ClusterError(
            f"no scheduler of Dask answers at {address}: {type(error).__name__}",
            hint="check the address; `dask scheduler` prints it",
        ) from None
    with client:
        try:
            yield Engine(executor=client.get_executor(), workers=_workers(client, address))
        except CtxkitError:
            raise
        except Exception as error:
            if _is_of_dask(error):
                raise _explained(error) from None
            raise


def _workers(client: Any, address: str) -> int:
    threads = sum(client.nthreads().values())
    if not threads:
        raise ClusterError(
            f"the scheduler at {address} has no workers",
            hint=f"start some: dask worker {address}",
        )
    return int(threads)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _is_of_dask(error: Exception) -> bool:
    """Return whether an error, or what it came from, is one of Dask, or of a worker's Python."""
    return any(
        type(each).__module__.partition(".")[0] in ("distributed", "dask")
        or isinstance(each, ImportError)
        or "deserializ" in str(each)
        for each in _with_causes(error)
    )


def _explained(error: Exception) -> ClusterError:
    texts = map(str, _with_causes(error))
    if any("No module named" in text or "deserializ" in text for text in texts):
        return ClusterError(
            "ctxkit is not installed on the scheduler or on a worker, or another version of it",
            hint="install the same version of ctxkit on all of them: pip install ctxkit",
        )
    return ClusterError(f"the cluster failed: {type(error).__name__}: {str(error)[:300]}")
