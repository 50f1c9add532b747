"""Check the lines of a `.env`: those that docker compose rejects or misreads.

Not here: how the lines are read (`files/dotenv.py`), what the values mean (`env_check.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.files.dotenv import EnvFile
from ctxkit.files.user_files import Setting
from ctxkit.model import Severity
from ctxkit.text.redact import secret_class

_MAX_NAMED_VARIABLES = 3

NOT_AN_ASSIGNMENT = FileRule(
    id="not-an-assignment",
    category="not-an-assignment",
    severity="error",
    summary="A line is not of the form NAME=value",
    why="docker compose rejects the whole file, or misreads the line.",
    remedy="Write NAME=value, or begin the line with # to make it a comment.",
    broken={"env": "LOG LEVEL=INFO\n"},
    kept={"env": "LOG_LEVEL=INFO\n"},
)
UNCLOSED_QUOTE = FileRule(
    id="unclosed-quote",
    category="unclosed-quote",
    severity="error",
    summary="A quote is not closed on its line",
    why="docker compose rejects the file, or reads the next lines as part of the value.",
    remedy="Close the quote on the same line.",
    broken={"env": 'LOG_LEVEL="INFO\n'},
    kept={"env": 'LOG_LEVEL="INFO"\n'},
)
TEXT_AFTER_QUOTE = FileRule(
    id="text-after-quote",
    category="behind-quote",
    severity="warning",
    summary="Text follows the closing quote of a value",
    why="docker compose ignores the text.",
    remedy="Move the text inside the quotes, or remove it.",
    broken={"env": 'LOG_LEVEL="INFO" DEBUG\n'},
    kept={"env": 'LOG_LEVEL="INFO" # not DEBUG\n'},
)
COMMENT_AS_VALUE = FileRule(
    id="comment-as-value",
    category="comment-as-value",
    severity="warning",
    summary="A comment is where the value should be",
    why="Newer versions of docker compose read the comment as the value.",
    remedy="Put the comment on a line of its own.",
    broken={"env": "LOG_FILE= # none\n"},
    kept={"env": "# none\nLOG_FILE=\n"},
)
ODD_CHARACTER = FileRule(
    id="odd-character",
    category="odd-character",
    severity="warning",
    summary="A value begins or ends with a typographic quote or an invisible space",
    why="Programs read these characters as part of the value.",
    remedy="Use plain quotes (\" or ') and plain spaces.",
    broken={"env": "LOG_LEVEL=\u201cINFO\u201d\n"},
    kept={"env": 'LOG_LEVEL="INFO"\n'},
)
DUPLICATE_KEY = FileRule(
    id="duplicate-key",
    category="set-twice",
    severity="warning",
    summary="A key is set twice",
    why="The last line takes effect, so changing an earlier one does nothing.",
    remedy="Remove one of the two lines.",
    broken={
        "env": "LOG_LEVEL=INFO\nLOG_LEVEL=DEBUG\n",
        "values": "api:\n  extraEnv:\n  - {name: LOG_LEVEL, value: INFO}\n"
        "  - {name: LOG_LEVEL, value: DEBUG}\n",
    },
    kept={
        "env": "LOG_LEVEL=DEBUG\n",
        "values": "api:\n  extraEnv:\n  - {name: LOG_LEVEL, value: DEBUG}\n",
    },
)
EXPANDED_DOLLAR = FileRule(
    id="expanded-dollar",
    category="expanded-dollar",
    severity="warning",
    summary="A dollar sign in a value is expanded as a variable",
    why="Nothing sets the variable, so docker compose drops that part of the value.",
    remedy="Put the value in single quotes if the dollar sign is part of it.",
    broken={"env": "LOG_FILE=/logs/$today.log\n"},
    kept={"env": "LOG_FILE='/logs/$today.log'\n"},
)
RULES = (
    NOT_AN_ASSIGNMENT,
    UNCLOSED_QUOTE,
    TEXT_AFTER_QUOTE,
    COMMENT_AS_VALUE,
    ODD_CHARACTER,
    DUPLICATE_KEY,
    EXPANDED_DOLLAR,
)
_RULE_OF_FLAW = {rule.category: rule for rule in RULES}


def check_lines(case: EnvCase) -> None:
    """Report the flaws of the lines, duplicate keys and lost variables."""
    for file in case.files:
        for flaw in file.flaws:
            spot = Spot(path=file.path, key=flaw.name, line=flaw.line)
            case.reporter.add(_RULE_OF_FLAW[flaw.rule], spot, flaw.message, flaw.fix)
        for setting in file.lines:
            line, last = UserLine(file.path, setting), file.settings[setting.name]
            if setting is not last:
                _report_duplicate(case, line, last)
            elif _lost_variables(case, file, setting):
                _report_lost_variables(case, line)


def _lost_variables(case: EnvCase, file: EnvFile, setting: Setting) -> bool:
    """Return whether nothing sets a variable that a value refers to."""
    if file is case.env:
        return bool(setting.lost)
    # An `env_file` may also refer to what the `.env` sets.
    return any(name not in case.env.settings for name in setting.lost)


def _report_duplicate(case: EnvCase, line: UserLine, last: Setting) -> None:
    setting = line.setting
    message = f"duplicate key {setting.name}: set again on line {last.line}"
    fix = "remove one of the two lines"
    if setting.value == last.value:
        message += " to the same value"
        case.reporter.add(DUPLICATE_KEY, line.spot, message, fix, severity="note")
    else:
        message += ", which takes effect"
        is_shipped = all(case.is_example_value(setting.name, e.value) for e in (setting, last))
        severity: Severity | None = "note" if is_shipped else None
        case.reporter.add(DUPLICATE_KEY, line.spot, message, fix, severity=severity)


def _report_lost_variables(case: EnvCase, line: UserLine) -> None:
    setting = line.setting
    if secret_class(setting.name):
        message = f"docker compose expands a $ in {setting.name} as a variable, which is not set"
    else:
        names = ", ".join(f"${name}" for name in setting.lost[:_MAX_NAMED_VARIABLES])
        message = f"docker compose expands {names} in {setting.name}, which is not set"
    fix = "put the value in single quotes if the $ is part of it"
    case.reporter.add(EXPANDED_DOLLAR, line.spot, message, fix)
