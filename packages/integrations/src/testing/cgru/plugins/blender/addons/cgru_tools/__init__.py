"""A stand-in of CGRU's add-on for Blender, for tests: its mask fields, its panel and its way to submit."""

import os
import sys

import bpy
from bpy.props import PointerProperty, StringProperty

bl_info = {"name": "CGRU Tools", "blender": (2, 80, 0), "category": "Tools"}


class CGRUProperties(bpy.types.PropertyGroup):
    jobname: StringProperty(name="Job Name", maxlen=512)
    hostsmask: StringProperty(name="Hosts Mask", maxlen=512)
    hostsmaskexclude: StringProperty(name="Hosts Exclude", maxlen=512)


class CGRU_Submit(bpy.types.Operator):
    bl_idname = "cgru.submit"
    bl_label = "Submit Job"

    def execute(self, context):
        import af

        scene = context.scene
        job = af.Job(scene.cgru.jobname or os.path.basename(bpy.data.filepath))
        block = af.Block(scene.render.engine, "blender")
        block.setCommand('blender -b "%s" -E %s -s @#@ -e @#@ -a' % (bpy.data.filepath, scene.render.engine))
        block.setNumeric(scene.frame_start, scene.frame_end, 1, scene.frame_step)
        job.blocks.append(block)
        job.setHostsMask(scene.cgru.hostsmask)
        job.setHostsMaskExclude(scene.cgru.hostsmaskexclude)
        result = job.send()
        if not result[0]:
            self.report({"ERROR"}, "An error occurred when submitting job to Afanasy. Check console.")
        else:
            self.report({"INFO"}, "Job id:%s successfully submit to Afanasy." % result[1]["id"])
        return {"FINISHED"}


class RENDER_PT_Afanasy(bpy.types.Panel):
    bl_label = "Afanasy"
    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "render"

    def draw(self, context):
        cgru = context.scene.cgru
        for name in ("jobname", "hostsmask", "hostsmaskexclude"):
            self.layout.prop(cgru, name)
        self.layout.operator("cgru.submit", icon="RENDER_STILL")


CLASSES = [CGRUProperties, CGRU_Submit, RENDER_PT_Afanasy]


def register():
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.cgru = PointerProperty(type=CGRUProperties)
    # As CGRU's does where Blender was not started in its environment.
    for folder in (("lib", "python"), ("afanasy", "python")):
        path = os.path.join(os.environ["CGRU_LOCATION"], *folder)
        if path not in sys.path:
            sys.path.append(path)


def unregister():
    del bpy.types.Scene.cgru
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
