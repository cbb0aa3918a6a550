"""Serial lines through pyserial: whole lines and blocks are read at once, and a sensor that streams can be drained."""

import sys
import time
from typing import TYPE_CHECKING, Any

from qcstation.model.errors import StationError

from .channel import StreamChannel
from .link import LinkSettings
from .usb_serial import is_usb_serial, usb_port_name

if TYPE_CHECKING:
    import serial

_SLICE = 0.02
"""Seconds that one read waits: changing pyserial's time-out before each read would set the line up anew."""
_SILENCE = 0.25
"""Seconds without a byte after which a late answer is taken to be complete; a line at 1200 baud sends 30 characters in it."""
_PARITIES = {"none": "N", "even": "E", "odd": "O", "mark": "M", "space": "S"}
_FLOW_CONTROLS = {"none": {}, "xonxoff": {"xonxoff": True}, "rtscts": {"rtscts": True}, "dsrdtr": {"dsrdtr": True}}


class SerialChannel(StreamChannel):
    """A serial port, opened for this process alone where the platform can."""

    def __init__(self, port: str, settings: LinkSettings) -> None:
        super().__init__(settings.read_termination)
        self._name = port
        self._options = _port_options(settings)
        self._clear_command = settings.serial_clear.encode("latin-1")
        self._timeout = settings.timeout
        self._port: serial.Serial | None = None

    def prepare(self) -> None:
        """Load pyserial."""
        import serial  # noqa: F401

    def open(self, deadline: float) -> None:  # noqa: ARG002 (opening a port does not wait)
        """Open the port."""
        import serial

        self._forget()
        # Looked up anew each time: an adapter that was pulled out may come back under another name.
        name = usb_port_name(self._name) if is_usb_serial(self._name) else self._name
        self._port = serial.Serial(name, timeout=_SLICE, write_timeout=self._timeout, exclusive=True, **self._options)

    def close(self) -> None:
        """Close the port."""
        if self._port is not None:
            self._port.close()
            self._port = None

    def send(self, data: bytes, deadline: float) -> None:  # noqa: ARG002 (pyserial has its own time-out)
        """Send all of `data`."""
        import serial

        try:
            self._connected().write(data)
        except serial.SerialTimeoutException as error:
            raise TimeoutError("the serial line took no more bytes") from error

    def clear(self, deadline: float) -> None:
        """Send the instrument's own clear character, where it has one, and drop what it still sends."""
        self._break_off(deadline)

    def resynchronise(self, deadline: float) -> str:
        """Wait until the line is silent, after a clear where the instrument knows one."""
        return f"{self._break_off(deadline)} late bytes dropped"

    def _break_off(self, deadline: float) -> int:
        if self._clear_command:
            self.send(self._clear_command, deadline)
        return self._drain_until_silent(_SILENCE, deadline)

    def _receive(self, deadline: float) -> bytes:
        port = self._connected()
        while not (data := port.read(1)):
            if time.monotonic() > deadline:
                raise TimeoutError("no answer in time")
        return bytes(data + port.read(port.in_waiting))

    def _receive_into(self, view: memoryview, deadline: float) -> int:
        port = self._connected()
        while not (data := port.read(min(max(port.in_waiting, 1), len(view)))):
            if time.monotonic() > deadline:
                raise TimeoutError("no answer in time")
        view[: len(data)] = data
        return len(data)

    def _receive_available(self) -> None:
        port = self._connected()
        while count := port.in_waiting:
            self._unread += port.read(count)

    def _connected(self) -> "serial.Serial":
        if self._port is None:
            raise ConnectionAbortedError("the port is closed")
        return self._port


def port_name(resource: str) -> str | None:
    """Return the operating system's name of the port in a serial resource, None if it is no serial resource.

    ``ASRL/dev/pts/3::INSTR`` and ``ASRLCOM3::INSTR`` name the port; ``ASRL3::INSTR`` is COM3, on Windows alone; a bare port name
    (``/dev/serial/by-id/...``, ``COM3``) serves too. ``serial:usb=SERIALNUMBER`` is returned as it is: its port is looked up when
    it is opened.

    Raises:
        StationError: a numbered port on a system without numbered ports.
    """
    if is_usb_serial(resource) or resource.startswith("/dev/") or (resource[:3].upper() == "COM" and resource[3:].isdigit()):
        return resource
    if resource[:4].upper() != "ASRL":
        return None
    name = resource[4:].removesuffix("::INSTR").removesuffix("::instr")
    if not name.isdigit():
        return name
    if sys.platform == "win32":
        return f"COM{name}"
    raise StationError(f"{resource}: name the port, such as ASRL/dev/serial/by-id/...::INSTR; numbers are for Windows alone")


def _port_options(settings: LinkSettings) -> dict[str, Any]:
    for field, known in (("parity", _PARITIES), ("flow_control", _FLOW_CONTROLS)):
        given = getattr(settings, field)
        if given not in known:
            raise StationError(f"{settings.instrument}: {field} = {given!r} is unknown; known: {', '.join(known)}")
    return {
        "baudrate": settings.baud_rate,
        "bytesize": settings.data_bits,
        "parity": _PARITIES[settings.parity],
        "stopbits": settings.stop_bits,
        **_FLOW_CONTROLS[settings.flow_control],
    }
