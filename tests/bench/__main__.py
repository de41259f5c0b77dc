"""Runs every benchmark: `python -m tests.bench [NAME ...]`."""

import importlib
import pkgutil
import sys

import tests.bench as package


def main(wanted: list[str]) -> int:
    names = [m.name for m in pkgutil.iter_modules(package.__path__) if m.name != "__main__"]
    unknown = set(wanted) - set(names)
    if unknown:
        print(f"no benchmark {', '.join(sorted(unknown))}; there is {', '.join(names)}")
        return 2
    for name in wanted or names:
        module = importlib.import_module(f"tests.bench.{name}")
        if not hasattr(module, "run"):
            continue
        print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}")
        for row in module.run():
            print(f"  {row}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
