"""IEEE 488.2 arbitrary blocks: ``#<n><n digits><data>`` (definite length) and ``#0<data>`` (indefinite).

IEEE 488.2-1992, sections 8.7.9 and 8.7.10.
"""

_LONGEST_PREFIX = 64
"""Some instruments put the command's name before the block (``C1:WF ALL,#9...``); more than this is no such prefix."""


class BlockFormatError(ValueError):
    """What came is not a block; `received` is its beginning."""

    def __init__(self, problem: str, received: bytes) -> None:
        super().__init__(problem)
        self.received = received


def block_head(received: bytes, termination: bytes) -> int | None:
    """Return how many digits the block's length has (0: indefinite), or None while its head is not complete.

    Raises:
        BlockFormatError: `received` is a line of text, or cannot begin a block.
    """
    hash_mark = received.find(b"#")
    if hash_mark < 0:
        if termination and received.endswith(termination):
            raise BlockFormatError("a line came where a block was expected", received[: -len(termination)])
        if len(received) > _LONGEST_PREFIX:
            raise BlockFormatError("expected a block that begins with '#'", received)
        return None
    digits = received[hash_mark + 1 : hash_mark + 2]
    if not digits:
        return None
    if not digits.isdigit():
        raise BlockFormatError("expected a digit after the block's '#'", received)
    return int(digits)


def block_length(head: bytes, digits: int) -> int:
    """Return the length in bytes that the last `digits` bytes of a block's head give.

    Raises:
        BlockFormatError: they are not digits.
    """
    text = head[-digits:]
    if not text.isdigit():
        raise BlockFormatError("expected the block's length in digits", head)
    return int(text)


def split_block(message: bytes, termination: bytes) -> tuple[memoryview, bytes]:
    """Return the payload of the first block in a whole message, without copying it, and what follows if that is a block too.

    Raises:
        BlockFormatError: the message is not a block, or shorter than the block's head says.
    """
    view = memoryview(message)
    start = message.find(b"#", 0, _LONGEST_PREFIX + 1)
    digits = block_head(message[: start + 2] if start >= 0 else message[: _LONGEST_PREFIX + 1], termination)
    if digits is None:
        raise BlockFormatError("expected a block that begins with '#'", message[:_LONGEST_PREFIX])
    begin = start + 2 + digits
    if digits == 0:
        end = len(message) - (len(termination) if termination and message.endswith(termination) else 0)
        return view[begin:end], b""
    end = begin + block_length(message[:begin], digits)
    if len(message) < end:
        raise BlockFormatError(f"block truncated: {len(message) - begin} of {end - begin} bytes came", message[:begin])
    return view[begin:end], message[end:] if b"#" in message[end : end + 2] else b""
