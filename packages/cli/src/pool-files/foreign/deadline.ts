import { AfpoolsError } from "@afpools/core";
import { parseJson } from "@afpools/core/internal";
import { z } from "zod";
import { Collected, counted, type ForeignPools } from "./foreign-pools.js";

const names = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value.split(",") : value))
  .transform((list) => list.map((name) => name.trim()).filter((name) => name !== "" && name !== "none"));

const settings = z.looseObject({
  _id: z.string().optional(),
  Name: z.string().optional(),
  Pools: names.default([]),
  Grps: names.default([]),
  Enable: z.boolean().default(true),
});

/** What the Web Service answers to `/api/slaves?Data=infosettings`, and to `Data=settings`. */
const workers = z.array(
  z.union([
    z.looseObject({ Info: z.looseObject({ Host: z.string().optional() }), Settings: settings }),
    settings,
  ]),
);

interface Worker {
  readonly name: string;
  readonly host: string;
  readonly pools: readonly string[];
  readonly groups: readonly string[];
  readonly enabled: boolean;
}

/**
 * Deadline's pools with their workers: the JSON that its Web Service answers to `/api/slaves?Data=infosettings`, or what
 * `deadlinecommand -GetSlaves true` prints.
 *
 * @throws AfpoolsError `INVALID_FILE`
 */
export function readDeadline(text: string, file: string): ForeignPools {
  const found = /^\s*\[\s*(\{|\])/.test(text) ? readAnswer(text, file) : readListing(text, file);
  const collected = new Collected();
  for (const { host, pools } of found) for (const pool of pools) collected.add(pool, host);
  const groups = new Set(found.flatMap((worker) => worker.groups));
  return {
    pools: collected.entries("From Deadline"),
    left: [
      ...counted(
        found.filter(({ pools }) => pools.length === 0).length,
        "worker is in no pool.",
        "workers are in no pool.",
      ),
      ...counted(
        found.filter(({ pools }) => pools.length > 1).length,
        "worker has several pools: their order, which is their priority there, is not kept.",
        "workers have several pools: their order, which is their priority there, is not kept.",
      ),
      ...counted(
        found.filter(({ enabled }) => !enabled).length,
        "worker is disabled there; here it is a member like any other.",
        "workers are disabled there; here they are members like any other.",
      ),
      ...counted(
        found.filter(({ name, host }) => name.toLowerCase() !== host.toLowerCase()).length,
        "worker is one of several of its machine, which is one host here.",
        "workers are one of several of their machine, which is one host here.",
      ),
      ...(groups.size > 0
        ? [
            `Groups are not imported: ${[...groups].join(", ")}. What they ask of a machine is a job's own mask or property in Afanasy.`,
          ]
        : []),
    ],
  };
}

function readAnswer(text: string, file: string): Worker[] {
  const read = workers.safeParse(parseJson(text, { name: file }));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(file, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  return read.data.map((worker, index) => {
    const own = "Settings" in worker ? settings.parse(worker.Settings) : settings.parse(worker);
    const info = "Info" in worker ? z.looseObject({ Host: z.string().optional() }).parse(worker.Info) : {};
    const name = own.Name ?? own._id;
    if (name === undefined) throw invalid(file, `worker ${index + 1} has no name`);
    return { name, host: info.Host || name, pools: own.Pools, groups: own.Grps, enabled: own.Enable };
  });
}

/** Sections of `[worker]` with `Name=value` lines. */
function readListing(text: string, file: string): Worker[] {
  const sections: { name: string; values: Map<string, string> }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\[(.+)\]\s*$/.exec(line) ?? [];
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section !== undefined) sections.push({ name: section.trim(), values: new Map() });
    else if (key !== undefined)
      sections.at(-1)?.values.set(key.replace(/^(Slave|Worker)/i, "").toLowerCase(), value ?? "");
  }
  if (sections.length === 0 || sections.every(({ values }) => !values.has("pools")))
    throw invalid(
      file,
      "it is neither the JSON of /api/slaves?Data=infosettings nor what deadlinecommand -GetSlaves true prints",
    );
  return sections.map(({ name, values }) => ({
    name,
    host: values.get("machinename") || name,
    pools: names.parse(values.get("pools") ?? ""),
    groups: names.parse(values.get("groups") ?? ""),
    enabled: values.get("enabled")?.toLowerCase() !== "false",
  }));
}

function invalid(file: string, reason: string): AfpoolsError {
  return new AfpoolsError("INVALID_FILE", `${file} cannot be imported as from Deadline: ${reason}.`, {
    details: { file, reason },
  });
}
