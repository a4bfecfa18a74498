import os
from pathlib import Path

from plaudit.serving import bound_socket
from tests.support.deployments import FREE_PORTS, run_command


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    return os.environ | FREE_PORTS | {"PLAUDIT_DATA_DIR": str(tmp_path / "data")} | settings


def test_a_taken_port_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with bound_socket("127.0.0.1", 0) as holder:
        holder.listen()
        taken = str(holder.getsockname()[1])
        refused = run_command("up", environment=environment(tmp_path, PLAUDIT_INGEST_PORT=taken))
    assert refused.returncode == 78
    assert refused.stderr.splitlines()[-1].startswith(f"plaudit: The ingest can't listen on 127.0.0.1:{taken}")


def test_an_unknown_setting_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    refused = run_command("up", environment=environment(tmp_path, PLAUDIT_INGESTPORT="1"))
    assert refused.returncode == 78
    assert refused.stderr.startswith("plaudit: PLAUDIT_INGESTPORT is no setting of Plaudit")
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_data_without_keys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data" / "tables").mkdir(parents=True)
    refused = run_command("up", environment=environment(tmp_path))
    assert refused.returncode == 78
    assert "is missing; restore it from a backup" in refused.stderr


def test_a_place_that_can_not_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = run_command("up", environment=environment(tmp_path, PLAUDIT_DATA_DIR=str(tmp_path / "file" / "data")))
    assert refused.returncode == 78
    assert "can't be made" in refused.stderr
