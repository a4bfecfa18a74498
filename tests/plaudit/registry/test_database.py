import stat
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_mock_engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from plaudit.errors import MisconfiguredError
from plaudit.registry.database import Database
from plaudit.registry.errors import RegistryUnavailableError
from plaudit.registry.tables import metadata, salts, shipped
from tests.support.registries import a_registry, settings_in


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(settings_in(tmp_path).registry_database)
    database.create_tables()
    return database


def test_a_whole_registry_opens_while_another_writes(database: Database, tmp_path: Path) -> None:
    started = time.monotonic()
    with database.writing(), a_registry(tmp_path) as registry:
        assert registry.creators.page("", 10) == []
    assert time.monotonic() - started < 5


def test_readers_see_one_state_while_another_writes(database: Database) -> None:
    with database.writing() as writer:
        writer.execute(insert(shipped), {"stream": "events", "through": 1})
        with database.reading() as reader:
            assert reader.execute(select(shipped)).first() is None
    with database.reading() as reader:
        assert reader.execute(select(shipped.c.through)).scalar() == 1


def _write_twice(database: Database) -> None:
    with database.writing() as writer:
        for _ in range(2):
            writer.execute(insert(shipped), {"stream": "events", "through": 1})


def test_a_failure_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(IntegrityError):
        _write_twice(database)
    with database.reading() as reader:
        assert reader.execute(select(shipped)).first() is None


def test_durability_does_not_hang_on_the_write_ahead_log(database: Database) -> None:
    with database.reading() as connection:
        pragmas = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in (
            "journal_mode", "synchronous", "foreign_keys", "secure_delete",
        )}  # fmt: skip
    assert pragmas == {"journal_mode": "delete", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_only_its_owner_may_read_the_file(database: Database, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "registry.sqlite").stat().st_mode) == 0o600


def test_a_broken_file_is_an_unavailable_registry(database: Database, tmp_path: Path) -> None:
    database.close()
    (tmp_path / "registry.sqlite").write_bytes(b"this is no database" * 1000)
    with pytest.raises(RegistryUnavailableError), database.reading() as connection:
        connection.execute(select(salts))


@pytest.mark.parametrize(
    "url", ["nonsense", "nosuchdatabase://host/name", "postgresql+psycopg://host/name", "sqlite:////nowhere/at/all"]
)
def test_a_url_that_can_not_be_used_refuses_to_start(url: str) -> None:
    with pytest.raises(MisconfiguredError):
        Database(url)


def test_every_table_has_a_form_for_postgresql() -> None:
    statements: list[str] = []

    def note(statement: Any, *_: object, **__: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("postgresql+psycopg://", note)
    metadata.create_all(engine, checkfirst=False)
    ddl = "\n".join(statements)
    assert "change BIGSERIAL" in ddl
    assert "valid_from TIMESTAMP WITH TIME ZONE" in ddl
    assert "sealed_secrets BYTEA" in ddl
