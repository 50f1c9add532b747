"""The workspace: its file, its lock and its sources, which it brings to their versions. The door to
git.

Not here: what the sources hold (`extract/`, `index/`).
"""

import os

# Without it GitPython fails to import where git is not installed, before anybody can say so in
# plain words.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
