"""Links through pyvisa and pyvisa-py, against servers of our own: VXI-11 and HiSLIP."""

import threading
from collections.abc import Callable, Iterator

import msgspec
import pytest

from qcstation.model.errors import LinkError, LinkTimeoutError
from qcstation.transports import LinkSettings, WireLog, open_link
from tests.transports.hislip_server import HislipServer
from tests.transports.vxi11_server import Vxi11Server

PAYLOAD = bytes(range(256)) * 1000
KINDS: dict[str, tuple[type[HislipServer | Vxi11Server], str]] = {
    "hislip": (HislipServer, "TCPIP::127.0.0.1::hislip0,{port}::INSTR"),
    "vxi11": (Vxi11Server, "TCPIP::127.0.0.1,{port}::inst0::INSTR"),
}


def answer(command: bytes) -> bytes | None:
    """Answer as an instrument with an identity and a curve; SLOW? is never answered."""
    return {
        b"*IDN?\n": b"Keysight Technologies,E4980A,MY1,A.1\n",
        b"CURV?\n": b"#6256000" + PAYLOAD + b"\n",
        b"CUT?\n": b"#6256000" + PAYLOAD[:1000],
        b"WORD?\n": b"-113,no block\n",
    }.get(command)


Server = HislipServer | Vxi11Server
Serve = Callable[..., tuple[Server, LinkSettings]]


@pytest.fixture(params=KINDS)
def serve(request: pytest.FixtureRequest) -> Iterator[Serve]:
    """A server of each kind; call it with fields of the settings for the server and the settings of a link to it."""
    server_type, resource = KINDS[request.param]
    with server_type(answer) as server:
        fields = {"instrument": "lcr", "resource": resource.format(port=server.port), "visa_library": "@py", "timeout": 2.0}
        yield lambda **given: (server, msgspec.convert({**fields, **given}, LinkSettings))


def test_query_and_block(serve: Serve) -> None:
    link = open_link(serve()[1])
    assert link.query("*IDN?") == "Keysight Technologies,E4980A,MY1,A.1"
    assert link.query_block("CURV?") == PAYLOAD
    assert link.query("*IDN?").startswith("Keysight")
    link.close()


def test_silence_then_order_again(serve: Serve) -> None:
    log = WireLog(enabled=True)
    link = open_link(serve(timeout=0.1)[1], wire_log=log)
    with pytest.raises(LinkTimeoutError, match=r"lcr: no answer in time.*SLOW\?"):
        link.query("SLOW?")
    assert link.query("*IDN?", timeout=5).startswith("Keysight")
    assert any("resynchronised" in line.text for line in log.lines)
    link.close()


def test_truncated_block(serve: Serve) -> None:
    link = open_link(serve()[1])
    with pytest.raises(LinkError, match="1000 of 256000 bytes"):
        link.query_block("CUT?")
    with pytest.raises(LinkError, match="a line came"):
        link.query_block("WORD?")
    assert link.query("*IDN?").startswith("Keysight")
    link.close()


def test_device_clear_reaches_the_instrument(serve: Serve) -> None:
    server, settings = serve()
    link = open_link(settings)
    link.clear()
    assert server.clears == 1
    assert link.query("*IDN?").startswith("Keysight")
    link.close()


def test_dropped_link_and_reconnect(serve: Serve) -> None:
    server, settings = serve(timeout=0.5)
    link = open_link(settings)
    server.drop_all()
    with pytest.raises(LinkError):
        link.query("*IDN?")
    link.reconnect()
    assert link.query("*IDN?").startswith("Keysight")
    link.close()
    link.close()


def test_whole_queries_from_several_threads(serve: Serve) -> None:
    link = open_link(serve(timeout=20)[1])
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(link.query("*IDN?"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["Keysight Technologies,E4980A,MY1,A.1"] * 8
    link.close()


def test_nobody_there() -> None:
    with HislipServer(answer) as server:
        server.stop_listening()
        resource = f"TCPIP::127.0.0.1::hislip0,{server.port}::INSTR"
        with pytest.raises(LinkError, match="VISA cannot open it"):
            open_link(LinkSettings(instrument="lcr", resource=resource, visa_library="@py"))


@pytest.mark.parametrize("resource", ["GPIB0::24::INSTR", "no resource at all"])
def test_what_visa_cannot_open_is_a_link_error(resource: str) -> None:
    with pytest.raises(LinkError, match="VISA cannot open it"):
        open_link(LinkSettings(instrument="smu", resource=resource, visa_library="@py"))
