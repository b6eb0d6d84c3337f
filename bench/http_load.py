"""Posts many prepared requests over a few kept connections, from processes of their own."""

import multiprocessing
import re
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

from bench.web_server import HOST

PROCESSES = 2
PATIENCE_SECONDS = 60.0  # a process that broke off before the start must not hold up the rest
CLIENTS = 16  # kept connections, all processes together: twice the server's threads
_fork = multiprocessing.get_context("fork")


def in_processes(work: Callable[..., None], shares: Sequence[object]) -> float:
    """Seconds from the start of all processes' work to the end of the last."""
    ready = _fork.Barrier(len(shares) + 1)
    children = [_fork.Process(target=work, args=(share, ready)) for share in shares]
    for child in children:
        child.start()
    ready.wait(PATIENCE_SECONDS)
    began = time.perf_counter()
    for child in children:
        child.join()
    seconds = time.perf_counter() - began
    if any(child.exitcode for child in children):
        raise RuntimeError("a process of the load did not end well")
    return seconds


def post_all(
    *, port: int, path: str, bodies: Sequence[bytes], expected: bytes, clients: int = CLIENTS
) -> float:
    """Posts each JSON body once; returns the seconds. Raises RuntimeError on another answer.

    `expected` is the start of a right answer, such as `HTTP/1.1 201`.
    """
    requests = [_request(path, body) for body in bodies]
    shares = [requests[number::PROCESSES] for number in range(PROCESSES)]
    each = clients // PROCESSES
    return in_processes(lambda share, ready: _post(port, share, expected, each, ready), shares)


def _request(path: str, body: bytes) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def _post(port: int, requests: list[bytes], expected: bytes, clients: int, ready: Any) -> None:
    waiting = iter(requests)
    selector = selectors.DefaultSelector()
    connections = [socket.create_connection((HOST, port)) for _ in range(clients)]
    for connection in connections:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ)
    ready.wait(PATIENCE_SECONDS)
    unanswered = 0
    for connection, request in zip(connections, waiting, strict=False):
        connection.sendall(request)
        unanswered += 1
    while unanswered:
        for key, _ in selector.select():
            connection = cast(socket.socket, key.fileobj)
            _require_answer(connection, expected)
            request = next(waiting, b"")
            connection.sendall(request)
            unanswered -= not request


def _require_answer(connection: socket.socket, expected: bytes) -> None:
    """Reads one whole answer, which may come in pieces."""
    answer = b""
    while not _is_whole(answer):
        piece = connection.recv(65536)
        if not piece:
            raise RuntimeError("the server closed the connection")
        answer += piece
    if not answer.startswith(expected):
        raise RuntimeError(f"an unexpected answer: {answer[:1000]!r}")


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    if length:
        return len(body) >= int(length[1])
    return bool(end) and answer.endswith(b"0\r\n\r\n")
