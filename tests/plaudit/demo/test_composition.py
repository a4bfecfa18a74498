from importlib import import_module

from plaudit.demo.composition import DEMO_SERVICES
from plaudit.supervision.services import SERVICES


def test_the_demo_starts_every_service_with_a_composition_of_its_own() -> None:
    assert [service.name for service in DEMO_SERVICES] == [service.name for service in SERVICES]
    for demo, real in zip(DEMO_SERVICES, SERVICES, strict=True):
        module, _, attribute = demo.target.partition(":")
        assert callable(getattr(import_module(module), attribute))
        assert demo.target != real.target
        assert (demo.port_setting, demo.stops_last) == (real.port_setting, real.stops_last)
