import { AfpoolsError } from "@afpools/core";
import { findLegacy } from "../legacy/find-legacy.js";
import { legacyObstacles } from "../legacy/legacy-obstacles.js";
import { findBlenderScripts } from "../places/blender-places.js";
import { readCgruPlace } from "../places/cgru-place.js";
import { cgruPython } from "../places/cgru-python.js";
import { pythonFlaw, pythonVersion } from "../places/python-version.js";
import { blenderFiles, cgruFiles, type FilesRequest } from "./cgru-files.js";
import { readManifest } from "./manifest.js";
import { type InstallPlan, isInstalled, planInstall, planUninstall } from "./plan.js";
import { hostOf, isLoopback, pageOf, readSettings, type ServerSettings } from "./server-settings.js";
import { onlyByName, type Target, targetNames, withNeeds } from "./target.js";

export interface PlaceRequest {
  /** What is asked for; `all` is what there are programs for, without PyMongo and what starts a server. */
  readonly targets: readonly Target[] | "all";
  /** The CGRU installation. Default: `CGRU_LOCATION` of the environment. */
  readonly cgru?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface InstallRequest extends PlaceRequest, Omit<FilesRequest, "settings"> {
  /** What the programs are told; what is not here is as it was installed before, else by `defaults`. */
  readonly settings?: Partial<ServerSettings>;
  readonly defaults: ServerSettings;
}

/** Plans, one for each folder that is concerned, and targets that are left out because their program is not there. */
export interface Installations {
  readonly plans: readonly InstallPlan[];
  readonly missing: readonly Target[];
}

/**
 * Plans an installation: into CGRU, and Blender's add-on also into the folders of Blenders that were started without it.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` when there is no such CGRU, or no program for a target; `INVALID_FILE`.
 */
export async function planInstallations(request: InstallRequest): Promise<Installations> {
  const cgru = await cgruOf(request);
  const asked =
    request.targets === "all"
      ? targetNames.filter((target) => !onlyByName.includes(target))
      : request.targets;
  const blenders = asked.includes("blender") ? await findBlenderScripts(request.environment) : [];
  if (!cgru && (blenders.length === 0 || asked.some((target) => target !== "blender"))) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      "Where is CGRU? Name its folder with --cgru, or set CGRU_LOCATION.",
    );
  }
  const missing = asked.filter((target) => cgru && !cgru.targets.includes(target));
  if (request.targets !== "all" && missing.some((target) => target !== "blender" || blenders.length === 0)) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `${cgru?.root} has nothing that ${missing.join(" and ")} could be installed for.`,
      { details: { missing } },
    );
  }
  const plans: InstallPlan[] = [];
  if (cgru) {
    const wanted = withNeeds(asked.filter((target) => cgru.targets.includes(target)));
    const settled = await settle(cgru.root, request);
    const files = await Promise.all(
      wanted.map(async (target) => [target, await cgruFiles(target, settled)] as const),
    );
    const plan = await planInstall(cgru.root, new Map(files));
    plans.push({
      ...plan,
      obstacles: [...plan.obstacles, ...legacyObstacles(await findLegacy(cgru.root), wanted)],
      warnings: [
        ...loopbackWarnings(cgru.root, settled.settings),
        ...(await pythonWarnings(cgru.root, request.environment)),
      ],
    });
  }
  for (const scripts of blenders) plans.push(await planBlender(scripts, cgru?.root, request));
  return { plans, missing };
}

/**
 * Plans a removal from all places that {@link planInstallations} would install into.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`, `CONFLICT`, `INVALID_FILE`.
 */
export async function planRemovals(request: PlaceRequest): Promise<InstallPlan[]> {
  const asked = request.targets === "all" ? targetNames : request.targets;
  const cgru = await cgruOf(request);
  const roots = await installedRoots(request);
  return Promise.all(
    roots.map(async (root) => {
      const users = ((await readManifest(root)).trees ?? []).filter((tree) => tree !== cgru?.root);
      const isShared = cgru !== undefined && root !== cgru.root && users.length > 0;
      return isShared ? planRelease(root, users) : planUninstall(root, asked);
    }),
  );
}

/** Blender's add-on in the user's own folder, which all CGRU installations of that user share. */
async function planBlender(
  scripts: string,
  tree: string | undefined,
  request: InstallRequest,
): Promise<InstallPlan> {
  const { settings, ...others } = await settle(scripts, request);
  const files = await blenderFiles("addons", { settings, ...others });
  const plan = await planInstall(scripts, new Map([["blender", files]]));
  const known = plan.before.trees ?? [];
  const users = known.filter((user) => user !== tree);
  const before = await readSettings(scripts);
  const isMoved = users.length > 0 && before !== undefined && before.server !== settings.server;
  const warning = `Blender's add-on in ${scripts} is also that of ${users.join(", ")}. It asked ${before?.server}, and now asks ${settings.server}.`;
  const trees = tree === undefined ? known : [...users, tree];
  return {
    ...plan,
    warnings: isMoved ? [warning] : [],
    after: { ...plan.after, ...(trees.length > 0 && { trees }) },
  };
}

/** Leaves what other CGRU installations use, and forgets this one. */
async function planRelease(root: string, trees: string[]): Promise<InstallPlan> {
  const before = await readManifest(root);
  const warning = `Blender's add-on in ${root} stays: ${trees.join(", ")} uses it. To remove it all the same: afpools uninstall blender, without --cgru and CGRU_LOCATION.`;
  return { root, steps: [], obstacles: [], warnings: [warning], before, after: { ...before, trees } };
}

/** A server on this machine's loopback is another one for each machine that uses the folder. */
function loopbackWarnings(root: string, { server }: ServerSettings): string[] {
  if (!isLoopback(hostOf(server))) return [];
  return [
    `Programs that use ${root} ask the Pool Server at ${server}: each machine asks itself. If other machines use this folder, name the server: afpools install … --server HOST:PORT`,
  ];
}

/** CGRU of the time of the 2019 tool brings a Python that is older than what is installed. */
async function pythonWarnings(root: string, environment: PlaceRequest["environment"]): Promise<string[]> {
  const version = await pythonVersion(cgruPython(root, environment));
  const flaw = version === undefined ? undefined : pythonFlaw(version);
  return flaw === undefined ? [] : [flaw];
}

/** The places where something is installed: CGRU, and the folders of Blenders. */
export async function installedRoots(request: Omit<PlaceRequest, "targets">): Promise<string[]> {
  const cgru = await cgruOf(request);
  const roots = [...(cgru ? [cgru.root] : []), ...(await findBlenderScripts(request.environment))];
  const used = await Promise.all(roots.map(async (root) => ((await isInstalled(root)) ? [root] : [])));
  return used.flat();
}

async function settle(
  root: string,
  { settings, defaults, ...request }: InstallRequest,
): Promise<FilesRequest> {
  // Another server has another page.
  const page = settings?.server === undefined ? {} : { page: pageOf(settings.server, defaults.page) };
  return { ...request, settings: { ...defaults, ...(await readSettings(root)), ...page, ...settings } };
}

async function cgruOf({ cgru, environment }: Omit<PlaceRequest, "targets">) {
  const folder = cgru ?? environment.CGRU_LOCATION;
  return folder ? readCgruPlace(folder) : undefined;
}
