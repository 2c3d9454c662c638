import { assertNoPoolsForHosts, factSteps, parseFactSetting } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readHosts } from "../../input/host-arguments.js";
import { unknownHosts } from "../../output/unknown-hosts.js";
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
      app.withPools(args, async (pools, access) => {
        const settings = readSettings(args.words.filter(isSetting));
        const hosts = await readHosts(
          args.words.filter((word) => !isSetting(word)),
          app.terminal,
        );
        const now = await pools.list();
        const farm = await access.farm();
        assertNoPoolsForHosts(hosts, now, farm);
        const tried = await tryInOrder<FileStep>(factSteps(settings, hosts, now), now);
        const steps = tried.map(({ step }) => step);
        const writes = args.dryRun ? tried.map(({ write }) => write) : await carryOutAll(steps, pools, app);
        const note = unknownHosts(hosts, farm, [
          "the facts count when it registers",
          "the facts count when they register",
        ]);
        if (note) app.note(note);
        if (writes.length === 0 && !args.json) app.note("It is so already.");
        else await finishWrites(args, app, access.jobs, namedWrites(steps, writes));
      }),
  );
}

function isSetting(word: string): boolean {
  return word.includes("=");
}

/** The values of each fact that is set, none where it is taken away. */
function readSettings(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, string[]>();
  for (const word of words) {
    const { key, value } = parseFactSetting(word);
    const values = settings.get(key) ?? [];
    settings.set(key, value === "" ? values : [...values, value]);
  }
  return settings;
}
