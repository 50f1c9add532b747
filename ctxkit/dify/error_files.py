"""Files of the API that turn errors into JSON, whatever raised them.

Not here: error classes with a code of their own, which the index has.
"""

from __future__ import annotations

from typing import Literal

from ctxkit.dify.row import Row


class ErrorFile(Row, frozen=True, kw_only=True):
    """A file by its base name, and whether it makes bodies of answers or events of streams."""

    base: str
    makes: Literal["body", "event"]


ERROR_FILES = (
    ErrorFile(
        base="external_api.py",
        makes="body",
        since="1.8.1",
        reference="dify api/libs/external_api.py#errorhandler",
        sample="api/libs/external_api.py",
    ),
    ErrorFile(
        base="ext_login.py",
        makes="body",
        since="1.8.1",
        reference="dify api/extensions/ext_login.py#unauthorized_handler",
        sample="api/extensions/ext_login.py",
    ),
    ErrorFile(
        base="base_app_generate_response_converter.py",
        makes="event",
        since="1.8.1",
        reference='dify api/core/app/apps/base_app_generate_response_converter.py#"code"',
        sample="api/core/app/apps/base_app_generate_response_converter.py",
    ),
)


class ProgramApi(Row, frozen=True, kw_only=True):
    """A folder of the API that programs of the user call: the bodies that people paste are its."""

    folder: str


PROGRAM_APIS = (
    ProgramApi(
        folder="api/controllers/service_api/",
        since="1.8.1",
        reference='dify api/controllers/service_api/__init__.py#url_prefix="/v1"',
        sample="api/controllers/service_api/app/error.py",
    ),
)


class ResponseModel(Row, frozen=True, kw_only=True):
    """A class of the API with which it validates what another program, `of`, responds."""

    name: str
    of: str


RESPONSE_MODELS = (
    ResponseModel(
        name="PluginDaemonBasicResponse",
        of="the plugin daemon",
        since="1.8.1",
        reference="dify api/core/plugin/entities/plugin_daemon.py#class PluginDaemonBasicResponse",
        sample="PluginDaemonBasicResponse",
    ),
)


def other_end_of(model: str) -> str:
    """Return the program whose responses a class validates, or an empty string."""
    return next((row.of for row in RESPONSE_MODELS if row.name == model), "")


def error_files(makes: Literal["body", "event"]) -> list[str]:
    """Return the base names of the files that make such JSON."""
    return [row.base for row in ERROR_FILES if row.makes == makes]


def is_called_by_programs(path: str) -> bool:
    """Return whether a file of the API is part of what the user's programs call."""
    return path.startswith(tuple(row.folder for row in PROGRAM_APIS))
