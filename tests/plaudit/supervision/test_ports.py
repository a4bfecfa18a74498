from pathlib import Path

import pytest

from plaudit.errors import MisconfiguredError
from plaudit.serving import bound_socket, is_port_free
from plaudit.settings import Settings, load_settings
from plaudit.supervision.ports import Replaced, settle_ports

NAMES = ("redirect_port", "ingest_port", "dashboard_port", "api_port")


def settings_with(tmp_path: Path, **ports: int) -> Settings:
    return load_settings({}, data_dir=tmp_path, **(dict.fromkeys(NAMES, 0) | ports))


def test_port_zero_becomes_a_free_one_for_every_service(tmp_path: Path) -> None:
    settled, replaced = settle_ports(settings_with(tmp_path), replace_taken=False)
    ports = {getattr(settled, name) for name in NAMES}
    assert len(ports) == 4
    assert all(is_port_free("127.0.0.1", port) for port in ports)
    assert replaced == []


def test_a_taken_port_is_refused_with_its_setting(tmp_path: Path) -> None:
    with bound_socket("127.0.0.1", 0) as holder:
        holder.listen()
        taken = holder.getsockname()[1]
        with pytest.raises(MisconfiguredError, match=r"PLAUDIT_INGEST_PORT") as refusal:
            settle_ports(settings_with(tmp_path, ingest_port=taken), replace_taken=False)
    assert str(taken) in str(refusal.value)


def test_a_taken_port_is_replaced_where_that_is_wanted_and_told(tmp_path: Path) -> None:
    with bound_socket("127.0.0.1", 0) as holder:
        holder.listen()
        taken = holder.getsockname()[1]
        settled, replaced = settle_ports(settings_with(tmp_path, ingest_port=taken), replace_taken=True)
    assert replaced == [Replaced("ingest", taken, settled.ingest_port)]
    assert settled.ingest_port != taken


def test_two_services_on_one_port_are_refused(tmp_path: Path) -> None:
    with bound_socket("127.0.0.1", 0) as holder:
        free = holder.getsockname()[1]
    with pytest.raises(MisconfiguredError):
        settle_ports(settings_with(tmp_path, ingest_port=free, api_port=free), replace_taken=False)
