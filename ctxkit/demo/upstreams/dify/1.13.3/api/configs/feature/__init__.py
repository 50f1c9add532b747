from pydantic import AliasChoices, Field, HttpUrl, NonNegativeInt, PositiveFloat, PositiveInt, computed_field
from pydantic_settings import BaseSettings


class SecurityConfig(BaseSettings):
    """Keys that protect sessions and stored credentials."""

    SECRET_KEY: str = Field(
        description="Signs sessions and encrypts stored credentials. Make a long random one for each deployment.",
        default="",
    )


class LoggingConfig(BaseSettings):
    """What is logged, and where to."""

    LOG_LEVEL: str = Field(
        description="The least level that is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL",
        default="INFO",
    )

    LOG_FILE: str | None = Field(
        description="File that the log goes to as well; none if empty",
        default=None,
    )

    LOG_FORMAT: str = Field(
        description="Format of a log line",
        default="%(asctime)s.%(msecs)03d %(levelname)s [%(threadName)s] [%(filename)s:%(lineno)d] - %(message)s",
    )


class HttpConfig(BaseSettings):
    """Requests that go out, most of them through the SSRF proxy."""

    SSRF_PROXY_HTTP_URL: str | None = Field(
        description="Proxy for http requests that users cause",
        default=None,
    )

    SSRF_DEFAULT_MAX_RETRIES: PositiveInt = Field(
        description="How often a request through the SSRF proxy is tried again",
        default=3,
    )

    SSRF_DEFAULT_TIME_OUT: PositiveFloat = Field(
        description="Seconds until a request through the SSRF proxy is given up",
        default=5,
    )

    HTTP_REQUEST_NODE_MAX_TEXT_SIZE: PositiveInt = Field(
        description="Largest text that the HTTP request node takes, in bytes",
        default=1 * 1024 * 1024,
    )


class FileUploadConfig(BaseSettings):
    """Limits of uploads."""

    UPLOAD_FILE_SIZE_LIMIT: NonNegativeInt = Field(
        description="Largest file that may be uploaded, in megabytes",
        default=15,
    )

    UPLOAD_FILE_BATCH_LIMIT: NonNegativeInt = Field(
        description="Most files in one upload",
        default=5,
    )


class CodeExecutionSandboxConfig(BaseSettings):
    """Where the code of workflow nodes runs."""

    CODE_EXECUTION_ENDPOINT: HttpUrl = Field(
        description="Address of the sandbox service",
        default=HttpUrl("http://sandbox:8194"),
    )

    CODE_EXECUTION_API_KEY: str = Field(
        description="Key that the sandbox asks for; the same as its API_KEY",
        default="dify-sandbox",
    )


class PluginConfig(BaseSettings):
    """The plugin daemon."""

    PLUGIN_DAEMON_URL: HttpUrl = Field(
        description="Address of the plugin daemon",
        default=HttpUrl("http://localhost:5002"),
    )

    PLUGIN_DAEMON_KEY: str = Field(
        description="Key that the plugin daemon asks for; the same as its SERVER_KEY",
        default="plugin-api-key",
    )

    PLUGIN_DAEMON_TIMEOUT: PositiveFloat | None = Field(
        description="Seconds until a request to the plugin daemon is given up",
        default=600.0,
    )


class CeleryConfig(BaseSettings):
    """The queue of background tasks."""

    CELERY_BROKER_URL: str | None = Field(
        description="Where the queue is",
        default=None,
        validation_alias=AliasChoices("CELERY_BROKER_URL", "BROKER_URL"),
    )

    @computed_field
    def BROKER_USE_SSL(self) -> bool:
        return (self.CELERY_BROKER_URL or "").startswith("rediss://")


class FeatureConfig(
    SecurityConfig,
    LoggingConfig,
    HttpConfig,
    FileUploadConfig,
    CodeExecutionSandboxConfig,
    PluginConfig,
    CeleryConfig,
):
    pass
