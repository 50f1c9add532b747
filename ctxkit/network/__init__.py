"""Which containers of a deployment call which, by which settings and on which ports.

Not here: the variables of the containers (`deployment/`), what is wrong with a call
(`ask/check/network/`).
"""
