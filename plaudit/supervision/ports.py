"""Which ports the services get: those that are set, or free ones."""

import contextlib
from typing import NamedTuple

from plaudit.errors import MisconfiguredError
from plaudit.serving import bound_socket, is_port_free
from plaudit.settings import PREFIX, Settings
from plaudit.supervision.services import SERVICES, Service


class Replaced(NamedTuple):
    """A port that was taken, and the free one used instead."""

    service: str
    wanted: int
    used: int


def settle_ports(settings: Settings, *, replace_taken: bool) -> tuple[Settings, list[Replaced]]:
    """Settings in which every port is one that a service can have now; 0 becomes a free one.

    A taken port raises MisconfiguredError, or is replaced by a free one where that is wanted.
    """
    listening = [service for service in SERVICES if service.port_setting]
    free, replaced = iter(_free_ports(settings.bind, len(listening))), []
    chosen: dict[str, int] = {}
    for service in listening:
        wanted, setting = service.port(settings) or 0, str(service.port_setting)
        is_usable = wanted != 0 and wanted not in chosen.values() and is_port_free(settings.bind, wanted)
        if wanted and not is_usable and not replace_taken:
            raise _taken(settings, service, wanted)
        chosen[setting] = wanted if is_usable else next(free)
        if wanted and not is_usable:
            replaced.append(Replaced(service.name, wanted, chosen[setting]))
    return settings.model_copy(update=chosen), replaced


def _taken(settings: Settings, service: Service, port: int) -> MisconfiguredError:
    name = f"{PREFIX}{str(service.port_setting).upper()}"
    return MisconfiguredError(
        f"The {service.name} can't listen on {settings.bind}:{port}, something else does; "
        f"stop that, or set {name} to another port (0 takes a free one)."
    )


def _free_ports(address: str, count: int) -> list[int]:
    """Ports that were free a moment ago, all different because all are held until the last is found."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(bound_socket(address, 0)) for _ in range(count)]
        return [int(each.getsockname()[1]) for each in sockets]
