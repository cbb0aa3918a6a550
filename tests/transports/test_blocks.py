"""The IEEE 488.2 block parser, on whole messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.transports.blocks import BlockFormatError, split_block


@given(payload=st.binary(max_size=2000), padding=st.integers(0, 5), termination=st.sampled_from([b"", b"\n", b"\r\n"]))
def test_definite_blocks_come_back_whole(payload: bytes, padding: int, termination: bytes) -> None:
    digits = str(len(payload)).rjust(padding + len(str(len(payload))), "0")[-9:]
    message = f"#{len(digits)}{digits}".encode() + payload + termination
    assert bytes(split_block(message, termination)[0]) == payload


@given(payload=st.binary(max_size=2000))
def test_indefinite_blocks_end_with_the_message(payload: bytes) -> None:
    assert bytes(split_block(b"#0" + payload + b"\n", b"\n")[0]) == payload


@given(message=st.binary(max_size=100))
def test_any_bytes_are_a_block_or_a_format_error(message: bytes) -> None:
    try:
        payload = split_block(message, b"\n")[0]
    except BlockFormatError:
        return
    assert bytes(payload) in message
    assert b"#" in message


@given(payload=st.binary(min_size=1, max_size=200), missing=st.integers(1, 200))
def test_truncated_blocks_say_how_much_came(payload: bytes, missing: int) -> None:
    kept = payload[: max(len(payload) - missing, 0)]
    with pytest.raises(BlockFormatError, match=f"{len(kept)} of {len(payload)} bytes"):
        split_block(f"#3{len(payload):03d}".encode() + kept, b"")[0]


def test_a_further_block_of_the_same_message_is_kept() -> None:
    payload, rest = split_block(b"CURVE #13abc;#13def\n", b"\n")
    assert (bytes(payload), rest) == (b"abc", b";#13def\n")
    assert (bytes(split_block(rest, b"\n")[0]), split_block(rest, b"\n")[1]) == (b"def", b"")
