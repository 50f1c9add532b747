"""The rules about publicly known or easily guessed secrets, and about placeholders.

Not here: where they are found (`env_secrets.py`, `values_secrets.py`), which secrets they are
(`dify/secrets.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.rule import FileRule

PLACEHOLDER = FileRule(
    id="placeholder",
    category="placeholder",
    severity="error",
    summary="A placeholder was left in place of a value",
    why="Whatever needs the value fails, and a secret is publicly known. A certain placeholder"
    " (`#REPLACE_ME#`) is an error, a text that only looks like one is a warning.",
    remedy="Set your own value.",
    broken={
        "env": "SECRET_KEY=#REPLACE_ME#\n",
        "values": 'global:\n  appSecretKey: "#REPLACE_ME#"\n'
        "api:\n  extraEnv:\n  - {name: SECRET_KEY, value: your-secret-key}\n",
    },
    kept={
        "env": "SECRET_KEY=a-secret-of-my-own\n",
        "values": "global:\n  appSecretKey: a-secret-of-my-own\n"
        "api:\n  extraEnv:\n  - {name: SECRET_KEY, value: a-secret-of-my-own}\n",
    },
)
PUBLIC_SECRET = FileRule(
    id="public-secret",
    category="public-secret",
    severity="warning",
    summary="A secret still has the value that Dify's repositories publish",
    why="Everybody can read it there.",
    remedy="Set your own value, for example the output of `openssl rand -base64 42`.",
    broken={
        "env": "PLUGIN_DAEMON_KEY=difyai123456\n",
        "values": "pluginDaemon:\n  auth:\n    serverKey: difyai123456\n",
    },
    kept={
        "env": "PLUGIN_DAEMON_KEY=a-secret-of-my-own\n",
        "values": "pluginDaemon:\n  auth:\n    serverKey: a-secret-of-my-own\n",
    },
)
DEFAULT_SECRET = FileRule(
    id="default-secret",
    category="public-secret",
    severity="warning",
    summary="Secrets still have the publicly known defaults of docker-compose.yaml or of the chart",
    why="Everybody can read the defaults in their repositories. The problem is reported once for"
    " all secrets, on the first line.",
    remedy="Set your own values.",
    broken={
        "env": "SECRET_KEY=a-secret-of-my-own\n",
        "values": "global:\n  appSecretKey: a-secret-of-my-own\n",
    },
    kept={
        "values": "global: {appSecretKey: a-secret-of-my-own}\n"
        "sandbox: {auth: {apiKey: a-secret-of-my-own}}\n"
        "pluginDaemon: {auth: {serverKey: my-own-secret, difyApiKey: my-own-secret}}\n"
        "redis: {auth: {password: a-secret-of-my-own}}\n",
        "env": "SECRET_KEY=a-secret-of-my-own\n"
        "DB_PASSWORD=a-secret-of-my-own\n"
        "REDIS_PASSWORD=a-secret-of-my-own\n"
        "WEAVIATE_API_KEY=a-secret-of-my-own\n"
        "CODE_EXECUTION_API_KEY=a-secret-of-my-own\n"
        "SANDBOX_API_KEY=a-secret-of-my-own\n"
        "PLUGIN_DAEMON_KEY=a-secret-of-my-own\n",
    },
)
WEAK_SECRET = FileRule(
    id="weak-secret",
    category="weak-secret",
    severity="warning",
    summary="A secret is too short or easily guessed",
    why="It has fewer than 8 characters, repeats one, or is among the first that attackers try.",
    remedy="Set a longer value, for example the output of `openssl rand -base64 42`.",
    broken={
        "env": "PLUGIN_DAEMON_KEY=letmein\n",
        "values": "pluginDaemon:\n  auth:\n    serverKey: letmein\n",
    },
    kept={
        "env": "PLUGIN_DAEMON_KEY=a-secret-of-my-own\n",
        "values": "pluginDaemon:\n  auth:\n    serverKey: a-secret-of-my-own\n",
    },
)
RULES = (PLACEHOLDER, PUBLIC_SECRET, DEFAULT_SECRET, WEAK_SECRET)

SET_YOUR_OWN = "set your own value, for example the output of `openssl rand -base64 42`"
SET_A_LONGER_ONE = "set a longer value, for example the output of `openssl rand -base64 42`"
