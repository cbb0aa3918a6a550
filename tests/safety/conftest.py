"""What the tests with real processes share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.safety.mains import PROMISE, Main
from tests.safety.supply import Supply


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Main]]:
    mains: list[Main] = []

    def begin(behaviour: str, supplies: int = 1, **orders: float) -> Main:
        folder = tmp_path / f"{len(mains)}"
        folder.mkdir()
        mains.append(Main([Supply() for _ in range(supplies)], folder, behaviour, **{"promise": PROMISE, **orders}))
        return mains[-1]

    yield begin
    for main in mains:
        for supply in main.supplies:
            supply.close()
        main.close()
