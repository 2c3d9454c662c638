"""A stand-in of Fusion's module of this name, for tests, by its documentation: AskUser with a user who has orders.

The answers of the environment are one for each dialog: values by the names of its lines, or null for Cancel. A line
that has none keeps its default. What was shown is printed as JSON, a dialog on each line.
"""

import json
import os

_answers = json.loads(os.environ["TEST_FUSION_ANSWERS"])


class Comp:
    def GetAttrs(self):
        return {"COMPS_FileName": "/shots/010.comp", "COMPN_RenderStartTime": 1.0, "COMPN_RenderEndTime": 3.0}

    def AskUser(self, title, dialog):
        if not isinstance(dialog.get(1), dict):
            # CGRU's messages are dialogs of no lines, but of one.
            dialog = {1: dialog}
        lines = {line[1]: line for line in dialog.values()}
        print(json.dumps({"title": title, "lines": lines}))
        answer = _answers.pop(0)
        if answer is None:
            return None
        assert set(answer) <= set(lines), (answer, list(lines))
        for name, line in lines.items():
            assert line[2] in ("Text", "Slider", "Checkbox", "Dropdown"), line
            if line[2] == "Dropdown":
                assert 0 <= answer.get(name, line["Default"]) < len(line["Options"])
        return {name: answer.get(name, line.get("Default")) for name, line in lines.items() if not line.get("ReadOnly")}


class Fusion:
    def GetCurrentComp(self):
        return Comp()


def scriptapp(name):
    assert name == "Fusion"
    return Fusion()
