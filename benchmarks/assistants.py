"""Have Claude Code look at what ctxkit gives it: `python benchmarks/assistants.py CLAUDE`.

It validates the marketplace, the plugin and the skills that `ctxkit setup` writes, installs the
plugin into a configuration of its own, and says what it costs before anything is asked. Exits 1 if
one fails or it costs more than `MAX_ALWAYS_ON` tokens. No account is needed, no model is asked.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ctxkit.assistants.plugin import PLUGIN

ROOT = Path(__file__).parents[1]
MAX_ALWAYS_ON = 250
_ALWAYS_ON = re.compile(r"Always-on:\s+~?([\d,]+)")


def main(claude: str) -> int:
    """Run the checks and return the exit code."""
    program = str(Path(claude).absolute())
    with TemporaryDirectory() as home:
        # Nothing of the user's own configuration is read or changed.
        environment = {**os.environ, "HOME": home, "CLAUDE_CONFIG_DIR": home}

        def run(*arguments: str) -> str:
            done = subprocess.run(
                [program, "plugin", *arguments],
                cwd=ROOT,
                env=environment,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=120,
                check=False,
            )
            print(f"$ claude plugin {' '.join(arguments)}\n{done.stdout}")
            if done.returncode:
                raise SystemExit(1)
            return done.stdout

        run("validate", ".")
        run("validate", PLUGIN)
        run("marketplace", "add", str(ROOT))
        run("install", "ctxkit@ctxkit")
        found = _ALWAYS_ON.search(run("details", "ctxkit"))
    cost = int(found[1].replace(",", "")) if found else None
    if cost is None or cost > MAX_ALWAYS_ON:
        print(f"the plugin always costs {cost} tokens, at most {MAX_ALWAYS_ON} are wanted")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
