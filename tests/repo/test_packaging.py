"""What is installed is what lies in the tree, and nobody else's."""

import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import plaudit
import services

ROOT = Path(__file__).parents[2]
PACKAGES = {package.__name__: Path(str(package.__file__)).parent for package in (plaudit, services)}
IN_TREE = (ROOT / "plaudit").is_dir()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def installed_files() -> set[str]:
    """Every file of both packages as they are imported, bytecode aside."""
    return {
        f"{name}/{path.relative_to(folder).as_posix()}"
        for name, folder in PACKAGES.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[set[str], set[str]]]:
    """The files of a wheel and an sdist that are built now; where there is no tree, what was installed."""
    if not IN_TREE:
        yield installed_files(), installed_files()
        return
    directory = str(tmp_path_factory.mktemp("dist"))
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=directory, versions=["standard"])
    (sdist,) = SdistBuilder(str(ROOT)).build(directory=directory, versions=["standard"])
    with zipfile.ZipFile(wheel) as archive, tarfile.open(sdist) as tar:
        in_sdist = {name.partition("/")[2] for name in tar.getnames()}
        yield set(archive.namelist()), in_sdist


def test_the_wheel_and_the_sdist_hold_every_file_of_both_packages(built: tuple[set[str], set[str]]) -> None:
    wheel, sdist = built
    assert installed_files() - wheel == set()
    assert installed_files() - sdist == set()


def test_what_is_no_python_is_packed_too(built: tuple[set[str], set[str]]) -> None:
    """SQL models, their descriptions, templates and styles are read at run time."""
    suffixes = {Path(name).suffix for name in built[0]}
    assert {".py", ".sql", ".toml", ".html", ".css", ".js", ".typed"} <= suffixes


def test_both_packages_are_marked_as_typed() -> None:
    assert all((folder / "py.typed").exists() for folder in PACKAGES.values())


def test_nobody_else_owns_our_names() -> None:
    owners = packages_distributions()
    assert all(set(owners.get(name, ["plaudit"])) == {"plaudit"} for name in PACKAGES)


def test_the_version_is_one() -> None:
    assert PROJECT["version"] == plaudit.__version__


def test_the_lock_holds_every_dependency_with_hashes_and_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    wanted = [
        *PROJECT["dependencies"],
        *(name for extra in PROJECT["optional-dependencies"].values() for name in extra),
    ]
    for requirement in wanted:
        name = requirement.split(";")[0].split("[")[0].split(">")[0].split("<")[0].split("=")[0].strip().lower()
        assert name == "plaudit" or f"\n{name}==" in f"\n{lock.lower()}", name
    assert "://" not in lock
    assert "index-url" not in lock
    assert lock.count("--hash=sha256:") > 100
