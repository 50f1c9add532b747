from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, computed_field
from pydantic_settings import BaseSettings


class AddressesOfThisDeploymentConfig(BaseSettings):
    CONSOLE_API_URL: str = Field(description="Where browsers reach the console's api; empty: the same host as the page", default="")
    CONSOLE_WEB_URL: str = Field(description="Where browsers reach the console", default="")
    SERVICE_API_URL: str = Field(description="Base of the service api, as it is shown to users", default="")
    APP_API_URL: str = Field(description="Where published apps reach their api", default="")
    APP_WEB_URL: str = Field(description="Where published apps are served", default="")
    FILES_URL: str = Field(description="Prefix of links to files", default="")
    INTERNAL_FILES_URL: str = Field(description="Where the plugin daemon fetches files inside the network", default="http://api:5001")
    COOKIE_DOMAIN: str = Field(description="Domain that console and api share, for their cookies", default="")
    WEB_API_CORS_ALLOW_ORIGINS: str = Field(description="Origins that may call the api of apps", default="*")
    CONSOLE_CORS_ALLOW_ORIGINS: str = Field(description="Origins that may call the api of the console", default="*")


class ServerConfig(BaseSettings):
    LOG_LEVEL: str = Field(description="Least severe level that is logged", default="INFO")
    LOG_FILE: str = Field(description="File that the log is written to as well", default="/app/logs/server.log")
    LOG_FILE_MAX_SIZE: PositiveInt = Field(description="Megabytes until the log file is rotated", default=20)
    LOG_FILE_BACKUP_COUNT: PositiveInt = Field(description="Rotated log files that are kept", default=5)
    LOG_TZ: str = Field(description="Time zone of the log", default="UTC")
    DEBUG: bool = Field(description="Print more than one wants in production", default=False)
    ENABLE_REQUEST_LOGGING: bool = Field(description="Log each request and its response", default=False)
    SECRET_KEY: str = Field(description="Key that signs sessions and encrypts credentials", default="sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U")
    INIT_PASSWORD: str = Field(description="Password that the first visitor must enter", default="")
    DEPLOY_ENV: str = Field(description="Which environment this is", default="PRODUCTION")
    CHECK_UPDATE_URL: str = Field(description="Where newer versions are announced", default="https://updates.dify.example")
    FILES_ACCESS_TIMEOUT: PositiveInt = Field(description="Seconds for which a link to a file is valid", default=300)
    ACCESS_TOKEN_EXPIRE_MINUTES: PositiveInt = Field(description="Minutes until one must sign in again", default=60)
    REFRESH_TOKEN_EXPIRE_DAYS: PositiveInt = Field(description="Days for which a session can be renewed", default=30)
    APP_MAX_ACTIVE_REQUESTS: NonNegativeInt = Field(description="Requests that an app serves at once; 0: any number", default=0)
    APP_MAX_EXECUTION_TIME: PositiveInt = Field(description="Seconds until a run of an app is stopped", default=1200)
    SERVER_WORKER_CONNECTIONS: PositiveInt = Field(description="Connections of a worker", default=10)


class DatabaseConfig(BaseSettings):
    DB_TYPE: str = Field(description="Kind of database: postgresql or mysql", default="postgresql")
    DB_USERNAME: str = Field(description="User of the database", default="postgres")
    DB_PASSWORD: str = Field(description="Password of that user", default="difyai123456")
    DB_HOST: str = Field(description="Host of the database", default="db_postgres")
    DB_PORT: PositiveInt = Field(description="Port of the database", default=5432)
    DB_DATABASE: str = Field(description="Name of the database", default="dify")
    SQLALCHEMY_POOL_SIZE: NonNegativeInt = Field(description="Connections that are kept open", default=30)
    SQLALCHEMY_MAX_OVERFLOW: NonNegativeInt = Field(description="Connections beyond those", default=10)
    SQLALCHEMY_POOL_RECYCLE: NonNegativeInt = Field(description="Seconds until a connection is replaced", default=3600)
    SQLALCHEMY_POOL_TIMEOUT: NonNegativeInt = Field(description="Seconds to wait for a free connection", default=30)
    SQLALCHEMY_ECHO: bool = Field(description="Log every statement", default=False)


class RedisAndTheBrokerOfTheTasksConfig(BaseSettings):
    REDIS_HOST: str = Field(description="Host of Redis", default="redis")
    REDIS_PORT: PositiveInt = Field(description="Port of Redis", default=6379)
    REDIS_USERNAME: str = Field(description="User of Redis", default="")
    REDIS_PASSWORD: str = Field(description="Password of Redis", default="difyai123456")
    REDIS_USE_SSL: bool = Field(description="Connect with TLS", default=False)
    REDIS_DB: NonNegativeInt = Field(description="Number of the database in Redis", default=0)
    REDIS_USE_SENTINEL: bool = Field(description="Find the master through sentinels", default=False)
    REDIS_SENTINELS: str = Field(description="Sentinels, as host:port,host:port", default="")
    REDIS_SENTINEL_SERVICE_NAME: str = Field(description="Name of the master", default="")
    REDIS_SENTINEL_PASSWORD: str = Field(description="Password of the sentinels", default="")
    REDIS_SENTINEL_SOCKET_TIMEOUT: PositiveFloat = Field(description="Seconds to wait for a sentinel", default=0.1)
    REDIS_USE_CLUSTERS: bool = Field(description="Connect to a cluster", default=False)
    REDIS_CLUSTERS: str = Field(description="Nodes of the cluster, as host:port,host:port", default="")
    REDIS_CLUSTERS_PASSWORD: str = Field(description="Password of the cluster", default="")
    CELERY_BROKER_URL: str = Field(description="Where tasks are queued", default="redis://:difyai123456@redis:6379/1")
    CELERY_BACKEND: str = Field(description="Where results of tasks are kept", default="redis")
    CELERY_USE_SENTINEL: bool = Field(description="Find the broker through sentinels", default=False)
    CELERY_SENTINEL_MASTER_NAME: str = Field(description="Name of the broker's master", default="")
    CELERY_SENTINEL_SOCKET_TIMEOUT: PositiveFloat = Field(description="Seconds to wait for a sentinel of the broker", default=0.1)


class FileStorageConfig(BaseSettings):
    STORAGE_TYPE: str = Field(description="Where files are kept: opendal, s3, azure-blob and others", default="opendal")
    OPENDAL_SCHEME: str = Field(description="Kind of storage that OpenDAL uses", default="fs")
    S3_ENDPOINT: str = Field(description="Address of the S3 service", default="")
    S3_REGION: str = Field(description="Region of the bucket", default="us-east-1")
    S3_BUCKET_NAME: str = Field(description="Name of the bucket", default="difyai")
    S3_ACCESS_KEY: str = Field(description="Access key of S3", default="")
    S3_SECRET_KEY: str = Field(description="Secret key of S3", default="")
    S3_USE_AWS_MANAGED_IAM: bool = Field(description="Take the credentials from the machine's role", default=False)
    AZURE_BLOB_ACCOUNT_NAME: str = Field(description="Account of Azure", default="difyai")
    AZURE_BLOB_ACCOUNT_KEY: str = Field(description="Key of that account", default="difyai")
    AZURE_BLOB_CONTAINER_NAME: str = Field(description="Container for the files", default="difyai-container")
    GOOGLE_STORAGE_BUCKET_NAME: str = Field(description="Bucket of Google Cloud", default="your-bucket-name")
    ALIYUN_OSS_BUCKET_NAME: str = Field(description="Bucket of Alibaba Cloud", default="your-bucket-name")
    ALIYUN_OSS_ACCESS_KEY: str = Field(description="Access key of Alibaba Cloud", default="your-access-key")
    ALIYUN_OSS_SECRET_KEY: str = Field(description="Secret key of Alibaba Cloud", default="your-secret-key")
    ALIYUN_OSS_ENDPOINT: str = Field(description="Address of the storage at Alibaba Cloud", default="https://oss.example")


class VectorStoreConfig(BaseSettings):
    VECTOR_STORE: str = Field(description="Which vector store is used", default="weaviate")
    WEAVIATE_ENDPOINT: str = Field(description="Address of Weaviate", default="http://weaviate:8080")
    WEAVIATE_API_KEY: str = Field(description="Key of Weaviate", default="demo-weaviate-key")
    WEAVIATE_GRPC_ENDPOINT: str = Field(description="Address of Weaviate's gRPC service", default="grpc://weaviate:50051")
    QDRANT_URL: str = Field(description="Address of Qdrant", default="http://qdrant:6333")
    QDRANT_API_KEY: str = Field(description="Key of Qdrant", default="difyai123456")
    QDRANT_CLIENT_TIMEOUT: PositiveInt = Field(description="Seconds to wait for Qdrant", default=20)
    MILVUS_URI: str = Field(description="Address of Milvus", default="http://milvus:19530")
    MILVUS_TOKEN: str = Field(description="Token of Milvus", default="")
    PGVECTOR_HOST: str = Field(description="Host of pgvector", default="pgvector")
    PGVECTOR_PORT: PositiveInt = Field(description="Port of pgvector", default=5432)
    PGVECTOR_PASSWORD: str = Field(description="Password of pgvector", default="difyai123456")


class DocumentsAndModelsConfig(BaseSettings):
    ETL_TYPE: str = Field(description="How text is extracted: dify or Unstructured", default="dify")
    UNSTRUCTURED_API_URL: str = Field(description="Address of Unstructured", default="")
    UNSTRUCTURED_API_KEY: str = Field(description="Key of Unstructured", default="")
    UPLOAD_FILE_SIZE_LIMIT: NonNegativeInt = Field(description="Megabytes of a document", default=15)
    UPLOAD_FILE_BATCH_LIMIT: NonNegativeInt = Field(description="Documents that are uploaded at once", default=5)
    UPLOAD_IMAGE_FILE_SIZE_LIMIT: NonNegativeInt = Field(description="Megabytes of an image", default=10)
    UPLOAD_VIDEO_FILE_SIZE_LIMIT: NonNegativeInt = Field(description="Megabytes of a video", default=100)
    UPLOAD_AUDIO_FILE_SIZE_LIMIT: NonNegativeInt = Field(description="Megabytes of a recording", default=50)
    BATCH_UPLOAD_LIMIT: NonNegativeInt = Field(description="Files of one batch", default=20)
    INDEXING_MAX_SEGMENTATION_TOKENS_LENGTH: PositiveInt = Field(description="Tokens of a chunk", default=4000)
    MULTIMODAL_SEND_FORMAT: Literal["base64", "url"] = Field(description="How files are handed to models", default="base64")
    PROMPT_GENERATION_MAX_TOKENS: PositiveInt = Field(description="Tokens of a generated prompt", default=512)
    TOP_K_MAX_VALUE: PositiveInt = Field(description="Largest number of hits that one can ask for", default=10)


class WorkflowsConfig(BaseSettings):
    WORKFLOW_MAX_EXECUTION_STEPS: PositiveInt = Field(description="Steps of a run", default=500)
    WORKFLOW_MAX_EXECUTION_TIME: PositiveInt = Field(description="Seconds of a run", default=1200)
    WORKFLOW_CALL_MAX_DEPTH: PositiveInt = Field(description="Workflows that call each other", default=5)
    MAX_VARIABLE_SIZE: PositiveInt = Field(description="Bytes of a variable", default=204800)
    HTTP_REQUEST_NODE_MAX_TEXT_SIZE: PositiveInt = Field(description="Bytes that a request reads", default=1048576)
    HTTP_REQUEST_NODE_SSL_VERIFY: bool = Field(description="Check certificates", default=True)
    SSRF_PROXY_HTTP_URL: str = Field(description="Proxy for requests to http addresses", default="http://ssrf_proxy:3128")
    SSRF_PROXY_HTTPS_URL: str = Field(description="Proxy for requests to https addresses", default="http://ssrf_proxy:3128")
    SSRF_DEFAULT_TIME_OUT: PositiveFloat = Field(description="Seconds of such a request", default=5)


class MailConfig(BaseSettings):
    MAIL_TYPE: str = Field(description="Who sends mail: resend, smtp or sendgrid", default="resend")
    MAIL_DEFAULT_SEND_FROM: str = Field(description="Sender of mail", default="")
    RESEND_API_URL: str = Field(description="Address of Resend", default="https://api.resend.example")
    RESEND_API_KEY: str = Field(description="Key of Resend", default="your-resend-api-key")
    SMTP_SERVER: str = Field(description="Host of the mail server", default="")
    SMTP_PORT: PositiveInt = Field(description="Port of the mail server", default=465)
    SMTP_USERNAME: str = Field(description="User of the mail server", default="")
    SMTP_PASSWORD: str = Field(description="Password of the mail server", default="")
    SMTP_USE_TLS: bool = Field(description="Connect with TLS", default=True)
    SMTP_OPPORTUNISTIC_TLS: bool = Field(description="Begin without TLS and switch to it", default=False)
    SENDGRID_API_KEY: str = Field(description="Key of SendGrid", default="")
    INVITE_EXPIRY_HOURS: PositiveInt = Field(description="Hours for which an invitation is valid", default=72)
    RESET_PASSWORD_TOKEN_EXPIRY_MINUTES: PositiveInt = Field(description="Minutes for which a link to a new password is valid", default=5)


class CodeExecutionConfig(BaseSettings):
    CODE_EXECUTION_ENDPOINT: str = Field(description="Address of the sandbox", default="http://sandbox:8194")
    CODE_EXECUTION_API_KEY: str = Field(description="Key that the sandbox asks for", default="dify-sandbox")
    CODE_EXECUTION_SSL_VERIFY: bool = Field(description="Check the certificate of the sandbox", default=True)
    CODE_EXECUTION_CONNECT_TIMEOUT: PositiveFloat = Field(description="Seconds to connect to the sandbox", default=10)
    CODE_EXECUTION_READ_TIMEOUT: PositiveFloat = Field(description="Seconds to wait for the sandbox", default=60)
    CODE_MAX_NUMBER: PositiveInt = Field(description="Largest number that code may return", default=9223372036854775807)
    CODE_MAX_STRING_LENGTH: PositiveInt = Field(description="Longest text that code may return", default=400000)


class PluginsConfig(BaseSettings):
    PLUGIN_DAEMON_URL: str = Field(description="Address of the plugin daemon", default="http://plugin_daemon:5002")
    PLUGIN_DAEMON_KEY: str = Field(description="Key that the daemon asks for", default="demo-plugin-daemon-key")
    PLUGIN_DAEMON_TIMEOUT: PositiveFloat = Field(description="Seconds to wait for the daemon", default=600)
    INNER_API_KEY_FOR_PLUGIN: str = Field(description="Key that the api asks the daemon for", default="demo-inner-api-key")
    PLUGIN_MAX_PACKAGE_SIZE: PositiveInt = Field(description="Bytes of a plugin", default=52428800)
    MARKETPLACE_ENABLED: bool = Field(description="Offer plugins of the marketplace", default=True)
    MARKETPLACE_API_URL: str = Field(description="Address of the marketplace", default="https://marketplace.dify.example")


class RequestConfig(BaseSettings):
    SSRF_DEFAULT_MAX_RETRIES: NonNegativeInt = Field(description="Retries of a request", default=3)
    DECLARED_ONLY: NonNegativeInt = Field(description="What no code reads any more", default=0)


class UriConfig(BaseSettings):
    DB_EXTRAS: str = Field(description="What is appended to the address of the database", default="")

    @computed_field
    @property
    def SQLALCHEMY_DATABASE_URI(self) -> str:
        return f"{self.DB_TYPE}://{self.DB_USERNAME}:{self.DB_PASSWORD}@{self.DB_HOST}:{self.DB_PORT}/{self.DB_DATABASE}{self.DB_EXTRAS}"
