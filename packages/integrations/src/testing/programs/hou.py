"""A stand-in of Houdini's module, after its published documentation, for tests: one Afanasy ROP, and messages."""

messages = []


class _Parm:
    def __init__(self, value):
        self._value = value

    def eval(self):
        return self._value

    def evalAsString(self):
        return str(self._value)

    def set(self, value):
        self._value = value


class _Type:
    def name(self):
        return "afanasy"


class Node:
    def __init__(self, name):
        parms = {"job_name": name, "hosts_mask": "", "enable_extended_parameters": 0, "soho_foreground": 0}
        self._parms = {key: _Parm(value) for key, value in parms.items()}

    def type(self):
        return _Type()

    def parm(self, name):
        return self._parms.get(name)


class qt:
    @staticmethod
    def mainWindow():
        return None


class severityType:
    Error = "error"


class ui:
    @staticmethod
    def displayMessage(text, **named):
        messages.append([text, named["severity"]])


selected = []


def selectedNodes():
    return tuple(selected)


def isUIAvailable():
    return True
