import type { InstallPlan } from "@afpools/integrations";

const signs = { create: "+", update: "~", keep: "=", remove: "-" } as const;

/** More files of one folder than this are counted, not listed. */
const maxListed = 12;

/** What is done below one root: a sign and a path for each file; what stays is counted. */
export function describeInstallPlan({ root, steps, obstacles }: InstallPlan): string {
  const kept = steps.filter(({ action }) => action === "keep").length;
  const groups = new Map<string, string[]>();
  for (const { path, action } of steps) {
    if (action === "keep") continue;
    const folder = `${signs[action]} ${path.split("/").slice(0, 2).join("/")}`;
    groups.set(folder, [...(groups.get(folder) ?? []), `${signs[action]} ${path}`]);
  }
  const lines = [
    ...[...groups].flatMap(([folder, files]) =>
      files.length > maxListed ? [`${folder} (${files.length} files)`] : files,
    ),
    ...obstacles.map(({ path, why }) => `! ${path}: ${why}`),
    ...(kept > 0 ? [`= ${kept} files are as they should be`] : []),
  ];
  return [root, ...(lines.length > 0 ? lines : ["nothing to do"]).map((line) => `  ${line}`)].join("\n");
}
