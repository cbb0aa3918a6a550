"""Benches that are switched off after each test."""

from collections.abc import Callable, Iterator

import pytest

from qcstation.simulation import BenchSpec
from tests.simulation.clients import Rig

MakeRig = Callable[..., Rig]


@pytest.fixture
def rig() -> Iterator[MakeRig]:
    rigs: list[Rig] = []

    def make(spec: BenchSpec, *, stepped: bool = True) -> Rig:
        rigs.append(Rig(spec, stepped=stepped))
        return rigs[-1]

    yield make
    for each in rigs:
        each.close()
