"""A git server on this machine: `git http-backend` behind Python's http server. It counts the bytes
of both directions and keeps what was asked.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FILTERS = {"uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true"}
"""What GitHub's servers allow."""

_PART = 65536


class GitServer:
    """Serves the repositories below `folder` at `url`; `settings` are git's on the server."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.url = ""
        self.settings = dict(settings)
        self.has_version_2 = True
        self.is_dumb = False
        self.is_away = False
        self.knocks = 0
        self.bytes_a_second = 0.0  # of a line that all answers share; 0: as fast as it goes
        self.line = threading.Lock()
        self.requests: list[str] = []
        self.received = 0
        self.sent = 0
        self._folder = folder

    @property
    def wire(self) -> int:
        """The bytes of both directions, without the heads of the requests."""
        return self.received + self.sent

    def variables(self) -> dict[str, str]:
        """Return the environment of the git that serves."""
        settings = {"safe.directory": "*", **self.settings}
        pairs = list(settings.items())
        numbered = {f"GIT_CONFIG_KEY_{n}": key for n, (key, _) in enumerate(pairs)}
        numbered |= {f"GIT_CONFIG_VALUE_{n}": value for n, (_, value) in enumerate(pairs)}
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_COUNT": str(len(pairs)),
            **numbered,
            "GIT_PROJECT_ROOT": str(self._folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_ADDR": "127.0.0.1",
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    offered: GitServer

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self._body())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, body: bytes) -> None:
        server = self.offered
        path, _, query = self.path.partition("?")
        server.knocks += 1
        if server.is_away:
            self.close_connection = True
            return
        if server.is_dumb:
            query = ""
        server.requests.append(f"{self.command} {self.path}")
        server.received += len(body)
        variables = {
            **server.variables(),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        protocol = self.headers.get("Git-Protocol")
        if protocol and server.has_version_2:
            variables["GIT_PROTOCOL"] = protocol
        done = subprocess.run(
            ["git", "http-backend"], input=body, capture_output=True, env=variables, check=False
        )
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        rows = [row.partition(": ")[::2] for row in head.decode().split("\r\n") if ": " in row]
        fields = dict(rows)
        self.send_response(int(fields.pop("Status", "200 OK").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        server.sent += len(answer)
        for start in range(0, len(answer), _PART) if server.bytes_a_second else ():
            with server.line:
                time.sleep(len(answer[start : start + _PART]) / server.bytes_a_second)
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def git_server(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[GitServer]:
    """Serve the repositories below `folder` while the block runs."""
    offered = GitServer(folder, FILTERS if settings is None else settings)
    handler = type("Handler", (_Handler,), {"offered": offered})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        offered.url = f"http://127.0.0.1:{http.server_port}"
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield offered
        http.shutdown()
