import { filesBelow, type InstallFile, packageFile, textFile } from "../files/package-files.js";
import type { ServerSettings } from "./server-settings.js";
import type { Target } from "./target.js";

export interface FilesRequest {
  readonly settings: ServerSettings;
  /** How this machine runs `afpools`: the program and the arguments before `serve`. */
  readonly command: readonly string[];
  /** A folder with PyMongo in it, for the target `pymongo`. */
  readonly pymongo?: string;
}

/** What a target puts into a CGRU installation. Nothing of CGRU's is among it. */
export async function cgruFiles(target: Target, request: FilesRequest): Promise<InstallFile[]> {
  switch (target) {
    case "python":
      return Promise.all([
        ...(await modules("afpools/python", request)),
        packageFile("setup/sitecustomize.py", "afpools/python/sitecustomize.py"),
        packageFile("setup/setup_afpools.sh", "setup_afpools.sh"),
        packageFile("setup/setup_afpools.cmd", "setup_afpools.cmd"),
      ]);
    case "blender":
      return blenderFiles("plugins/blender/addons", request);
    case "afstarter":
      return filesBelow("afstarter", "afpools/python");
    case "natron":
      return filesBelow("natron", "afpools/natron");
    case "fusion":
      return filesBelow("fusion", "plugins/fusion/Comp");
    case "houdini":
    case "nuke":
    case "maya":
    case "c4d":
      return filesBelow(`programs/${target}`, `afpools/${target}`);
    case "max":
    case "afterfx":
    case "clarisse":
      return filesBelow(`programs/${target}`, `plugins/${target}`);
    case "keeper":
      return filesBelow("keeper/menu", "start/AFANASY");
    case "keeper-server":
      return [
        ...(await filesBelow("keeper/server", "start/AFANASY")),
        ...(await filesBelow("keeper/scripts", "afpools/keeper")),
        textFile("afpools/keeper/command.txt", request.command.map((word) => `${word}\n`).join("")),
      ];
    case "pymongo":
      return request.pymongo ? filesBelow(request.pymongo, "afpools/pymongo") : [];
  }
}

/** Blender's add-on, which works without CGRU's environment, too, and so has the modules in its own folder. */
export async function blenderFiles(addons: string, request: FilesRequest): Promise<InstallFile[]> {
  const folder = `${addons}/afanasy_pools`;
  return [
    ...(await filesBelow("blender/afanasy_pools", folder)),
    ...(await modules(`${folder}/modules`, request)),
  ];
}

/** The modules that all programs share, and what they are told. */
async function modules(folder: string, { settings }: FilesRequest): Promise<InstallFile[]> {
  return [
    ...(await filesBelow("python", folder)),
    await packageFile("setup/afpools_hook.py", `${folder}/afpools_hook.py`),
    textFile(`${folder}/afpools.json`, `${JSON.stringify(settings, undefined, 2)}\n`),
  ];
}
