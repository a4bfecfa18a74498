"""One answer to a scrape for all workers, since a scrape reaches only one of them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import generate_latest

SUFFIX = ".prom"
GAUGE = "gauge"


class WorkerMetrics:
    """Each worker leaves its own metrics in a file of `folder`; whoever is scraped adds the others to its own.

    The folder is emptied when the service starts, so that the sums grow from 0 like a process's own counters.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / f"{os.getpid()}{SUFFIX}"

    def share(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._own.with_suffix(".new")
        draft.write_bytes(generate_latest())
        draft.replace(self._own)

    def render(self) -> bytes:
        others = [file for file in self._folder.glob(f"*{SUFFIX}") if file != self._own]
        texts = {int(file.stem): file.read_text() for file in others}
        return "".join(f"{line}\n" for line in merge(texts | {os.getpid(): generate_latest().decode()})).encode()


def metrics_folder(data_dir: Path) -> Path:
    return data_dir / "run" / "redirect"


def clear(folder: Path) -> None:
    for file in folder.glob(f"*{SUFFIX}"):
        file.unlink(missing_ok=True)


def merge(texts: dict[int, str]) -> Iterator[str]:
    """Sums counters and histograms over the workers; a gauge stays apart, labelled by the worker's process id.

    A worker that crashed goes on counting in the sums, and its gauges are left out.
    """
    families: dict[str, list[str]] = {}
    sums: dict[str, dict[str, float]] = {}
    for pid, text in texts.items():
        for name, kind, head, samples in _families(text.splitlines()):
            families.setdefault(name, head)
            total = sums.setdefault(name, {})
            for sample in samples if kind != GAUGE or _is_alive(pid) else ():
                series, _, value = sample.rpartition(" ")
                key = _labelled(series, pid) if kind == GAUGE else series
                total[key] = total.get(key, 0.0) + float(value)
    for name, head in families.items():
        yield from head
        yield from (f"{series} {value}" for series, value in sums[name].items())


def _families(lines: Iterable[str]) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Name, kind, comment lines and samples of each family, as `generate_latest` lays them out."""
    head: list[str] = []
    samples: list[str] = []
    for line in lines:
        if line.startswith("# HELP") and head:
            yield *_named(head), head, samples
            head, samples = [], []
        (head if line.startswith("#") else samples).append(line)
    if head:
        yield *_named(head), head, samples


def _named(head: list[str]) -> tuple[str, str]:
    _, _, name, kind = head[-1].split(" ", 3)
    return name, kind


def _labelled(series: str, pid: int) -> str:
    name, brace, labels = series.partition("{")
    return f'{name}{{worker="{pid}",{labels}' if brace else f'{name}{{worker="{pid}"}}'


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
