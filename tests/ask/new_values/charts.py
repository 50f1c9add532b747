"""Small charts in the form of Dify's, for new values files."""

from __future__ import annotations

from ctxkit.files.values import ValuesFile, parse_values

COMMUNITY = """\
global:
  # Signs cookies. You can generate a strong key using `openssl rand -base64 42`.
  appSecretKey: "difyai123456"
  internalApiKey: ""
api:
  replicas: 1
  resources: {}
  auth:
    ## You can generate one using `openssl rand -base64 42`.
    internalApiKey: "difyai123456"
  mail:
    defaultSender: "YOUR EMAIL FROM"
    type: "resend"
    resend:
      apiKey: "xxxx"
  persistence:
    persistentVolumeClaim:
      existingClaim: ""
      accessModes: ReadWriteMany
worker:
  replicas: 1
web:
  replicas: 1
agentBackend:
  auth:
    # Generate one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'
    serverSecretKey: "difyai123456"
postgresql:
  enabled: true
  auth:
    postgresPassword: "difyai123456"
redis:
  enabled: true
  auth:
    existingSecret: ""
    password: "difyai123456"
weaviate:
  enabled: true
  authentication:
    apikey:
      allowed_keys:
        - "difyai123456"
  env:
    AUTHENTICATION_APIKEY_ALLOWED_KEYS: "difyai123456"
ingress:
  enabled: false
  hosts:
    - host: example.local
  tls: []
externalPostgres:
  enabled: false
  address: localhost
  password: "difyai123456"
externalRedis:
  enabled: false
  host: redis.example
  password: "difyai123456"
externalWeaviate:
  enabled: false
  endpoint: http://weaviate:8080
  apiKey: "difyai123456"
externalSecret:
  enabled: false
nodeSelector: {}
"""
ENTERPRISE = """\
global:
  # You can generate a strong key using `openssl rand -base64 42`.
  appSecretKey: "#REPLACE_ME#"
  useTLS: false
  consoleApiDomain: ""
  rag:
    etlType: "dify"
ingress:
  enabled: false
  tls: []
api:
  replicas: 1
enterprise:
  replicas: 1
  appSecretKey: "#REPLACE_ME#"
  # Base64 encoded 32-byte key.
  passwordEncryptionKey: "difyai123456"
unstructured:
  enabled: true
plugin_connector:
  imageRepoSecret: "image-repo-secret"
  imageRepoPrefix: "docker.io/your-image-repo-prefix"
persistence:
  type: "local"
  s3:
    endpoint: "https://s3.example"
    accessKey: "#REPLACE_ME#"
    region: "us-east-1"
    bucketName: "your-bucket-name"
    useAwsManagedIam: false
externalPostgres:
  enabled: false
  address: localhost
  credentials:
    dify:
      password: "#REPLACE_ME#"
postgresql:
  enabled: false
  auth:
    postgresPassword: "#REPLACE_ME#"
"""


def chart(text: str = COMMUNITY, name: str = "values.yaml of chart-1") -> ValuesFile:
    return parse_values(name, text.encode())


def counted_bytes(size: int) -> bytes:
    """Return bytes that are no secret, for files that are compared."""
    return bytes(range(size))
