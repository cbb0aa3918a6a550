"""Waveforms in the LECROY_2_3 template, written field by field from the template: the other side of the decoder."""

import struct
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def waveform(
    samples: ArrayLike,
    *,
    order: str = "<",
    words: bool = True,
    triggers: ArrayLike | None = None,
    prefix: bytes = b"",
    user_text: bytes = b"",
    **changed: Any,
) -> bytes:
    """Return a waveform as an instrument sends it; `triggers`: pairs (time, offset) of segments; `changed`: other fields."""
    codes = np.atleast_2d(np.asarray(samples))
    body = codes.astype(f"{order}i2" if words else "i1").tobytes()
    times = np.asarray(triggers, dtype=f"{order}f8").tobytes() if triggers is not None else b""
    given = {
        "template": b"LECROY_2_3",
        "comm_type": int(words),
        "descriptor": 346,
        "trigtime": len(times),
        "wave_array_1": len(body),
        "wave_array_2": 0,
        "segments": len(codes),
        "gain": 1.25e-4,
        "offset": -0.5,
        "highest": 31745.0,
        "lowest": -32001.0,
        "bits": 8,
        "interval": 25e-12,
        "start": -5e-9,
        "year": 2022,
        "record_type": 0,
        **changed,
    }
    head = bytearray(346)

    def put(at: int, kind: str, value: Any) -> None:
        struct.pack_into(order + kind, head, at, value)

    head[0:8] = b"WAVEDESC"
    head[16 : 16 + len(given["template"])] = given["template"]
    put(32, "H", given["comm_type"])
    put(34, "H", 1 if order == "<" else 0)
    put(36, "i", given["descriptor"])
    put(40, "i", len(user_text))
    put(48, "i", given["trigtime"])
    put(60, "i", given["wave_array_1"])
    put(64, "i", given["wave_array_2"])
    head[76:88] = b"LECROYWR9999"
    put(116, "i", codes.size)
    put(136, "i", 1)
    put(144, "i", given["segments"])
    put(156, "f", given["gain"])
    put(160, "f", given["offset"])
    put(164, "f", given["highest"])
    put(168, "f", given["lowest"])
    put(172, "h", given["bits"])
    put(176, "f", given["interval"])
    put(180, "d", given["start"])
    head[196:197], head[244:245] = b"V", b"S"
    put(296, "d", 40.25)
    struct.pack_into(f"{order}bbbbh", head, 304, 26, 9, 9, 11, given["year"])
    put(316, "H", given["record_type"])
    return prefix + bytes(head) + user_text + times + body
