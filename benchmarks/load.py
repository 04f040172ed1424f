"""A load of HTTP requests from one thread: a few connections, each sending as soon as it got its answer."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Mapping
from contextlib import ExitStack

END = b"\r\n\r\n"


def request(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A POST as bytes."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + END + body


def throughput(port: int, message: bytes, seconds: float, connections: int = 8) -> float:
    """Answers per second. An answer that is not 2xx ends the benchmark: it would measure something else."""
    answered, begin = 0, time.perf_counter()
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        for _ in range(connections):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(message)
            selector.register(connection, selectors.EVENT_READ, (connection, bytearray()))
        while time.perf_counter() - begin < seconds:
            for key, _ in selector.select():
                connection, received = key.data
                received += connection.recv(65_536)
                if complete(received):
                    received.clear()
                    answered += 1
                    connection.sendall(message)
        return answered / (time.perf_counter() - begin)


def complete(received: bytearray) -> bool:
    """Whether a whole answer is there."""
    head, found, rest = received.partition(END)
    if not found:
        return False
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(f"answered {bytes(head[:40])!r}")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    return len(rest) >= int(length.split(b":")[1])
