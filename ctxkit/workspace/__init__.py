"""The workspace: its file, its lock, and its sources, checked out at their versions. All use of git
is here.

Not here: what the sources hold (`extract/`, `index/`).
"""

import os

# Without it GitPython fails to import where git is not installed, before anybody can say so in
# plain words.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
