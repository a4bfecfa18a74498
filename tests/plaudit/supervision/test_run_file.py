from pathlib import Path

from plaudit.settings import load_settings
from plaudit.supervision.run_file import RunFile, read_run_file


def test_it_says_which_ports_and_processes_serve_and_where_the_token_lies(tmp_path: Path) -> None:
    RunFile(load_settings({}, data_dir=tmp_path, ingest_port=9001), tmp_path / "admin.token").write(
        {"ingest": 12, "api": None}
    )
    told = read_run_file(tmp_path)
    assert told is not None
    assert told["ports"] == {"api": 8083, "redirect": 8080, "ingest": 9001, "dashboard": 8082}
    assert told["pids"] == {"ingest": 12, "api": None}
    assert told["token_file"] == str(tmp_path / "admin.token")


def test_it_is_gone_when_the_services_are(tmp_path: Path) -> None:
    run_file = RunFile(load_settings({}, data_dir=tmp_path), tmp_path / "admin.token")
    run_file.write({})
    run_file.remove()
    assert read_run_file(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
