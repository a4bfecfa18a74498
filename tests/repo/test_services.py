"""A service is a folder, an extra, a line of the supervisor and a line of the import rules, or it is none."""

import tomllib
from pathlib import Path

import services
from plaudit.supervision.services import SERVICES

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOLDERS = {path.name for path in Path(str(services.__file__)).parent.iterdir() if (path / "__init__.py").exists()}


def test_every_service_is_supervised() -> None:
    assert {service.target.split(".")[1] for service in SERVICES} == FOLDERS


def test_every_service_has_an_extra() -> None:
    assert PROJECT["project"]["optional-dependencies"].keys() >= FOLDERS


def test_no_service_may_import_another() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (independent,) = [contract["modules"] for contract in contracts if contract["type"] == "independence"]
    assert {module.removeprefix("services.") for module in independent} == FOLDERS
