"""What a supervised process runs first: tie its life to the supervisor's, then become the service."""

import sys
from importlib import import_module

from plaudit import lifeline


def main(parent: int, target: str) -> None:
    """Calls `target` ("module:function") in a process that ends when `parent` does."""
    lifeline.follow(parent)
    module, _, attribute = target.partition(":")
    getattr(import_module(module), attribute)()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
