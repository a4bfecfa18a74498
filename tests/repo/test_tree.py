"""Nothing of the machine that it was written on is in the tree."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MACHINE_PATH = re.compile(rb"(?<![\w.:/])/(?:home|Users|root|work)/\w")
INDEX_HOST = re.compile(rb"(?i)index-url[= ]+\w+:|://[^\s]*/simple\b|pythonhosted")
LEFTOVER = re.compile(rb"\b(?:TO" + rb"DO|FIX" + rb"ME|X" + rb"XX)\b")
SKIPPED = {"requirements.lock", "LICENSE"}
IMAGES = {".png", ".jpg", ".ico"}


def files() -> Iterator[Path]:
    """Every file that git knows, or where there is no repository, every file there is."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    inside = (ROOT / ".git").exists() and listed.returncode == 0
    names = listed.stdout.splitlines() if inside else [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")]
    for name in names:
        path = ROOT / name
        if (
            path.is_file()
            and "__pycache__" not in path.parts
            and path.name not in SKIPPED
            and path.suffix not in IMAGES
        ):
            yield path


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX_HOST, LEFTOVER], ids=["paths", "indexes", "leftovers"])
def test_no_file_holds_what_belongs_to_a_machine_or_to_later(pattern: re.Pattern[bytes]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0].decode()}"
        for path in files()
        if path != Path(__file__)
        for match in pattern.finditer(path.read_bytes())
    ]
    assert found == []


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_module_says_what_it_is() -> None:
    import plaudit
    import services

    for package in (plaudit, services):
        for path in Path(str(package.__file__)).parent.rglob("*.py"):
            assert path.read_text("utf-8").lstrip().startswith('"""'), path
