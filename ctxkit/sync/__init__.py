"""The door to git."""

import os

# Without it GitPython fails to import where git is not installed, before anybody can say so in plain words.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
