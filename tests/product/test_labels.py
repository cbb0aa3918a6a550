"""Labels by command: to files, and to a printer that is really connected to."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

from tests.product.conftest import GOOD, Finished

Command = Callable[..., Finished]
ASIC = "20WASHP0001001"


def test_labels_are_written_to_files(qcstation: Command, tmp_path: Path) -> None:
    assert qcstation("label", GOOD, "--output", str(tmp_path / "one.svg")).code == 0
    assert GOOD in (tmp_path / "one.svg").read_text()
    assert qcstation("label", GOOD, ASIC, "--output", str(tmp_path)).code == 0
    assert (tmp_path / f"{ASIC}.svg").is_file()


def test_a_printer_gets_one_job_with_all_labels(qcstation: Command) -> None:
    job = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def receive() -> None:
            link, _ = listener.accept()
            with link:
                while part := link.recv(4096):
                    job.extend(part)

        printer = threading.Thread(target=receive)
        printer.start()
        ended = qcstation("label", GOOD, ASIC, "--printer", f"127.0.0.1:{listener.getsockname()[1]}")
        printer.join(timeout=10)
    assert ended.code == 0
    assert job.count(b"^XA") == job.count(b"^XZ") == 2
    assert GOOD.encode() in job


def test_what_is_wrong_is_said(qcstation: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    for arguments, words in [
        ((GOOD,), "either --output FILE or --printer HOST"),
        ((GOOD, "--printer", f"127.0.0.1:{free}"), "does not answer"),
        ((GOOD, "--output", str(tmp_path / "label.doc")), ".svg or .zpl"),
        ((GOOD, ASIC, "--output", str(tmp_path / "one.svg")), "give a folder"),
        ((GOOD, "--output", str(tmp_path / "one.svg"), "--size", "big"), "such as 40x15"),
    ]:
        refused = qcstation("label", *arguments)
        assert refused.code == 2
        assert words in refused.err
