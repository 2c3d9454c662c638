"""Waits for a program to import CGRU's ``af``, and has ``afpools_submit`` put its jobs on pools.

Every Python in CGRU's environment imports this when it starts: it imports nothing that takes time.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Optional, Sequence

__all__ = ["on_import", "unwatch", "watch"]

_callbacks: "Dict[str, Callable[[Any], None]]" = {}


class _Finder:
    """Finds nothing itself: it has what the others find call a function once the module is there."""

    def __init__(self) -> None:
        self._busy = False

    def find_spec(self, name: str, path: "Optional[Sequence[str]]", target: "Any" = None) -> "Any":
        callback = _callbacks.get(name)
        if callback is None or self._busy:
            return None
        import importlib.util

        self._busy = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy = False
        loader: Any = spec and spec.loader
        if loader is None or not hasattr(loader, "exec_module"):
            return None
        execute = loader.exec_module

        def execute_and_call(module: "Any") -> None:
            execute(module)
            callback(module)

        loader.exec_module = execute_and_call
        return spec


_finder = _Finder()


def on_import(name: str, callback: "Callable[[Any], None]") -> None:
    """Calls ``callback`` with a module whenever it is imported; at once too where it is there already."""
    _callbacks[name] = callback
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    module = sys.modules.get(name)
    if module is not None:
        callback(module)


def watch() -> bool:
    """Wraps ``af.Job.send`` as soon as a program imports ``af``. Gives False where that was so already."""
    is_new = "af" not in _callbacks
    on_import("af", _wrap)
    return is_new


def unwatch() -> None:
    """Undoes :func:`watch`, and unwraps ``af``."""
    _callbacks.pop("af", None)
    if not _callbacks and _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
    if "af" in sys.modules:
        import afpools_submit

        afpools_submit.unwrap(sys.modules["af"])


def _wrap(af: "Any") -> None:
    import afpools_submit

    afpools_submit.wrap(af)
