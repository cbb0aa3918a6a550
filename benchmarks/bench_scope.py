"""From an oscilloscope into the run file: sequences over a VICP socket, decoded, recorded and flushed.

Gates: at least 200 MB/s of samples through driver, decoder, engine, journal and run file; and at least a fifth of what a plain
socket and a plain file, which decode and record nothing, pass on in the same run. Both take turns; medians count. The instrument
is another process on loopback that sends sequences of 1000 segments of 1000 words as fast as it can.
"""

import multiprocessing
import os
import socket
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from qcstation.engine.arrays import GrowingArray
from qcstation.engine.bus import EventBus
from qcstation.instruments.teledyne.lecroy import LecroyOscilloscope
from qcstation.model.events import ArrayDeclared, ArrayTaken, RunStarted
from qcstation.model.frames import frames_layout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.records import Journal, RunRecorder
from qcstation.simulation.instruments.lecroy_descriptor import Descriptor, sample_bytes, trigger_times
from qcstation.transports import open_link

SEGMENTS = 1000
SAMPLES = 1000
SEQUENCES = 50
ROUNDS = 5
LIMIT = 200e6
LOWEST_RATIO = 0.2
_HEADER = struct.Struct(">BBBBI")
_BLOCK = 1 << 20
_RUN = RunHeader(run="benchmark", procedure="benchmark", procedure_version="1", started=0.0, kind=RunKind.SIMULATED)


def sequence() -> bytes:
    """Return an answer to ``C1:WF? ALL``: noise in 8 bits of a word, low byte first."""
    codes = (np.random.default_rng(1).normal(0, 5, (SEGMENTS, SAMPLES)).astype(np.int16) << 8).astype(np.int16)
    descriptor = Descriptor(
        model="WR8254",
        big_endian=False,
        words=True,
        segments=SEGMENTS,
        nominal_segments=SEGMENTS,
        samples=SAMPLES,
        first_point=0,
        sparsing=1,
        gain=1e-4,
        offset=0.0,
        highest=31745.0,
        lowest=-32001.0,
        bits=8,
        interval=5e-11,
        start=-2e-8,
        started=1.7e9,
        division=5e-9,
        scale=0.05,
        coupling="D50",
        limited=False,
        channel=1,
        sequence=True,
    )
    times = trigger_times(np.arange(SEGMENTS, dtype=np.float64), np.full(SEGMENTS, -2e-8), big_endian=False)
    body = descriptor.pack() + times + sample_bytes(codes, big_endian=False, words=True)
    return b"ALL,#9%09d%s\n" % (len(body), body)


@contextmanager
def instrument() -> Iterator[int]:
    """Serve sequences over VICP in another process; gives the port."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_serve, args=(far,), daemon=True)
    process.start()
    try:
        yield near.recv()
    finally:
        process.terminate()
        process.join()


def _serve(far: Connection) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    far.send(listener.getsockname()[1])
    answer = sequence()
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(ConnectionError), connection, connection.makefile("rb") as stream:
            while head := stream.read(_HEADER.size):
                _, _, number, _, length = _HEADER.unpack(head)
                query = stream.read(length)
                if b"?" in query:
                    _send(connection, number, answer if b"WF?" in query else b"1\n")


def _send(connection: socket.socket, number: int, answer: bytes) -> None:
    view = memoryview(answer)
    for begin in range(0, len(answer), _BLOCK):
        block = view[begin : begin + _BLOCK]
        operation = 0x80 | (begin + len(block) == len(answer))
        connection.sendall(_HEADER.pack(operation, 1, number, 0, len(block)))
        connection.sendall(block)


def recorded(port: int, folder: Path) -> float:
    """Return bytes of samples a second from the socket into the flushed run file."""
    settings = LecroyOscilloscope.link_settings("scope", f"VICP::127.0.0.1,{port}::INSTR")
    scope = LecroyOscilloscope("scope", open_link(settings))
    layout = frames_layout("waveforms", scope.read(1))
    journal, recorder = Journal(folder / "run.jsonl"), RunRecorder(folder / "run.h5")
    bus = EventBus(keepers=(journal, recorder))
    bus.publish(RunStarted(time=0.0, header=_RUN))
    bus.publish(ArrayDeclared(time=0.0, layout=layout))
    array = GrowingArray(
        layout,
        lambda name, first, data: bus.publish(ArrayTaken(time=0.0, array=name, first=first, count=len(data), data=data)),
        keep=False,
    )
    recorder.flush()
    began = time.perf_counter()
    for _ in range(SEQUENCES):
        array.append(scope.read(1).samples)
    recorder.flush()
    seconds = time.perf_counter() - began
    recorder.close()
    journal.close()
    scope.close()
    return SEQUENCES * SEGMENTS * SAMPLES * 2 / seconds


def plain(port: int, folder: Path) -> float:
    """Return bytes a second that a plain socket reads and a plain file takes, headers and all."""
    expected = len(sequence())
    buffer = bytearray(1 << 20)
    with socket.create_connection(("127.0.0.1", port)) as connection, (folder / "plain").open("wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(SEQUENCES):
            connection.sendall(_HEADER.pack(0x81, 1, 1, 0, 11) + b"C1:WF? ALL\n")
            left = expected + _HEADER.size * -(-expected // _BLOCK)
            while left:
                count = connection.recv_into(buffer)
                file.write(memoryview(buffer)[:count])
                left -= count
        os.fsync(file.fileno())
        return SEQUENCES * expected / (time.perf_counter() - began)


def main() -> int:
    """Run both in turns; return 1 if a gate is missed."""
    ours, theirs = [], []
    with instrument() as port:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                ours.append(recorded(port, Path(folder)))
                theirs.append(plain(port, Path(folder)))
    rate, other = statistics.median(ours), statistics.median(theirs)
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(f"oscilloscope to run file   {rate / 1e6:6.0f} MB/s of samples, decoded, flushed")
    print(f"plain socket to plain file {other / 1e6:6.0f} MB/s   ratio {ratio:4.2f}")
    passed = rate >= LIMIT and ratio >= LOWEST_RATIO
    print(f"gates: {LIMIT / 1e6:.0f} MB/s, ratio >= {LOWEST_RATIO}: {'passed' if passed else 'MISSED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
