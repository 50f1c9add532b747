"""The cause of a statement: what led to it, what decides that, who called.

Plain functions over the flow of the few functions concerned. Not here: flow itself (`flow/`), which
statement a line comes from (`ask/locate/`).
"""
