"""Python runs this when it starts with this folder on its path: it has Afanasy Pools watch for CGRU's ``af`` module.

It gives way to what it stands before: another ``sitecustomize`` further on the path runs after it. It must not fail in
any Python, older ones among them.
"""

import os
import sys


class _Refusal(object):
    """In a Python that is too old, a job for which the environment names a pool is not sent: it would render anywhere.

    The importer of those Pythons: it loads ``af`` as the others do, and takes ``af.Job.send`` away.
    """

    _is_busy = False

    def find_module(self, name, path=None):
        return self if name == "af" and not self._is_busy else None

    def load_module(self, name):
        self._is_busy = True
        try:
            module = __import__(name)
        finally:
            self._is_busy = False

        def send(job, *args, **named):
            raise RuntimeError(
                "Python %d.%d is too old to put the job on the pool %s. Unset AFPOOLS_POOL to send it without a pool."
                % (sys.version_info[0], sys.version_info[1], os.environ.get("AFPOOLS_POOL"))
            )

        module.Job.send = send
        return module


def _watch():
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.version_info < (3, 7):
        if os.environ.get("AFPOOLS_POOL"):
            sys.meta_path.insert(0, _Refusal())
        return
    import afpools_hook

    afpools_hook.watch()
    if os.path.exists(os.path.join(here, "afpools_afstarter.py")):
        afpools_hook.on_import("Qt", _on_qt)


def _on_qt(qt):
    if os.path.basename(sys.argv[0]) == "afstarter.py":
        import afpools_afstarter

        afpools_afstarter.on_qt(qt)


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
    # What finds modules on paths, without an import: those of importlib take longer than all else here.
    finder = [each for each in sys.meta_path if getattr(each, "__name__", "") == "PathFinder"]
    spec = finder[0].find_spec("sitecustomize", paths) if finder else None
    if spec is None or spec.loader is None:
        return
    import importlib.util

    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    _watch()
except Exception as error:
    sys.stderr.write("Afanasy Pools is off in this program: %s\n" % error)
_run_next()
