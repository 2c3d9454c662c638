"""A stand-in of CGRU's script for Fusion, for tests: it asks for a hosts mask and does not use it, as CGRU's does."""

import af
import fusionscript


class Dispatcher:
    def dispatch(self, job_data):
        job = af.Job(job_data["job_name"])
        if job_data["submit_each_saver_individually"]:
            block = af.Block("Saver1", "fusion")
            block.setNumeric(int(job_data["start_frame"]), int(job_data["last_frame"]), 1, 1)
            block.setCommand("fusion_render_node -start @#@ -end @#@")
            job.blocks.append(block)
        status, _ = job.send()
        if not status:
            raise RuntimeError("Something went wrong!")


class UI:
    def __init__(self):
        self.fusion = fusionscript.scriptapp("Fusion")
        self.comp = self.fusion.GetCurrentComp()
        self.setup_ui()

    def message_box(self, title, message):
        self.comp.AskUser(title, {1: "Message", 2: "Text", "Name": "Message", "ReadOnly": True, "Default": message})

    def setup_ui(self):
        attributes = self.comp.GetAttrs()
        dialog = {
            1: {1: "job_name", 2: "Text", "Name": "Job Name", "Default": "comp"},
            2: {1: "start_frame", 2: "Slider", "Name": "Start Frame", "Default": attributes["COMPN_RenderStartTime"]},
            3: {1: "last_frame", 2: "Slider", "Name": "Last Frame", "Default": attributes["COMPN_RenderEndTime"]},
            4: {1: "hosts_mask", 2: "Text", "Name": "Hosts Mask", "Default": ""},
            5: {1: "submit_each_saver_individually", 2: "Checkbox", "Name": "Submit Each Saver", "Default": 1},
        }
        result = self.comp.AskUser("Submit to Afanasy", dialog)
        if not result:
            return
        result.update({"comp_file_full_path": attributes["COMPS_FileName"]})
        try:
            Dispatcher().dispatch(result)
        except RuntimeError as error:
            self.message_box("Submit to Afanasy", str(error))
        else:
            self.message_box("Submit to Afanasy", "Successfully Submitted.")


UI()
