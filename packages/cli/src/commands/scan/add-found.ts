import { hostKey, type Pool, type Pools } from "@afpools/core";
import { quoted, visible } from "@afpools/core/internal";
import type { Machine } from "@afpools/scan";
import type { App, GlobalArguments } from "../../app.js";
import { confirm } from "../../input/confirm.js";
import { describeWrite } from "../../output/describe-write.js";
import { shortList } from "../../output/short-list.js";

interface AddRequest {
  readonly machines: readonly Machine[];
  readonly pool: Pool;
  readonly pools: Pools;
  readonly args: GlobalArguments & { readonly yes: boolean };
  readonly app: App;
}

/** Adds the machines' names to the pool, when somebody says yes to it. With `--json` that is told on standard error. */
export async function addFound({ machines, pool, pools, args, app }: AddRequest): Promise<void> {
  const nameless = machines.filter(({ name }) => name === null).length;
  if (nameless > 0) app.note(`${nameless} of ${machines.length} machines have no name to add.`);
  const fresh = newNames(machines, pool);
  if (fresh.length === 0) {
    app.note(`${visible(pool.name)}: nothing to add`);
    return;
  }
  if (!args.yes) {
    const question = `Add ${shortList(fresh)} to ${quoted(pool.name)}?`;
    if (!(await confirm(question, app.terminal))) {
      app.note("Nothing was added.");
      return;
    }
  }
  const write = await pools.update(pool.id, { addHosts: fresh }, app.author);
  const text = describeWrite(pool.name, write);
  if (args.json) app.note(text);
  else app.print(args, write, text);
}

/** The names that the pool does not have yet, each once: a machine may have several addresses. */
function newNames(machines: readonly Machine[], pool: Pool): string[] {
  const known = new Set(pool.hosts.map((host) => hostKey(host.name)));
  const fresh: string[] = [];
  for (const { name } of machines) {
    if (name === null || known.has(hostKey(name))) continue;
    known.add(hostKey(name));
    fresh.push(name);
  }
  return fresh;
}
