/** What can be installed. */
export const targetNames = [
  "python",
  "blender",
  "afstarter",
  "natron",
  "fusion",
  "houdini",
  "nuke",
  "maya",
  "c4d",
  "max",
  "afterfx",
  "clarisse",
  "keeper",
  "keeper-server",
  "pymongo",
] as const;

/** What is installed only where it is asked for by name: it is not for every artist. */
export const onlyByName: readonly string[] = ["keeper-server", "pymongo"];

/**
 * - `python`: the module and the hook by which jobs of whatever uses CGRU's `af.py` can be put on pools;
 * - `blender` to `keeper`: what is chosen from there;
 * - `keeper-server`: entries of Keeper that start and configure a Pool Server;
 * - `pymongo`: PyMongo for those who read MongoDB directly.
 */
export type Target = (typeof targetNames)[number];

interface TargetFacts {
  /** What it does not work without. */
  readonly needs: readonly Target[];
  /** The file or folder of CGRU that it is for. */
  readonly of: string;
  /** What it counts on in that file; where a release of CGRU lacks one, it does not work. */
  readonly countsOn?: readonly string[];
}

export const targets: Readonly<Record<Target, TargetFacts>> = {
  python: { needs: [], of: "afanasy/python/af.py", countsOn: ["class Job", "def fillBlocks", "def send"] },
  blender: { needs: [], of: "plugins/blender/addons" },
  afstarter: {
    needs: ["python"],
    of: "utilities/afstarter/afstarter.py",
    countsOn: ["from Qt import", "self.fields", "self.bStart", "def start", "QtWidgets.QApplication"],
  },
  natron: {
    needs: ["python"],
    of: "plugins/natron/afanasy.py",
    countsOn: ["def createJob", "def onParamChanged", "def renderSelected"],
  },
  fusion: {
    needs: ["python"],
    of: "plugins/fusion/Comp/Afanasy.py",
    countsOn: ["fusionscript.scriptapp", "AskUser", "hosts_mask"],
  },
  houdini: {
    needs: ["python"],
    of: "plugins/houdini/afanasy.py",
    countsOn: ["hosts_mask", "enable_extended_parameters"],
  },
  nuke: { needs: ["python"], of: "plugins/nuke/scripts/cgru/afanasy.py", countsOn: ["hostsmask"] },
  maya: { needs: ["python"], of: "plugins/maya/afanasy" },
  c4d: { needs: ["python"], of: "plugins/c4d" },
  max: { needs: ["python"], of: "plugins/max/afanasy.mcr", countsOn: ["AfHostsMask"] },
  afterfx: {
    needs: ["python"],
    of: "plugins/afterfx/Afanasy.jsx",
    countsOn: ["system.callSystem(", "if( af_CheckScene())", "af.hosts_mask"],
  },
  clarisse: { needs: ["python"], of: "plugins/clarisse/afanasy_submit.py", countsOn: ["af.Job"] },
  keeper: { needs: ["python"], of: "start/AFANASY" },
  "keeper-server": { needs: ["keeper"], of: "start/AFANASY" },
  pymongo: { needs: ["python"], of: "afanasy/python/af.py" },
};

/** The targets with those that they need, in the order in which they are installed. */
export function withNeeds(asked: readonly Target[]): Target[] {
  const needed = (target: Target): Target[] => [target, ...targets[target].needs.flatMap(needed)];
  const all = new Set(asked.flatMap(needed));
  return targetNames.filter((target) => all.has(target));
}
