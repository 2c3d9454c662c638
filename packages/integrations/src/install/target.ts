/** What can be installed. */
export const targetNames = [
  "python",
  "blender",
  "afstarter",
  "natron",
  "fusion",
  "keeper",
  "pymongo",
] as const;

/**
 * - `python`: the module and the hook by which jobs of whatever uses CGRU's `af.py` can be put on pools;
 * - `blender`, `afstarter`, `natron`, `fusion`, `keeper`: what is chosen from there;
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
  keeper: { needs: ["python"], of: "start/AFANASY" },
  pymongo: { needs: ["python"], of: "afanasy/python/af.py" },
};

/** The targets with those that they need, in the order in which they are installed. */
export function withNeeds(asked: readonly Target[]): Target[] {
  const all = new Set(asked.flatMap((target) => [target, ...targets[target].needs]));
  return targetNames.filter((target) => all.has(target));
}
