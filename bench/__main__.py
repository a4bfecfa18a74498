"""Every measurement in one run on this machine, one after the other: `make bench`.

Each is a program of its own with its own arguments; nothing else should run meanwhile.
"""

import subprocess
import sys

MEASUREMENTS = ("redirect", "ingest", "log", "loader", "models", "freshness")


def main() -> None:
    for name in MEASUREMENTS:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)


if __name__ == "__main__":
    main()
