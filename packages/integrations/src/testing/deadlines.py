"""A question to afpools.py ends in its time, whatever of it hangs. Run by module-failures.test.ts."""

import selectors
import socket
import threading
import unittest
from typing import Any, List
from unittest import mock

import afpools


class FakeTime:
    """Time that passes only where something waits for it. Nothing ever gets ready."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def full_listener(address: str) -> Any:
    """A port at which connections wait for ever: its backlog is full."""
    listener = socket.socket()
    listener.bind((address, 0))
    listener.listen(0)
    waiting: List[socket.socket] = []
    while len(waiting) < 4:
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(listener.getsockname())
        waiting.append(connection)
    return listener, waiting


def answering_listener() -> socket.socket:
    """Answers each connection with an empty list of pools of 2019."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(8)

    def answer() -> None:
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b'{"type": "response", "size": 2}'.ljust(1024) + b"[]")

    threading.Thread(target=answer, daemon=True).start()
    return listener


def found(*places: Any) -> Any:
    """What resolves every name to these addresses."""
    return mock.patch.object(
        socket, "getaddrinfo", lambda *_: [(socket.AF_INET, socket.SOCK_STREAM, 0, "", place) for place in places]
    )


class Deadlines(unittest.TestCase):
    def test_all_addresses_of_a_name_share_one_deadline(self) -> None:
        for count in (1, 2, 4, 40):
            self.ask_where_nothing_answers(count)

    def ask_where_nothing_answers(self, count: int) -> None:
        time = FakeTime()

        class Never(selectors.DefaultSelector):
            def select(self, timeout: Any = None) -> Any:
                assert timeout is not None, "waits for ever"
                time.wait(timeout)
                return []

        listener, waiting = full_listener("127.0.0.1")
        places = [listener.getsockname()] * count
        with mock.patch.object(afpools.time, "monotonic", time.monotonic), found(*places), mock.patch.object(
            selectors, "DefaultSelector", Never
        ), self.assertRaises(afpools.AfpoolsError) as raised:
            afpools.PoolServer("four.test:9999", timeout=4).pools()
        self.assertEqual(raised.exception.code, "TIMEOUT")
        self.assertEqual(raised.exception.message, "The Pool Server at four.test:9999 does not answer within 4 s.")
        self.assertAlmostEqual(time.now - 100, 4.0)
        for each in (listener, *waiting):
            each.close()

    def test_an_address_that_does_not_answer_does_not_keep_the_next_from_it(self) -> None:
        listener, waiting = full_listener("127.0.0.2")
        good = answering_listener()
        with found(listener.getsockname(), good.getsockname()):
            self.assertEqual(afpools.PoolServer("legacy://two.test", timeout=20).pools(), [])
        for each in (listener, good, *waiting):
            each.close()

    def test_an_address_that_refuses_does_not_keep_the_next_from_it(self) -> None:
        good = answering_listener()
        closed = socket.socket()
        closed.bind(("127.0.0.1", 0))
        with found(closed.getsockname(), good.getsockname()):
            self.assertEqual(afpools.PoolServer("legacy://two.test", timeout=20).pools(), [])
        with found(closed.getsockname()), self.assertRaises(afpools.AfpoolsError) as raised:
            afpools.PoolServer("legacy://one.test", timeout=20).pools()
        self.assertEqual(raised.exception.code, "SERVER_UNREACHABLE")
        closed.close()
        good.close()

    def test_a_name_server_that_does_not_answer_is_not_waited_for(self) -> None:
        for_ever = threading.Event()
        with mock.patch.object(socket, "getaddrinfo", lambda *_: for_ever.wait()), self.assertRaises(
            afpools.AfpoolsError
        ) as raised:
            afpools.PoolServer("slow.test", timeout=0.2).pools()
        self.assertEqual(raised.exception.code, "TIMEOUT")
        for_ever.set()

    def test_a_server_that_sends_byte_by_byte_does_not_stretch_it(self) -> None:
        time = FakeTime()
        server, client = socket.socketpair()
        server.sendall(b"x" * 10)
        client.setblocking(False)
        reads = 0

        def read() -> bytes:
            nonlocal reads
            reads += 1
            time.wait(1.5)
            return client.recv(1)

        with mock.patch.object(afpools.time, "monotonic", time.monotonic):
            deadline = afpools._Deadline(4)
            with self.assertRaises(socket.timeout):
                while True:
                    afpools._when_ready(client, deadline, selectors.EVENT_READ, read)
        self.assertEqual(reads, 3)
        server.close()
        client.close()


if __name__ == "__main__":
    unittest.main()
