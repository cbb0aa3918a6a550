"""The serial climate sensor's drivers, asked and streaming."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.instruments import ClimateReading
from qcstation.instruments.generic.climate import SerialClimateSensor, StreamingClimateSensor
from qcstation.model.errors import IdentityError, InstrumentError, LinkTimeoutError
from tests.instruments.stand import StandSupervisor, on_wire

LINE = "T=+21.34,RH=12.5,DP=-9.1"


def test_reading() -> None:
    supervisor = StandSupervisor()
    with on_wire(SerialClimateSensor, f"> ?\n< {LINE}\n> ?\n< {LINE}", supervisor=supervisor) as climate:
        assert climate.measure() == ClimateReading(temperature=21.34, humidity=12.5, dew_point=-9.1)
        climate.monitor()
    assert supervisor.readings == [{"temperature": 21.34, "humidity": 12.5, "dew_point": -9.1}] * 2


def test_fault() -> None:
    with on_wire(SerialClimateSensor, "> ?\n< ERR,3\n> ?\n< ERR,3") as climate:
        with pytest.raises(InstrumentError, match="fault 3"):
            climate.measure()
        assert climate.identify(), "a sensor with a fault is still this sensor"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "T=+21.34,RH=12.5",
        "T=+21.34,RH=12.5,DP=",
        "T=+21.34,RH=12.5,DP=-9.1,X=1",
        "T=nan,RH=12.5,DP=-9.1",
        "T=+2 1.34,RH=12.5,DP=-9.1",
        "T=+21.34,RH=120.0,DP=-9.1",
        "T=+210.34,RH=12.5,DP=-9.1",
        "T=-99.9,RH=12.5,DP=-9.1",
        "T=+9.9E37,RH=12.5,DP=-9.1",
    ],
)
def test_garbage_is_no_reading(answer: str) -> None:
    with on_wire(SerialClimateSensor, f"> ?\n< {answer}") as climate, pytest.raises(InstrumentError):
        climate.measure()


@pytest.mark.parametrize("answer", ["KEITHLEY INSTRUMENTS INC.,MODEL 2410,1,C33", "", "21.3"])
def test_wrong_identity(answer: str) -> None:
    with on_wire(SerialClimateSensor, f"> ?\n< {answer}") as climate, pytest.raises(IdentityError):
        climate.identify()


def test_silence() -> None:
    with on_wire(SerialClimateSensor, "> ?", timeout=0.05) as climate, pytest.raises(LinkTimeoutError):
        climate.measure()


class LinkOf:
    """A link that answers with a given line; for parsing alone."""

    def __init__(self, line: str) -> None:
        self.line = line

    def query(self, command: str) -> str:
        return self.line


@given(
    line=st.one_of(
        st.text(string.printable, max_size=40),
        st.from_regex(r"T=[+-]?\d{1,4}\.\d{0,2},RH=\d{0,4}\.\d,DP=[+-]?\d{0,4}", fullmatch=True),
    )
)
def test_any_line_is_a_plausible_reading_or_an_instrument_error(line: str) -> None:
    climate = SerialClimateSensor("climate", LinkOf(line))  # type: ignore[arg-type]
    try:
        reading = climate.measure()
    except InstrumentError:
        return
    assert all(math.isfinite(value) for value in (reading.temperature, reading.humidity, reading.dew_point))
    assert -60 <= reading.temperature <= 150
    assert 0 <= reading.humidity <= 105


def test_streaming_sensor_is_never_asked() -> None:
    from qcstation.transports import open_link
    from tests.transports.wires import LineServer

    class Talker(LineServer):
        def serve(self, connection):  # type: ignore[no-untyped-def]
            connection.sendall(f"DP=-9.1\n{LINE}\n".encode())
            self.received.append(connection.recv(100))

    with Talker(lambda _: None) as server:
        climate = StreamingClimateSensor("climate", open_link(server.settings()))
        assert climate.measure().temperature == 21.34
        climate.close()
        server.finish()
    assert server.received == [b""]
