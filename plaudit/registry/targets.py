"""Link targets and hosts as fields of an entity: what is wrong with them is said of the field."""

from collections.abc import Collection

from plaudit.registry.errors import RefusedError
from plaudit.security.redirect_targets import TargetRefusedError, normal_host, normal_target


def checked_target(field: str, url: str, allowed_hosts: Collection[str], own_hosts: Collection[str]) -> str:
    try:
        return normal_target(url, allowed_hosts, own_hosts)
    except TargetRefusedError as error:
        raise RefusedError(str(error), field=field, reason=error.reason) from error


def checked_host(field: str, host: str) -> str:
    try:
        return normal_host(host)
    except TargetRefusedError as error:
        raise RefusedError(str(error), field=field, reason=error.reason) from error
