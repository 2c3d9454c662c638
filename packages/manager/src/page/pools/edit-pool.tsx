import type { Pool, PoolWrite } from "@afpools/api/client";
import { exceptionFor, hostKey, type PoolEdit } from "@afpools/core";
import { ask } from "../parts/ask.js";
import { showDone } from "../parts/toasts.js";
import { act, isConflict } from "../server/act.js";
import { client } from "../server/client.js";
import { state } from "../server/live.js";
import { hostsByRule, membersOf } from "../server/membership.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";
import { DeleteQuestion } from "./delete-question.js";

/** What takes a write back, with the others of its batch, and tells so; nothing where nothing changed. */
export function undoOf({ change }: Pick<PoolWrite, "change">): (() => void) | undefined {
  if (!change) return undefined;
  return () =>
    void act(async () => {
      await client.undoChange({ change: change.id }, once());
      showDone(t.historyView.undone);
    });
}

export interface NewPool {
  readonly name: string;
  readonly description?: string;
  readonly hosts?: readonly string[];
  readonly rules?: readonly string[];
  readonly restartStrays?: boolean;
}

/** Rejects where it cannot be made, for the form to say so. */
export async function createPool(draft: NewPool): Promise<Pool> {
  const write = await client.createPool({ body: draft }, once());
  if (!write.pool) throw new Error("The server made no pool.");
  showDone(t.pool.created(write.pool.name), undoOf(write));
  return write.pool;
}

/** The name is taken by nobody. */
export function duplicatePool({ name, description, hosts, rules, restartStrays }: Pool): Promise<Pool> {
  const taken = new Set([...(state.value?.pools.values() ?? [])].map((pool) => pool.name.toLowerCase()));
  let copy = t.pool.duplicateName(name);
  for (let number = 2; taken.has(copy.toLowerCase()); number += 1)
    copy = `${t.pool.duplicateName(name)} ${number}`;
  return createPool({ name: copy, description, hosts, rules, ...(restartStrays && { restartStrays }) });
}

/** A text of a pool that is edited as a whole, so that two people can be in each other's way. */
export type PoolText = "name" | "description";

/**
 * Writes a text of a pool as it was when the edit began. Where somebody else changed it meanwhile, the person chooses.
 * Rejects where it cannot be written.
 *
 * @returns whether the edit is over; it is not where the person rather goes on with it.
 */
export async function writeText(seen: Pool, field: PoolText, text: string): Promise<boolean> {
  if (seen[field] === text) return true;
  try {
    await saveText(seen, field, text, seen.revision);
    return true;
  } catch (error) {
    const now = state.value?.pools.get(seen.id);
    if (!isConflict(error) || !now) throw error;
    // Somebody else changed something else of it: nothing is in the way.
    const choice = now[field] === seen[field] ? "mine" : await choose(now, field, text);
    if (choice === "mine") await saveText(now, field, text);
    return choice !== undefined;
  }
}

async function saveText(
  { id, name }: Pool,
  field: PoolText,
  text: string,
  ifRevision?: number,
): Promise<void> {
  const options = { ...once(), ...(ifRevision !== undefined && { ifRevision }) };
  const write = await client.updatePool({ pool: id, body: { [field]: text } }, options);
  showDone(field === "name" ? t.pool.renamed(name, text) : t.pool.described, undoOf(write));
}

/** Chooses whether tasks that run outside of the pool are restarted elsewhere. */
export function setRestartStrays({ id, name }: Pool, restartStrays: boolean): Promise<boolean> {
  return act(async () => {
    const write = await client.updatePool({ pool: id, body: { restartStrays } }, once());
    showDone(restartStrays ? t.pool.straysRestarted(name) : t.pool.straysFinish(name), undoOf(write));
  });
}

function choose(theirs: Pool, field: PoolText, mine: string): Promise<"theirs" | "mine" | undefined> {
  const body = (
    <dl class="versions">
      <dt>{t.pool.conflictTheirs(theirs.changedBy)}</dt>
      <dd>{theirs[field] || "–"}</dd>
      <dt>{t.pool.conflictMine}</dt>
      <dd>{mine || "–"}</dd>
    </dl>
  );
  return ask(t.pool.conflictTitle, body, [
    { label: t.pool.keepTheirs, value: "theirs", kind: "plain" },
    { label: t.pool.takeMine, value: "mine" },
  ]);
}

/** Asks, and shows which jobs are on the pool. @returns whether it was deleted. */
export async function deletePool(pool: Pool): Promise<boolean> {
  let isDeleted = false;
  await act(async () => {
    const { jobs } = await client.deletePool({ pool: pool.id, dryRun: true });
    const body = <DeleteQuestion hosts={membersOf(pool).length} jobs={jobs} />;
    const isSure = await ask(t.pool.deleteTitle(pool.name), body, [
      { label: t.pool.delete, value: true, kind: "danger" },
    ]);
    if (!isSure) return;
    const write = await client.deletePool({ pool: pool.id }, { ...once(), ifRevision: pool.revision });
    isDeleted = true;
    showDone(t.pool.deleted(pool.name), undoOf(write));
  });
  return isDeleted;
}

/** Adds hosts by their names. Rejects where they cannot be added. */
export async function addHosts(pool: Pool, names: readonly string[]): Promise<PoolWrite> {
  return client.updatePool({ pool: pool.id, body: { addHosts: names } }, once());
}

/** Takes hosts out. Those that a rule takes in become exceptions. */
export function removeHosts(pool: Pool, names: readonly string[]): Promise<boolean> {
  return act(async () => {
    const write = await takeOut(pool, names);
    showDone(t.poolHosts.removed(names.length, pool.name), undoOf(write));
  });
}

function takeOut(pool: Pool, names: readonly string[]): Promise<PoolWrite> {
  return client.updatePool({ pool: pool.id, body: withoutHosts(pool, names) }, once());
}

function withoutHosts(pool: Pool, names: readonly string[]): PoolEdit {
  const own = new Set(pool.hosts.map(hostKey));
  const byRule = hostsByRule(pool);
  return {
    removeHosts: names.filter((name) => own.has(hostKey(name))),
    addRules: names.filter((name) => byRule.has(hostKey(name))).map(exceptionFor),
  };
}

export function copyHosts(to: Pool, names: readonly string[]): Promise<boolean> {
  return act(async () => {
    const write = await addHosts(to, names);
    const added = names.length - write.already.length;
    if (added > 0) showDone(t.poolHosts.copied(added, to.name), undoOf(write));
    else showDone(t.poolHosts.nothingNew(to.name));
  });
}

/** One change, and one undo. */
export function moveHosts(from: Pool, to: Pool, names: readonly string[]): Promise<boolean> {
  if (from.id === to.id) return Promise.resolve(false);
  return act(async () => {
    const { writes } = await client.changePools(
      {
        body: {
          writes: [
            { kind: "update", pool: to.id, edit: { addHosts: names } },
            { kind: "update", pool: from.id, edit: withoutHosts(from, names) },
          ],
        },
      },
      once(),
    );
    const done = writes.find(({ change }) => change) ?? { change: null };
    showDone(t.poolHosts.moved(names.length, from.name, to.name), undoOf(done));
  });
}

/** Rejects where the rule is none, for the form to say so. */
export async function addRule(pool: Pool, rule: string): Promise<void> {
  const write = await client.updatePool({ pool: pool.id, body: { addRules: [rule] } }, once());
  showDone(t.rules.added(rule), undoOf(write));
}

export function removeRule(pool: Pool, rule: string): Promise<boolean> {
  return act(async () => {
    const write = await client.updatePool({ pool: pool.id, body: { removeRules: [rule] } }, once());
    showDone(t.rules.removed(rule), undoOf(write));
  });
}
