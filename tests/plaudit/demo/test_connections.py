import asyncio
from collections.abc import Awaitable, Callable

import pytest

from plaudit.demo.connections import Answer, Connections

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Name: value\r\n\r\nhi"


def against(handler: Handler, *sends: tuple[str, str, bytes], size: int = 4) -> list[Answer | BaseException]:
    """What a server with this handler answers to requests that are sent one after another."""

    async def run() -> list[Answer | BaseException]:
        server = await asyncio.start_server(handler, "127.0.0.1", 0)
        connections = Connections("127.0.0.1", server.sockets[0].getsockname()[1], "host.example", size)
        answers = [
            (await asyncio.gather(connections.send(m, t, (), b), return_exceptions=True))[0] for m, t, b in sends
        ]
        await connections.close()
        server.close()
        await server.wait_closed()
        return answers

    return asyncio.run(run())


async def hang_up(writer: asyncio.StreamWriter) -> None:
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split()[0])
    return head + await reader.readexactly(length)


def test_requests_share_a_connection() -> None:
    opened: list[int] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(1)
        while True:
            try:
                await read_request(reader)
            except asyncio.IncompleteReadError:
                await hang_up(writer)
                return
            writer.write(OK)

    answers = against(answer, ("GET", "/a", b""), ("POST", "/b", b"body"))
    assert [answer.body for answer in answers if isinstance(answer, Answer)] == [b"hi", b"hi"]
    assert len(opened) == 1


def test_it_sends_what_it_was_given_and_reads_what_was_answered() -> None:
    seen: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(OK)
        await hang_up(writer)

    (answered,) = against(answer, ("POST", "/path?x=1", b"body"))
    assert answered == Answer(200, {"content-length": "2", "x-name": "value"}, b"hi")
    assert seen == [b"POST /path?x=1 HTTP/1.1\r\nHost: host.example\r\nContent-Length: 4\r\n\r\nbody"]


def test_an_answer_to_head_has_no_body_to_wait_for() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 302 Found\r\nContent-Length: 99\r\n\r\n")
        await hang_up(writer)

    (answered,) = against(answer, ("HEAD", "/a", b""))
    assert isinstance(answered, Answer)
    assert (answered.status, answered.body) == (302, b"")


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(OK)
        await hang_up(writer)

    answers = against(answer, ("GET", "/a", b""), ("GET", "/b", b""))
    assert all(isinstance(answer, Answer) for answer in answers)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi"])
def test_half_an_answer_is_a_broken_connection(said: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(said)
        await hang_up(writer)

    (answered,) = against(answer, ("GET", "/a", b""))
    assert isinstance(answered, ConnectionError)
