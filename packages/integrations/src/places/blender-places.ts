import { readdir } from "node:fs/promises";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The script folders of the Blenders that a user has started, one for each of their versions: for Blenders that are started
 * without CGRU. Blender's add-ons are in `addons` below.
 */
export async function findBlenderScripts(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<string[]> {
  const base = blenderConfig(environment, platform);
  if (base === undefined) return [];
  const names = await readdir(base).catch(() => []);
  return names
    .filter((name) => /^\d+\.\d+$/.test(name) && Number(name) >= 2.8)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => join(base, name, "scripts"));
}

function blenderConfig(environment: Environment, platform: NodeJS.Platform): string | undefined {
  const below = (base: string | undefined, ...names: string[]) => base && join(base, ...names);
  if (platform === "win32") return below(environment.APPDATA, "Blender Foundation", "Blender");
  if (platform === "darwin") return below(environment.HOME, "Library", "Application Support", "Blender");
  return below(environment.XDG_CONFIG_HOME || below(environment.HOME, ".config"), "blender");
}
