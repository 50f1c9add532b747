"""The rules about a single value that the program which reads it does not accept, and how their
problems are reported.

Not here: what programs accept (`evidence.py`), values that must fit together (`env_rules/`,
`values/rules/`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.ask.check.validation import fix_of_value
from ctxkit.model import ConfigKey, Location
from ctxkit.model.rule import Rule

INVALID_VALUE = FileRule(
    id="invalid-value",
    category="refused-value",
    severity="error",
    summary="A value is not of the type that the program declares",
    why="The program validates its settings at startup and exits if one is invalid.",
    remedy="Set a value of the declared type, which the problem names.",
    broken={
        "env": "UPLOAD_FILE_SIZE_LIMIT=50MB\n",
        "values": "api:\n  limits:\n    uploadFileSize: 50MB\n",
    },
    kept={
        "env": "UPLOAD_FILE_SIZE_LIMIT=50\n",
        "values": "api:\n  limits:\n    uploadFileSize: 50\n",
    },
)
INVALID_PORT = FileRule(
    id="invalid-published-port",
    category="refused-value",
    severity="error",
    summary="The value of a published port is not a port",
    why="docker compose rejects the file if `ports` contains anything else.",
    remedy="Set a port, or an address and a port.",
    broken={"env": "EXPOSE_NGINX_PORT=eighty\n"},
    kept={"env": "EXPOSE_NGINX_PORT=127.0.0.1:8080\n"},
)
INVALID_DIRECTIVE = FileRule(
    id="invalid-nginx-value",
    category="refused-value",
    severity="error",
    summary="A value is not valid for the nginx directive that it is put into",
    why="nginx rejects its configuration and does not start.",
    remedy="Write sizes as 100m and times as 60s.",
    broken={"env": "NGINX_CLIENT_MAX_BODY_SIZE=100MB\n"},
    kept={"env": "NGINX_CLIENT_MAX_BODY_SIZE=100M\n"},
)
INVALID_OPTION = FileRule(
    id="non-numeric-option",
    category="refused-value",
    severity="error",
    summary="A start script passes a value to a numeric option, but it is not a number",
    why="The program that gets the option does not start.",
    remedy="Set a number.",
    broken={
        "env": "SERVER_WORKER_AMOUNT=auto\n",
        "values": "api:\n  extraEnv:\n  - {name: SERVER_WORKER_AMOUNT, value: auto}\n",
    },
    kept={
        "env": "SERVER_WORKER_AMOUNT=4\n",
        "values": "api:\n  extraEnv:\n  - {name: SERVER_WORKER_AMOUNT, value: '4'}\n",
    },
)
UNMATCHED_VALUE = FileRule(
    id="unmatched-value",
    category="refused-value",
    severity="error",
    summary="The code does not handle the value",
    why="The code raises an error for every value that it does not handle.",
    remedy="Set one of the values that the problem lists.",
    broken={
        "env": "MAIL_TYPE=mailgun\n",
        "values": "api:\n  extraEnv:\n  - {name: MAIL_TYPE, value: mailgun}\n",
    },
    kept={
        "env": "MAIL_TYPE=smtp\n",
        "values": "api:\n  extraEnv:\n  - {name: MAIL_TYPE, value: smtp}\n",
    },
)
READ_AS_ZERO = FileRule(
    id="value-read-as-zero",
    category="misread-value",
    severity="error",
    summary="The sandbox cannot parse a value and reads it as 0 or false",
    why="The sandbox ignores the parse error, so a timeout becomes 0 seconds.",
    remedy="Set a plain number, or true or false.",
    broken={
        "env": "SANDBOX_WORKER_TIMEOUT=15s\n",
        "values": "sandbox:\n  extraEnv:\n  - {name: WORKER_TIMEOUT, value: 15s}\n",
    },
    kept={
        "env": "SANDBOX_WORKER_TIMEOUT=15\n",
        "values": "sandbox:\n  extraEnv:\n  - {name: WORKER_TIMEOUT, value: '15'}\n",
    },
)
READ_AS_FALSE = FileRule(
    id="switch-read-as-false",
    category="misread-value",
    severity="error",
    summary="A start script reads a switch as false although it is meant to be on",
    why="The script compares the value with `true`; anything else is off.",
    remedy="Write true or false in lower case.",
    broken={
        "env": "MIGRATION_ENABLED=yes\n",
        "values": "api:\n  extraEnv:\n  - {name: MIGRATION_ENABLED, value: 'yes'}\n",
    },
    kept={
        "env": "MIGRATION_ENABLED=true\n",
        "values": "api:\n  extraEnv:\n  - {name: MIGRATION_ENABLED, value: 'true'}\n",
    },
)
WRONG_CASE = FileRule(
    id="wrong-case",
    category="misread-value",
    severity="error",
    summary="A value differs only in case from the one that the code compares it with",
    why="The comparison is case-sensitive, so the value is not recognized.",
    remedy="Write the value as the code does.",
    broken={
        "env": "ETL_TYPE=unstructured\n",
        "values": "api:\n  extraEnv:\n  - {name: ETL_TYPE, value: unstructured}\n",
    },
    kept={
        "env": "ETL_TYPE=Unstructured\n",
        "values": "api:\n  extraEnv:\n  - {name: ETL_TYPE, value: Unstructured}\n",
    },
)
LIKELY_INVALID_VALUE = FileRule(
    id="likely-invalid-value",
    category="refused-value",
    severity="warning",
    summary="A value is invalid for the setting that its path most likely sets",
    why="The templates are not in the workspace, but the path has the words of a known setting.",
    remedy="Set a value of the type that the problem names.",
    broken={"values": "enterprise: {enabled: true}\napi: {limits: {uploadFileSizeLimit: 50MB}}\n"},
    kept={"values": "enterprise: {enabled: true}\napi: {limits: {uploadFileSizeLimit: 50}}\n"},
)
RULES = (
    INVALID_VALUE,
    INVALID_PORT,
    INVALID_DIRECTIVE,
    INVALID_OPTION,
    UNMATCHED_VALUE,
    READ_AS_ZERO,
    READ_AS_FALSE,
    WRONG_CASE,
    LIKELY_INVALID_VALUE,
)


class Objection(NamedTuple):
    """Why a reader does not accept a value.

    `expected` is what it accepts; `reading` is what it does with the value, where that is more than
    not to accept it.
    """

    rule: Rule
    expected: str
    place: Location
    reading: str = ""

    @property
    def reason(self) -> str:
        """The reader's reaction, as a clause without its subject."""
        return self.reading or f"accepts {self.expected}"


def report_objection(
    reporter: Reporter,
    objection: Objection,
    spot: Spot,
    value: str,
    reader: str,
    key: ConfigKey | None = None,
    *,
    variable: str = "",
) -> None:
    """Report that `reader` does not accept the value at `spot`.

    `key` is its declaration, `variable` what the reader calls the setting.
    """
    shown = reporter.shown(spot.key, value)
    reason = f"{reader} {objection.reason}"
    if variable not in ("", spot.key):
        reason += f" for {variable}"
    reporter.add(
        objection.rule,
        spot,
        f"invalid value for {spot.key}: {shown} ({reason})",
        fix_of_value(key, spot.key, value, objection.expected),
        places=[objection.place],
    )


def report_likely_objection(
    reporter: Reporter, objection: Objection, spot: Spot, value: str, reader: str, key: ConfigKey
) -> None:
    """Report that the setting which a value most likely feeds does not accept it."""
    shown = reporter.shown(spot.key, value)
    reporter.add(
        LIKELY_INVALID_VALUE,
        spot,
        f"probably invalid value for {spot.key}: {shown} "
        f"(most likely this is {reader}, which {objection.reason})",
        fix_of_value(key, spot.key, value, objection.expected),
        places=[objection.place],
    )
