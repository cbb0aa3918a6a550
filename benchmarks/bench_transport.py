"""Our socket link beside a plain socket and stock pyvisa-py, in one run on loopback; the server is another process.

Gates: a query's round trip takes at most 1.5 times a plain socket's; a 4 MB block comes at least 10 times faster than stock
pyvisa-py's `query_binary_values` brings it over a SOCKET resource with a read termination. Repeats take turns; medians count.
The plain socket does a query's whole job and no more: a time-out, one line sent, one line received, decoded. What `send` and
`recv` alone take, without a time-out, is printed beside.
"""

import multiprocessing
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from qcstation.transports import LinkSettings, open_link

BLOCK = 1 << 22
QUERIES = 300
QUERY_REPEATS = 61
BLOCKS = 3
BLOCK_REPEATS = 9
HIGHEST_QUERY_RATIO = 1.5
LOWEST_BLOCK_RATIO = 10.0
IDENTITY = b"ACME,BENCH,1,1.0\n"


@contextmanager
def serving(block_size: int) -> Iterator[int]:
    """Answer ``*IDN?`` with a line and ``CURV?`` with a block of `block_size` bytes, in another process; gives the port."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_serve, args=(far, block_size), daemon=True)
    process.start()
    try:
        yield near.recv()
    finally:
        process.terminate()
        process.join()


def _serve(far: Connection, block_size: int) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    far.send(listener.getsockname()[1])
    digits = str(block_size).encode()
    block = b"#%d%s%s\n" % (len(digits), digits, bytes(range(256)) * (block_size // 256))
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            while line := connection.recv(100):
                connection.sendall(block if line == b"CURV?\n" else IDENTITY)


def seconds_each(function: Callable[[], object], count: int) -> float:
    """Return the mean time in s of `count` calls."""
    began = time.perf_counter()
    for _ in range(count):
        function()
    return (time.perf_counter() - began) / count


def taking_turns(
    first: Callable[[], object], second: Callable[[], object], *, count: int, repeats: int
) -> tuple[float, float, float]:
    """Return the median times in s of both, and the median ratio of first to second, over repeats that take turns."""
    seconds_each(first, count)
    seconds_each(second, count)
    pairs = [(seconds_each(first, count), seconds_each(second, count)) for _ in range(repeats)]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
    )


def query_ratio(port: int, other_port: int) -> float:
    """Print both round trips; return ours over a plain socket's."""
    plain = socket.create_connection(("127.0.0.1", other_port))
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def bare() -> bytes:
        plain.sendall(b"*IDN?\n")
        return plain.recv(4096)

    def plain_query() -> str:
        answer = bare()
        while not answer.endswith(b"\n"):
            answer += plain.recv(4096)
        return answer.decode("ascii").strip()

    alone = statistics.median(seconds_each(bare, QUERIES) for _ in range(QUERY_REPEATS))
    plain.settimeout(3.0)
    link = open_link(LinkSettings(instrument="bench", resource=f"TCPIP::127.0.0.1::{port}::SOCKET"))
    if {plain_query(), link.query("*IDN?")} != {IDENTITY.decode().strip()}:
        raise RuntimeError("the server's answer did not come back whole")
    ours, theirs, ratio = taking_turns(lambda: link.query("*IDN?"), plain_query, count=QUERIES, repeats=QUERY_REPEATS)
    link.close()
    plain.close()
    print(f"query round trip  qcstation {ours * 1e6:7.1f} us   plain socket {theirs * 1e6:7.1f} us   ratio {ratio:5.2f}")
    print(f"                  send and recv alone {alone * 1e6:7.1f} us")
    return ratio


def block_ratio(port: int, other_port: int) -> float:
    """Print both times for a block; return pyvisa-py's over ours."""
    import pyvisa

    link = open_link(LinkSettings(instrument="bench", resource=f"TCPIP::127.0.0.1::{port}::SOCKET"))
    manager = pyvisa.ResourceManager("@py")
    stock = manager.open_resource(f"TCPIP::127.0.0.1::{other_port}::SOCKET", read_termination="\n", write_termination="\n")
    if not isinstance(stock, pyvisa.resources.MessageBasedResource):
        raise TypeError(f"expected a message-based resource, got {stock!r}")

    def stock_block() -> object:
        # Bytes as they are: turning them into numbers would count against pyvisa.
        return stock.query_binary_values("CURV?", datatype="s", container=bytes)

    if bytes(link.query_block("CURV?")) != stock_block():
        raise RuntimeError("the two blocks differ")
    theirs, ours, ratio = taking_turns(stock_block, lambda: link.query_block("CURV?"), count=BLOCKS, repeats=BLOCK_REPEATS)
    link.close()
    stock.close()
    megabytes = BLOCK / 1e6
    print(
        f"4 MB block        qcstation {megabytes / ours:5.0f} MB/s  pyvisa-py {megabytes / theirs:6.0f} MB/s  ratio {ratio:5.1f}"
    )
    return ratio


def main() -> int:
    """Run both; return 1 if a gate is missed."""
    with serving(BLOCK) as port, serving(BLOCK) as other_port:
        query = query_ratio(port, other_port)
        block = block_ratio(port, other_port)
    passed = query <= HIGHEST_QUERY_RATIO and block >= LOWEST_BLOCK_RATIO
    print(f"gates: query ratio <= {HIGHEST_QUERY_RATIO}, block ratio >= {LOWEST_BLOCK_RATIO}: {'passed' if passed else 'MISSED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
