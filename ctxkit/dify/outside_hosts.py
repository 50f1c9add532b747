"""Hosts elsewhere that a program calls where no setting names another.

Not here: hosts that settings name, or defaults in the code (`network/outside.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row


class FixedHost(Row, frozen=True, kw_only=True):
    """A host that `program` calls by https, unless the variable `instead` names another one."""

    host: str
    program: str
    instead: str


FIXED_HOSTS = (
    # the packages of plugins, which the daemon installs
    FixedHost(
        host="pypi.org",
        program="plugin_daemon",
        instead="PIP_MIRROR_URL",
        since="1.8.1",
        reference="dify docker/.env.example#PIP_MIRROR_URL",
        sample="pypi.org",
    ),
    FixedHost(
        host="files.pythonhosted.org",
        program="plugin_daemon",
        instead="PIP_MIRROR_URL",
        since="1.8.1",
        reference="https://warehouse.pypa.io/architecture.html",
        sample="files.pythonhosted.org",
    ),
)
