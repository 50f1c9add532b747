"""Words of the packages and programs that run inside Dify's own containers.

Not here: those of the platform around them (`third_party_platform.py`).
"""

# ruff: noqa: E501 - a sample line stays whole

from __future__ import annotations

from ctxkit.dify.third_party_row import OwnerByText

_API = 'dify api/pyproject.toml#"'
_LOCK = "dify api/uv.lock#"
_COMPOSE = "dify docker/docker-compose.yaml#"
_WEB = "dify web/package.json#"
_DAEMON = "dify-plugin-daemon go.mod#"

PACKAGES: tuple[OwnerByText, ...] = (
    OwnerByText(
        owner="the Next.js (webpack) runtime in the browser",
        signs=("ChunkLoadError", "Loading chunk ", "Loading CSS chunk ", "/_next/static/"),
        sample="Uncaught ChunkLoadError\nLoading chunk 5983 failed.\nLoading CSS chunk 12 failed.\nGET http://a/_next/static/x.js 404",
        near_miss="Loading chunks of the document into the vector store",
        since="1.8.1",
        reference=_WEB + '"next"',
    ),
    OwnerByText(
        owner="Alembic (a different version of Dify migrated the database)",
        signs=("Can't locate revision identified by",),
        sample="Error: Can't locate revision identified by '08ec4f75af5e'",
        near_miss="Can't locate the revision of this workflow",
        since="1.8.1",
        reference=_LOCK + 'name = "alembic"',
    ),
    OwnerByText(
        owner="SQLAlchemy or the database driver",
        signs=("sqlalchemy.exc.", "psycopg2.", "sqlalche.me/"),
        sample="sqlalchemy.exc.OperationalError: (x) gone\npsycopg2.OperationalError: server closed the connection\n(Background on this error at: https://sqlalche.me/e/20/e3q8)",
        near_miss="sqlalchemy engine of tenant 7 disposed",
        since="1.8.1",
        reference=_LOCK + 'name = "sqlalchemy"',
    ),
    OwnerByText(
        owner="PostgreSQL",
        signs=(
            "password authentication failed for user",
            "too many clients already",
            "remaining connection slots are reserved",
        ),
        sample='FATAL:  password authentication failed for user "postgres"\nFATAL:  sorry, too many clients already\nFATAL:  remaining connection slots are reserved for roles with SUPERUSER',
        near_miss="password authentication is disabled for this workspace",
        since="1.8.1",
        reference=_COMPOSE + "image: postgres:",
    ),
    OwnerByText(
        owner="React or Next.js",
        signs=("Hydration failed", "Minified React error", "Failed to find Server Action"),
        sample='Error: Hydration failed because the server rendered HTML did not match\nError: Minified React error #185\nError: Failed to find Server Action "x"',
        near_miss="Hydration of the cache has failed",
        since="1.8.1",
        reference=_WEB + '"react"',
    ),
    OwnerByText(
        owner="gorm, about a query of the code that it names",
        signs=("ms] [rows:",),
        sample="[301.611ms] [rows:1] SELECT * FROM letters",
        near_miss="301.611ms, rows: 1",
        since="1.8.1",
        reference=_DAEMON + "gorm.io/gorm",
    ),
    OwnerByText(
        owner="Next.js",
        signs=(
            "▲ Next.js",
            "[TypeError: fetch failed]",
            "a client-side exception has occurred",
            "next-server",
        ),
        sample="  ▲ Next.js 15.5.0\n ⨯ [TypeError: fetch failed] { code: 'ENOTFOUND' }\nApplication error: a client-side exception has occurred\n1234 next-server (v15)",
        near_miss="TypeError: fetch of the app list failed",
        since="1.8.1",
        reference=_WEB + '"next"',
    ),
    OwnerByText(
        owner="the entrypoint of the nginx image",
        signs=(
            "docker-entrypoint.sh: /docker-entrypoint.d/",
            "docker-entrypoint.sh: Looking for",
            "docker-entrypoint.sh: Launching",
            "docker-entrypoint.sh: Sourcing",
            "docker-entrypoint.sh: Configuration complete",
            "-listen-on-ipv6-by-default.sh",
            "-envsubst-on-templates.sh",
        ),
        sample="/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty\n/docker-entrypoint.sh: Looking for shell scripts\n/docker-entrypoint.sh: Launching a script\n/docker-entrypoint.sh: Sourcing an environment\n/docker-entrypoint.sh: Configuration complete; ready for start up\n10-listen-on-ipv6-by-default.sh: info: done\n20-envsubst-on-templates.sh: Running envsubst",
        near_miss="/docker-entrypoint.sh: line 38: /etc/squid/squid.conf: Read-only file system",
        since="1.8.1",
        reference=_COMPOSE + "image: nginx:",
    ),
    OwnerByText(
        owner="Qdrant",
        signs=("actix_web::", "qdrant::", " qdrant: "),
        sample="INFO actix_web::middleware::logger: 172.18.0.9\nINFO qdrant::settings: Loaded config\nWARN qdrant: shard is slow",
        near_miss="qdrant_client.http.exceptions: no vector for letter 7",
        since="1.8.1",
        reference=_COMPOSE + "image: langgenius/qdrant",
    ),
    OwnerByText(
        owner="Weaviate",
        signs=(
            '"action":"grpc_startup"',
            '"action":"startup"',
            '"action":"hnsw_',
            "memberlist: ",
            '"build_wv_version"',
            "/bin/weaviate",
        ),
        pattern=r'"action":"(?:grpc_startup|startup|hnsw_)|(?m:^)memberlist: |\] memberlist: |"build_wv_version"|/bin/weaviate',
        sample='{"action":"grpc_startup","level":"info"}\n{"action":"startup","level":"info"}\n{"action":"hnsw_vector_cache_prefill"}\n2026/05/26 13:22:40 [INFO] memberlist: node joined\n{"build_wv_version":"1.27.0"}\n/bin/weaviate --host 0.0.0.0',
        near_miss="the workspace's memberlist: 7 accounts",
        since="1.8.1",
        reference=_COMPOSE + "image: semitechnologies/weaviate",
    ),
    OwnerByText(
        owner="Werkzeug",
        signs=(
            "This is a development server",
            " * Running on http",
            " * Serving Flask app",
            " * Debug mode: ",
        ),
        sample="WARNING: This is a development server. Do not use it in a production deployment.\n * Running on http://127.0.0.1:5001\n * Serving Flask app 'app'\n * Debug mode: off",
        near_miss="Running on http2 is not supported",
        since="1.8.1",
        reference=_LOCK + 'name = "werkzeug"',
    ),
    OwnerByText(
        owner="Uvicorn",
        signs=("Uvicorn running on http", "Application startup complete."),
        sample="INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)\nINFO:     Application startup complete.",
        near_miss="Application startup completed with 3 warnings",
        since="1.8.1",
        reference=_LOCK + 'name = "uvicorn"',
    ),
    OwnerByText(
        owner="Celery",
        signs=(" -------------- celery@", "[config]", "transport:   redis://"),
        pattern=r"-------------- celery@|---------- \[config\]|\.> transport:   redis://",
        sample=" -------------- celery@4f6a v5.6.3 (recovery)\n- ** ---------- [config]\n- ** ---------- .> transport:   redis://redis:6379/1",
        near_miss="[config] tenant quota reloaded",
        since="1.8.1",
        reference=_API + "celery",
    ),
    OwnerByText(
        owner="pip",
        signs=(
            "Could not find a version that satisfies the requirement",
            "pip's dependency resolver",
            "No matching distribution found for",
        ),
        sample="ERROR: Could not find a version that satisfies the requirement x==9\nERROR: pip's dependency resolver does not take into account all packages\nERROR: No matching distribution found for x==9",
        near_miss="Could not find a version of this workflow",
        since="1.8.1",
        reference="https://pip.pypa.io/en/stable/topics/dependency-resolution/",
    ),
    OwnerByText(
        owner="npm or pnpm",
        signs=("npm ERR!", "npm error", "ERR_PNPM_"),
        pattern=r"npm ERR!|npm error\b|ERR_PNPM_",
        sample="npm ERR! code E404\nnpm error code E404\n ERR_PNPM_FETCH_404  GET https://registry.example.com/x",
        near_miss="pnpm errors are shown below",
        since="1.8.1",
        reference=_WEB + '"pnpm',
    ),
    OwnerByText(
        owner="OpenTelemetry",
        signs=("exporting traces to ", "exporting metrics to ", "opentelemetry."),
        sample="Transient error encountered while exporting traces to localhost:4317, retrying in 1s.\nFailed exporting metrics to localhost:4317\nopentelemetry.sdk.metrics: queue is full",
        near_miss="exporting traces of app 7",
        since="1.8.1",
        reference=_API + "opentelemetry-distro",
    ),
    OwnerByText(
        owner="gnet, the network library of the plugin daemon",
        signs=("[gnet] ", "gnet with "),
        sample="2026-05-26T13:22:40Z [gnet] engine is shutting down\nLaunching gnet with 4 event-loops",
        near_miss="a magnet with 2 poles",
        pattern=r"\[gnet\] |\bgnet with ",
        since="1.8.1",
        reference=_DAEMON + "github.com/panjf2000/gnet",
    ),
    OwnerByText(
        owner="PM2, the process manager of the web console",
        signs=("PM2 log: ", "PM2 error: ", "PM2      |"),
        sample="2025-08-13T09:15:34: PM2 log: Launching in no daemon mode\n2025-08-13T09:15:34: PM2 error: Process failed to launch\nPM2      | App [dify-web:0] online",
        near_miss="PM25 error: 3 micrograms",
        since="1.8.1",
        reference="https://pm2.keymetrics.io/docs/usage/log-management/",
    ),
    OwnerByText(
        owner="the package transformers",
        signs=("None of PyTorch, TensorFlow",),
        sample="None of PyTorch, TensorFlow >= 2.0, or Flax have been found.",
        near_miss="None of the models supports PyTorch, TensorFlow neither",
        since="1.8.1",
        reference=_LOCK + 'name = "transformers"',
    ),
    OwnerByText(
        owner="uv, which installs plugin packages",
        signs=(
            "DEBUG uv ",
            "No workspace root found, using project root",
            "DEBUG Found project root",
            "Acquired shared lock for `",
            "No solution found when resolving",
            "Failed to download distributions",
            "Failed to fetch: `http",
        ),
        sample="DEBUG uv 0.8.9\nDEBUG No workspace root found, using project root\nDEBUG Found project root: `/app`\nDEBUG Acquired shared lock for `/root/.cache/uv`\n  × No solution found when resolving dependencies\nerror: Failed to download distributions\nerror: Failed to fetch: `https://pypi.org/simple/x/`",
        near_miss="Failed to fetch the plugin from the marketplace",
        since="1.8.1",
        reference="dify-plugin-daemon docker/local.dockerfile#pip install uv",
    ),
    OwnerByText(
        owner="gin",
        signs=("[GIN-debug] ",),
        sample="[GIN-debug] Listening and serving HTTP on :8194",
        near_miss='[GIN] 2025/05/07 - 08:38:54 | 200 | 46µs | 127.0.0.1 | GET "/health"',
        since="1.8.1",
        reference=_DAEMON + "github.com/gin-gonic/gin",
    ),
    OwnerByText(
        owner="nginx or a similar proxy",
        signs=("<center>nginx", "<center><h1>502 Bad Gateway", "<center><h1>504 Gateway Time-out"),
        sample="<hr><center>nginx/1.27</center>\n<center><h1>502 Bad Gateway</h1></center>\n<center><h1>504 Gateway Time-out</h1></center>",
        near_miss="502 Bad Gateway from the model's provider",
        since="1.8.1",
        reference=_COMPOSE + "image: nginx:",
    ),
)
