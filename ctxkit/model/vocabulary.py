"""The closed sets of words in facts: roles, origins, forms of lines, how a version was chosen.

Not here: the facts (`facts.py`).
"""

from __future__ import annotations

from typing import Literal

Match = Literal["exact", "tag", "nearest", "as-of", "guess"]
"""How the version of a checkout was chosen, best first."""

Role = Literal["declares", "sets", "renames", "renders", "reads", "documents"]
"""What a line does with a setting."""

Origin = Literal[
    "pydantic",
    "computed",
    "property",
    "envconfig",
    "getenv",
    "constant",
    "yaml",
    "zod",
    "credential",
]
"""How a program declares a setting.

`computed` and `property` are values that the program derives from other settings; `constant` holds
the name of a variable that other code reads; `yaml` and `credential` are set in a file or in the
console, never by an environment variable.
"""

Via = Literal[
    # Python
    "dify_config",  # dify_config.LOG_LEVEL
    "getattr",  # getattr(config, "LOG_LEVEL")
    "config",  # app.config["LOG_LEVEL"]
    "copy",  # self.level = dify_config.LOG_LEVEL, and each read of self.level
    "settings",  # settings["x"] of a plugin
    "credential",  # credentials["api_key"] of a plugin
    # Go
    "viper",  # viper.GetString("log_level")
    "code",  # config.LogLevel = level
    "code-default",  # viper.SetDefault("log_level", "info"), or a fallback of an assignment
    "process-env",  # cmd.Env = append(cmd.Env, "LOG_LEVEL=info")
    # TypeScript
    "env",  # env.LOG_LEVEL of a validated environment
    "import",  # a constant of config/index.ts where it is used
    # several languages
    "field",  # config.LogLevel, a field of the program's own configuration
    "getenv",  # os.environ["LOG_LEVEL"], os.Getenv("LOG_LEVEL"), process.env.LOG_LEVEL
    # files beside the code
    "shell",  # ${LOG_LEVEL:-INFO}
    "template",  # ${LOG_LEVEL} of a configuration template of nginx or squid
    "dockerfile",  # ENV LOG_LEVEL=INFO
    "sandbox-config",  # config.yaml of the sandbox
    "docs",  # a page of the documentation
    # compose
    "env-example",  # LOG_LEVEL=INFO
    "env-example-commented",  # # LOG_LEVEL=INFO
    "compose",  # LOG_LEVEL: ${LOG_LEVEL:-INFO}
    "compose-literal",  # LOG_LEVEL: INFO
    "compose-merge",  # <<: *shared-env
    "compose-env-file",  # env_file: .env
    "compose-image",  # image: langgenius/dify-api:1.0.0
    "compose-profiles",  # profiles: [weaviate]
    # Helm
    "helm-values",  # a leaf of values.yaml
    "helm-map",  # a small map of values.yaml, which a template may render as a whole
    "helm-env",  # an entry of a list of variables in values.yaml, such as api.extraEnv
    "helm-template",  # {{ .Values.api.logLevel }}
    "helm-fallback",  # the value that is rendered where another one is empty
    "helm-computed",  # LOG_LEVEL: {{ include "dify.level" . }}
    "helm-literal",  # LOG_LEVEL: INFO in a template
    "helm-value-from",  # valueFrom: a key of a Secret or ConfigMap
    "helm-env-from",  # envFrom: a whole Secret or ConfigMap
    "helm-volume",  # a Secret or ConfigMap mounted as files
    "helm-condition",  # {{ if .Values.redis.enabled }}
    "helm-with",  # {{ with .Values.externalRedis }}
    "helm-range",  # {{ range .Values.api.extraEnv }}
    "helm-variable",  # {{ $redis := .Values.redis }}
    "helm-subchart",  # values and conditions of a dependency in Chart.yaml
]
"""The form of a use: what the line that uses a setting looks like."""

Mention = Literal["calls", "writes"]
"""What a file does to a name: calls it, or gives it a value as a field or keyword argument."""

ServerProgram = Literal["nginx", "squid", "csp"]
"""What a directive configures; `csp` is a Content-Security-Policy."""

SchemaAction = Literal[
    "create_table",
    "drop_table",
    "rename_table",
    "add_column",
    "drop_column",
    "alter_column",
    "rename_column",
    "create_index",
    "drop_index",
    "rename_index",
    "add_constraint",
    "drop_constraint",
    "insert",
    "update",
    "delete",
    "other",
]
"""What an operation of a migration does; `other` are statements that change no table and no row, or
that could not be read.
"""
