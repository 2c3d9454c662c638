"""Python runs this when it starts with this folder on its path: it has Afanasy Pools watch for CGRU's ``af`` module.

It gives way to what it stands before: another ``sitecustomize`` further on the path runs after it. It must not fail in
any Python, older ones among them.
"""

import os
import sys


def _watch():
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.version_info < (3, 7):
        if os.environ.get("AFPOOLS_POOL"):
            sys.stderr.write(
                "Afanasy Pools: this Python %d.%d is too old for it, and submits without the pool %s.\n"
                % (sys.version_info[0], sys.version_info[1], os.environ["AFPOOLS_POOL"])
            )
        return
    import afpools_hook

    afpools_hook.watch()
    if os.path.exists(os.path.join(here, "afpools_afstarter.py")):
        import afpools_afstarter

        afpools_hook.on_import("Qt", afpools_afstarter.on_qt)


def _run_next():
    here = os.path.dirname(os.path.abspath(__file__))
    paths = [path for path in sys.path if os.path.abspath(path or ".") != here]
    if sys.version_info < (3, 7):
        import imp

        try:
            found = imp.find_module("sitecustomize", paths)
        except ImportError:
            return
        imp.load_module("sitecustomize", *found)
        return
    import importlib.machinery
    import importlib.util

    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", paths)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    _watch()
except Exception as error:
    sys.stderr.write("Afanasy Pools is off in this program: %s\n" % error)
_run_next()
