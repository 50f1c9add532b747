"""The rules about keys that have no effect or do not exist.

Not here: how one is found in a `.env` (`env_effect.py`) and in a chart's values
(`values_paths.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.rule import FileRule

MISSPELT_KEY = FileRule(
    id="misspelt-key",
    category="misspelt-key",
    severity="error",
    summary="A key is unknown, but the name of a known one is almost the same",
    why="Nothing reads the misspelt key, so the setting keeps its default.",
    remedy="Rename the key.",
    broken={
        "env": "LOG_LEVL=INFO\n",
        "values": "api:\n  logLevl: INFO\n  extraEnv:\n  - {name: LOG_LEVL, value: INFO}\n",
    },
    kept={
        "env": "LOG_LEVEL=INFO\n",
        "values": "api:\n  logLevel: INFO\n  extraEnv:\n  - {name: LOG_LEVEL, value: INFO}\n",
    },
)
UNKNOWN_KEY = FileRule(
    id="unknown-key",
    category="unknown-key",
    severity="warning",
    summary="Nothing in these sources reads the key",
    why="It has no effect. Often it belongs to another version of Dify or to another program.",
    remedy="Remove it, or replace it with one of the names that the problem suggests.",
    broken={
        "env": "QUITE_ANOTHER_THING=1\n",
        "values": "api:\n  quiteAnotherThing: 1\n",
    },
    kept={"env": "LOG_LEVEL=INFO\n", "values": "api:\n  logLevel: INFO\n"},
)
DEAD_KEY = FileRule(
    id="dead-key",
    category="dead-key",
    severity="warning",
    summary="Nothing reads the key, although Dify's files mention it",
    why="It has no effect. Such keys are often left over from an older version.",
    remedy="Remove it.",
    broken={"env": "OLD_SWITCH=true\n", "values": "api:\n  oldSwitch: true\n"},
    kept={"env": "LOG_LEVEL=INFO\n", "values": "api:\n  logLevel: INFO\n"},
)
UNREAD_KEY = FileRule(
    id="unread-key",
    category="unread-key",
    severity="warning",
    summary="A program declares the key, but no code reads it",
    why="It has no effect.",
    remedy="Remove it.",
    broken={"env": "DECLARED_ONLY=1\n"},
    kept={"env": "LOG_LEVEL=INFO\n"},
)
COMPUTED_KEY = FileRule(
    id="computed-key",
    category="computed-key",
    severity="warning",
    summary="The program computes the value itself",
    why="The program ignores a variable of that name.",
    remedy="Set the settings that the value is computed from.",
    broken={"env": "SQLALCHEMY_DATABASE_URI=postgresql://db/dify\n"},
    kept={"env": "DB_HOST=db_postgres\n"},
)
NOT_PASSED_KEY = FileRule(
    id="key-not-passed",
    category="undelivered-key",
    severity="warning",
    summary="A program reads the key, but the compose file does not pass it to the container",
    why="The setting keeps its default.",
    remedy="Pass the variable to the container in a docker-compose.override.yaml.",
    broken={"env": "SSRF_DEFAULT_MAX_RETRIES=9\n"},
    kept={
        "env": "SSRF_DEFAULT_MAX_RETRIES=9\n",
        "compose": "services:\n  api:\n    environment:\n"
        "      SSRF_DEFAULT_MAX_RETRIES: ${SSRF_DEFAULT_MAX_RETRIES}\n",
    },
)
FED_BY_ANOTHER_KEY = FileRule(
    id="key-fed-by-another",
    category="undelivered-key",
    severity="warning",
    summary="The compose file sets the variable of that name from another key",
    why="The key has no effect.",
    remedy="Set the other key instead.",
    broken={"env": "SERVER_KEY=a-secret-of-my-own\n"},
    kept={"env": "PLUGIN_DAEMON_KEY=a-secret-of-my-own\n"},
)
MIDDLEWARE_ONLY_KEY = FileRule(
    id="middleware-only-key",
    category="dead-key",
    severity="warning",
    summary="Only docker-compose.middleware.yaml reads the key",
    why="That file is for development; the deployment does not use it.",
    remedy="Remove the key.",
    broken={"env": "EXPOSE_POSTGRES_PORT=5432\n"},
    kept={"env": "EXPOSE_NGINX_PORT=80\n"},
)
OVERRIDDEN_ENV_FILE_KEY = FileRule(
    id="env-file-key-overridden",
    category="undelivered-key",
    severity="warning",
    summary="Another line sets the key of an env_file, and wins",
    why="`environment` of a service beats its env_files, and of these the last one wins:"
    " docker/.env.",
    remedy="Set the key where the problem says.",
    broken={
        "env": "LOG_LEVEL=INFO\n",
        "api.env": "LOG_LEVEL=DEBUG\n",
        "compose": "services:\n  api:\n    env_file: [./envs/api.env, ./.env]\n",
    },
    kept={
        "env": "LOG_LEVEL=DEBUG\n",
        "compose": "services:\n  api:\n    env_file: [./envs/api.env, ./.env]\n",
    },
)
UNREACHED_ENV_FILE_KEY = FileRule(
    id="env-file-key-not-passed",
    category="undelivered-key",
    severity="warning",
    summary="What reads the key does not get it from this env_file",
    why="docker compose interpolates with docker/.env only, and a container gets only the files"
    " that its `env_file` lists.",
    remedy="Set the key in docker/.env.",
    broken={
        "api.env": "NGINX_PORT=8080\n",
        "compose": "services:\n  api:\n    env_file: [./envs/api.env]\n"
        "  nginx:\n    ports: ['80:${NGINX_PORT:-80}']\n",
    },
    kept={
        "env": "NGINX_PORT=8080\n",
        "compose": "services:\n  api:\n    env_file: [./envs/api.env]\n"
        "  nginx:\n    ports: ['80:${NGINX_PORT:-80}']\n",
    },
)
UNUSED_ENV_FILE = FileRule(
    id="unused-env-file",
    category="undelivered-key",
    severity="warning",
    summary="No service has the file as its env_file",
    why="Nothing in it has an effect.",
    remedy="Set what you need of it in docker/.env.",
    broken={
        "api.env": "LOG_LEVEL=DEBUG\n",
        "compose": "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n",
    },
    kept={
        "api.env": "LOG_LEVEL=DEBUG\n",
        "compose": "services:\n  api:\n    env_file: [./envs/api.env]\n",
    },
)
RULES = (
    OVERRIDDEN_ENV_FILE_KEY,
    UNREACHED_ENV_FILE_KEY,
    UNUSED_ENV_FILE,
    MISSPELT_KEY,
    UNKNOWN_KEY,
    DEAD_KEY,
    UNREAD_KEY,
    COMPUTED_KEY,
    NOT_PASSED_KEY,
    FED_BY_ANOTHER_KEY,
    MIDDLEWARE_ONLY_KEY,
)
