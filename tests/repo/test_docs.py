"""The documents keep up with the code: generated pages are as the code would write them now."""

import re
from pathlib import Path

import pytest

import plaudit
import services
from plaudit.cli.reference import PAGES
from plaudit.cli.table import COMMANDS
from plaudit.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_code_says_now(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "Run `make docs`."


def test_every_setting_and_every_command_is_documented() -> None:
    settings, commands = (DOCS / "settings.md").read_text("utf-8"), (DOCS / "commands.md").read_text("utf-8")
    assert all(f"`{PREFIX}{name.upper()}`" in settings for name in Settings.model_fields)
    assert all(f"`plaudit {command.words}" in commands for command in COMMANDS)


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_no_setting_is_named_that_does_not_exist() -> None:
    """A typing error in a document would refuse to start with exit code 78."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for page in (*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        named = set(re.findall(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b", page.read_text("utf-8")))
        assert {name for name in named if not name.startswith(f"{PREFIX}TEST")} <= known, page


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in (*DOCS.rglob("*.md"), *ROOT.glob("*.md")):
        for target in LINK.findall(page.read_text("utf-8")):
            assert exists((page.parent / target).resolve()), f"{page.relative_to(ROOT)} links to {target}"


def exists(path: Path) -> bool:
    """Whether a file of the tree is there; of our packages, where they are installed."""
    first, *rest = path.relative_to(ROOT.resolve()).parts or (".",)
    package = {"plaudit": plaudit, "services": services}.get(first)
    return (Path(str(package.__file__)).parent.joinpath(*rest) if package else path).exists()
