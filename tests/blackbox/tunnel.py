"""A proxy that leads every host name to one port of this machine, as a company's DNS would."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

_PIECE_BYTES = 64 * 1024
_HEADERS_MAX = 100


@contextmanager
def tunnel_to(port: int) -> Iterator[str]:
    """Yield the URL of a proxy (`HTTPS_PROXY`) whose CONNECT always ends at 127.0.0.1:`port`."""

    class Tunnel(StreamRequestHandler):
        def handle(self) -> None:
            if not self.rfile.readline().startswith(b"CONNECT "):
                return
            for _ in range(_HEADERS_MAX):
                if self.rfile.readline() in (b"\r\n", b""):
                    break
            with socket.create_connection(("127.0.0.1", port)) as server:
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = Thread(target=_copy, args=(server, self.connection), daemon=True)
                back.start()
                _copy(self.connection, server)
                back.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Tunnel) as proxy:
        proxy.daemon_threads = True
        thread = Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{proxy.server_address[1]}"
        finally:
            proxy.shutdown()
            thread.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE_BYTES):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
