import { existsSync } from "node:fs";
import { join } from "node:path";

/** The Python that CGRU's programs run in: that in its own folder, else what the environment says. */
export function cgruPython(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const own =
    platform === "win32" ? join(root, "python", "python.exe") : join(root, "python", "bin", "python3");
  if (existsSync(own)) return own;
  return environment.CGRU_PYTHONEXE || (platform === "win32" ? "python" : "python3");
}
