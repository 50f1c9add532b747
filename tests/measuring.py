"""What coverage measures: the lines of ctxkit that fixtures and tests run in their own process, and
in those processes that are given MEASURED.

Not here: the limit (pyproject.toml).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import coverage
import pytest

import ctxkit

_CONFIG = "COVERAGE_PROCESS_CONFIG"
_COVERAGE = coverage.Coverage.current()
_IN_A_WORKER = "PYTEST_XDIST_WORKER" in os.environ

MEASURED: dict[str, str] = {}
"""For the environment of a process that runs lines that no test runs in its own. Measuring makes
three of a short process, and most only repeat what another test runs.
"""


def pytest_configure(config: pytest.Config) -> None:
    """Measure nothing but imports until a fixture is made: what pytest does for a test takes longer
    than most of them, and twice as long if it is measured.
    """
    if _COVERAGE is None:
        return
    if _IN_A_WORKER:
        MEASURED[_CONFIG] = os.environ.pop(_CONFIG)
        for module in walk_packages(ctxkit.__path__, "ctxkit."):
            import_module(module.name)
        sys.settrace = _patient(sys.settrace)
        _COVERAGE.stop()
    elif getattr(config.option, "tx", None):  # the tests run in the workers
        _COVERAGE.stop()


def _patient(settrace: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a `sys.settrace` that tries again. While a thread installs a trace function, Python
    refuses another thread's, which then does not start at all; an audit hook, as ctxkit has one,
    makes that likely.
    """

    def install(function: Any) -> None:
        while True:
            try:
                return settrace(function)
            except RuntimeError:
                continue

    return install


@contextmanager
def _measured(wanted: bool = True) -> Iterator[None]:
    """Measure the block, or do not."""
    if _COVERAGE is None or wanted is not _IN_A_WORKER:
        yield
        return
    first, last = _COVERAGE.stop, _COVERAGE.start
    if wanted:
        first, last = last, first
    first()
    try:
        yield
    finally:
        last()


# The last wrapper is the innermost: what others do around a test is not measured.


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    """Measure the fixtures of a test."""
    with _measured():
        yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Measure a test that is not marked `no_cover`."""
    with _measured(item.get_closest_marker("no_cover") is None):
        yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """Measure what fixtures do at the end."""
    with _measured():
        yield
