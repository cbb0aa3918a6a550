"""The watchdog process by its pipe alone, with a main process that is only a number."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from qcstation.safety.watchdog.messages import (
    Arm,
    Beat,
    Begin,
    Disarm,
    Finish,
    Letter,
    Message,
    decode_acknowledgement,
    encode,
)
from tests.safety.mains import until
from tests.safety.supply import Supply


class Pipes:
    """A watchdog process for a main process that sleeps."""

    def __init__(self, folder: Path, *, terminal: bool = True) -> None:
        self.folder = folder
        self.terminal = folder / "terminal"
        self.main = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        with contextlib.ExitStack() as files:
            errors = files.enter_context(self.terminal.open("wb")) if terminal else subprocess.PIPE
            self.watchdog = subprocess.Popen(
                [sys.executable, "-m", "qcstation.safety.watchdog"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0,
            )  # fmt: skip
        self._number = 0
        self.begin = Begin(
            station="bench", main_pid=self.main.pid, report=str(folder / "report.json"), register=str(folder / "unsafe"),
            stacks=str(folder / "stacks"), declare_unsafe_after=1.0, retry_for=1.0,
        )  # fmt: skip

    def say(self, *messages: Message) -> None:
        for message in messages:
            self._number += 1
            self.write(encode(Letter(number=self._number, message=message)))

    def write(self, data: bytes) -> None:
        assert self.watchdog.stdin is not None
        self.watchdog.stdin.write(data)

    def hear(self) -> tuple[int, str]:
        assert self.watchdog.stdout is not None
        answer = decode_acknowledgement(self.watchdog.stdout.readline())
        return answer.number, answer.problem

    def end(self) -> tuple[int, str]:
        """Close the pipe; return exit code and what was said on the terminal."""
        assert self.watchdog.stdin is not None
        self.watchdog.stdin.close()
        code = self.watchdog.wait(20)
        return code, self.terminal.read_text()

    def close(self) -> None:
        for process in (self.main, self.watchdog):
            process.kill()
            process.wait(20)
        for pipe in (self.watchdog.stdin, self.watchdog.stdout, self.watchdog.stderr):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def pipes(tmp_path: Path) -> Iterator[Pipes]:
    made = Pipes(tmp_path)
    yield made
    made.close()


@pytest.fixture
def supply() -> Iterator[Supply]:
    made = Supply(-20.0, on=True)
    yield made
    made.close()


def test_every_letter_is_acknowledged(pipes: Pipes, supply: Supply) -> None:
    pipes.say(pipes.begin, Arm(recipe=supply.recipe()), Beat(within=5.0), Disarm(instrument="bias", output=""))
    assert [pipes.hear() for _ in range(4)] == [(1, ""), (2, ""), (3, ""), (4, "")]
    assert pipes.end() == (0, "")
    assert supply.history == []


def test_nothing_armed_nothing_done(pipes: Pipes) -> None:
    pipes.say(pipes.begin)
    assert pipes.end() == (0, "")
    assert pipes.main.poll() is None
    assert list(pipes.folder.iterdir()) == [pipes.terminal]


def test_a_letter_cut_short_by_the_death_of_its_writer_is_no_obstacle(pipes: Pipes, supply: Supply) -> None:
    pipes.say(pipes.begin, Arm(recipe=supply.recipe()))
    pipes.write(encode(Letter(number=3, message=Beat(within=5.0)))[:-9])
    pipes.main.kill()
    code, said = pipes.end()
    assert code == 0
    assert not supply.on
    assert "making safe: bias" in said
    assert "every output of bench is safe" in said


def test_orders_that_are_not_understood_are_told_and_change_nothing(pipes: Pipes, supply: Supply) -> None:
    pipes.say(pipes.begin, Arm(recipe=supply.recipe()))
    pipes.write(b'{"number":3,"message":{"type":"dance"}}\n')
    answers = [pipes.hear() for _ in range(3)]
    assert [answer for answer in answers if not answer[1]] == [(1, ""), (2, "")]
    assert any("does not understand" in problem for _, problem in answers)
    pipes.say(Finish())
    code, _ = pipes.end()
    assert code == 0
    assert not supply.on
    assert pipes.main.poll() is None


def test_armed_twice_an_output_is_made_safe_once_by_the_newer_recipe(pipes: Pipes, supply: Supply) -> None:
    pipes.say(pipes.begin, Arm(recipe=supply.recipe(step=20.0)), Arm(recipe=supply.recipe(step=10.0)), Finish())
    assert pipes.end()[0] == 0
    assert [moment.level for moment in supply.history if moment.command.startswith("LEV ")] == [-10.0, 0.0]


def test_two_outputs_of_one_instrument_share_its_link(pipes: Pipes, supply: Supply) -> None:
    recipes = [structs.replace(supply.recipe(), output=str(channel)) for channel in (1, 2)]
    pipes.say(pipes.begin, *(Arm(recipe=recipe) for recipe in recipes), Finish())
    assert pipes.end()[0] == 0
    assert not supply.on


def test_an_output_that_never_obeys_is_still_unsafe_at_the_end(pipes: Pipes, supply: Supply) -> None:
    supply.stuck_on = True
    pipes.say(pipes.begin, Arm(recipe=supply.recipe(deadline=0.5)), Finish())
    code, said = pipes.end()
    assert code == 3
    assert "attempts are over; still UNSAFE: bias" in said


def test_it_needs_no_terminal_to_speak_to(tmp_path: Path, supply: Supply) -> None:
    pipes = Pipes(tmp_path, terminal=False)
    assert pipes.watchdog.stderr is not None
    pipes.watchdog.stderr.close()
    pipes.say(pipes.begin, Arm(recipe=supply.recipe()))
    assert pipes.hear() == (1, "")
    pipes.main.kill()
    assert pipes.watchdog.stdin is not None
    pipes.watchdog.stdin.close()
    pipes.watchdog.stdin = None
    until(lambda: not supply.on)
    pipes.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the pipe is filled through /proc")
def test_a_terminal_that_takes_no_more_keeps_nothing_on(tmp_path: Path, supply: Supply) -> None:
    pipes = Pipes(tmp_path, terminal=False)
    assert pipes.watchdog.stderr is not None
    # The test keeps the pipe's other end, reads nothing, and the pipe is full.
    pipes.say(pipes.begin, Arm(recipe=supply.recipe()))
    assert pipes.hear() == (1, "")
    fill = os.open(f"/proc/{pipes.watchdog.pid}/fd/2", os.O_WRONLY | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(fill, bytes(4096))
    os.close(fill)
    pipes.main.kill()
    assert pipes.watchdog.stdin is not None
    pipes.watchdog.stdin.close()
    assert pipes.watchdog.wait(20) == 0
    assert not supply.on
    pipes.close()
