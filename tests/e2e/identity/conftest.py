"""A desk that trusts a provider whose tokens may be bent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.identity.coming_in import SECRET, SETTINGS
from tests.support.desk import ADDRESS, SmallDesk, small_desk
from tests.support.identity_provider import BentProvider, bent_provider


@pytest.fixture(scope="module")
def running() -> Iterator[BentProvider]:
    with bent_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: BentProvider) -> BentProvider:
    running.fresh()
    return running


@pytest.fixture(scope="module")
def one_desk(running: BentProvider, tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    return small_desk(
        tmp_path_factory.mktemp("desk"), SETTINGS.format(address=ADDRESS, issuer=running.issuer), whole=False
    )


@pytest.fixture
def desk(one_desk: SmallDesk, provider: BentProvider, monkeypatch: pytest.MonkeyPatch) -> SmallDesk:
    """A desk that knows nothing of the provider yet."""
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)
    one_desk.app.__dict__.pop("identity", None)
    return one_desk
