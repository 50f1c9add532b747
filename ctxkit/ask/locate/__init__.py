"""The code behind a log line or traceback: one module for each kind of line, and how candidates are
scored.

Not here: how lines are parsed (`logline/`).
"""
