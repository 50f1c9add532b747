"""The network of a compose deployment: hosts that containers call, ports on which they listen,
queues that they read, services that are missing.

Not here: what one value must look like (`ask/check/validation.py`), how hosts are written
(`ask/check/env_rules/url_forms.py`).
"""
