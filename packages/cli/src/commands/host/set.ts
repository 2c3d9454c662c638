import { AfpoolsError, factNames, hostKey, type Pool, poolNameKey } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readHosts } from "../../input/host-arguments.js";
import { carryOutAll, type FileStep, tryInOrder } from "../../pool-files/plan-files.js";
import { finishWrites, namedWrites, withDryRun } from "../pool/finish-writes.js";

export function hostSetCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "set <words..>",
    "Set facts that afserver does not know; rack=B2 adds the hosts to rack:B2",
    (command) =>
      withDryRun(command)
        .positional("words", {
          type: "string",
          array: true,
          demandOption: true,
          describe: "Hosts and facts: rack=B2; several values: rack=B2 rack=B3; none: rack=",
        })
        .check(
          ({ words }) =>
            (words.some(isSetting) && !words.every(isSetting)) || "Name hosts and facts: pc-07 rack=B2.",
        )
        .example(
          "$0 host set 'pc-[01-20]' rack=B2 license=nuke",
          "Then rack:B2 & license:nuke is a pool expression",
        ),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const settings = readSettings(args.words.filter(isSetting));
        const hosts = await readHosts(
          args.words.filter((word) => !isSetting(word)),
          app.terminal,
        );
        const now = await pools.list();
        const tried = await tryInOrder(planFacts(settings, hosts, now), now);
        const steps = tried.map(({ step }) => step);
        const writes = args.dryRun ? tried.map(({ write }) => write) : await carryOutAll(steps, pools, app);
        if (writes.length === 0 && !args.json) app.note("It is so already.");
        else await finishWrites(args, app, jobs, namedWrites(steps, writes));
      }),
  );
}

function isSetting(word: string): boolean {
  return word.includes("=");
}

/** Words with a meaning of their own in expressions. */
const taken: readonly string[] = [...factNames, "host", "native", "hold"];

/** The values of each fact that is set, none where it is taken away. */
function readSettings(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, string[]>();
  for (const word of words) {
    const [, key, value = ""] = /^([a-z][a-z0-9-]*)=([\p{L}\p{N}][\p{L}\p{N}._-]*)?$/iu.exec(word) ?? [];
    if (key === undefined) {
      throw refused(
        word,
        'a fact is written as rack=B2: letters, digits, "-", and in its value "." and "_", too',
      );
    }
    if (taken.includes(key.toLowerCase()))
      throw refused(word, `${key} means something else in pool expressions`);
    const values = settings.get(key.toLowerCase()) ?? [];
    settings.set(key.toLowerCase(), value === "" ? values : [...values, value]);
  }
  return settings;
}

function refused(word: string, reason: string): AfpoolsError {
  return new AfpoolsError("INVALID_ARGUMENT", `${quoted(word, 80)} cannot be set: ${reason}.`);
}

/** What puts the hosts into the pools of these values, and out of those of others. */
function planFacts(
  settings: ReadonlyMap<string, readonly string[]>,
  hosts: readonly string[],
  pools: readonly Pool[],
): FileStep[] {
  return [...settings].flatMap(([key, values]) => {
    const names = values.map((value) => `${key}:${value}`);
    const wanted = new Set(names.map(poolNameKey));
    const there = pools.filter(({ name }) => poolNameKey(name).startsWith(`${key}:`));
    const known = new Set(there.map(({ name }) => poolNameKey(name)));
    return [
      ...there.flatMap((pool): FileStep[] => {
        const isOf = new Set(pool.hosts.map(({ name }) => hostKey(name)));
        const isWanted = wanted.has(poolNameKey(pool.name));
        const moved = hosts.filter((host) => isOf.has(hostKey(host)) !== isWanted);
        if (moved.length === 0) return [];
        return [{ kind: "update", pool, edit: isWanted ? { addHosts: moved } : { removeHosts: moved } }];
      }),
      ...names
        .filter((name) => !known.has(poolNameKey(name)))
        .map((name): FileStep => ({ kind: "create", draft: { name, hosts } })),
    ];
  });
}
