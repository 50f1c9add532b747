"""A web server on loopback that breaks in the ways in which servers break, and charts for it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(kw_only=True)
class Reply:
    """What the server answers for a path.

    `cut` is the number of bytes after which it hangs up, `failures` how often it answers 503 before
    it answers, `pause` the seconds between two bytes of the body.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    failures: int = 0
    pause: float = 0.0


class Server:
    """The server: `pages` by path, and what it was asked for."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.pages: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.logins: list[str] = []

    def charts(self, folder: str, *charts: Chart, urls: str = "{name}.tgz", **fields: str) -> str:
        """Offer charts below a folder and return the url of that repository."""
        for chart in charts:
            self.pages[f"{folder}/{chart.name}-{chart.version}.tgz"] = Reply(body=chart.archive)
        entries = [chart.entry(urls.format(name=chart.tag), **fields) for chart in charts]
        index = {"apiVersion": "v1", "entries": {charts[0].name: entries}} if charts else {}
        self.pages[f"{folder}/index.yaml"] = Reply(body=json.dumps(index).encode())
        return f"{self.url}{folder}"


class Chart:
    """A packaged chart."""

    def __init__(
        self, version: str, app: str, *, name: str = "dify", files: Mapping[str, str] | None = None
    ) -> None:
        self.name, self.version, self.app = name, version, app
        text = f'apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: "{app}"\n'
        self.files = {
            "Chart.yaml": text,
            "values.yaml": f"image:\n  tag: {app}\n",
            **(files or {}),
        }
        self.archive = packed({f"{name}/{path}": text for path, text in self.files.items()})

    @property
    def tag(self) -> str:
        return f"{self.name}-{self.version}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.archive).hexdigest()

    def entry(self, url: str, **fields: Any) -> dict[str, Any]:
        """Return its entry in an index, with other fields where they are given."""
        entry = {
            "apiVersion": "v2",
            "name": self.name,
            "version": self.version,
            "appVersion": self.app,
            "created": "2026-01-02T03:04:05.123456789Z",
            "digest": self.digest,
            "urls": [url],
        }
        return {key: value for key, value in {**entry, **fields}.items() if value is not None}


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Return a gzip archive of files by name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


class _Handler(BaseHTTPRequestHandler):
    """Answers from the pages of `offered`."""

    protocol_version = "HTTP/1.1"
    offered: Server

    def do_GET(self) -> None:
        self.offered.asked.append(self.path)
        self.offered.logins.append(self.headers.get("Authorization", ""))
        pages = self.offered.pages
        reply = pages.get(self.path) or pages.get(self.path.partition("?")[0])
        if reply is None:
            reply = Reply(status=404, body=b"nothing here")
        if reply.failures > 0:
            reply.failures -= 1
            reply = Reply(status=503)
        self.answer(reply)

    def answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        body = reply.body if reply.cut is None else reply.body[: reply.cut]
        with suppress(OSError):  # the client went away
            self.send_body(body, reply.pause)
        if reply.cut is not None or not headers["Content-Length"]:
            self.close_connection = True

    def send_body(self, body: bytes, pause: float) -> None:
        if not pause:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(pause)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running() -> Iterator[Server]:
    """Run a server while the block runs."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True
        handler.offered = server = Server(http.server_port)
        threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            http.shutdown()
