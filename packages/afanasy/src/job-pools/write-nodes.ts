import { isDeepStrictEqual } from "node:util";
import { type AfpoolsError, type ErrorKind, toAfpoolsError } from "@afpools/core";
import type { RequestOptions } from "../wire/transport.js";

/** What one action changes: a job or a render itself, or one block of a job, by its number. */
export interface NodeWrite {
  readonly block?: number;
  readonly change: object;
}

/** A kind of afserver's nodes: how they are read, told apart, and changed. */
export interface NodeKind<Ref extends { readonly id: number }, Node extends Ref & ListedNode> {
  read(ids: readonly number[], options?: RequestOptions): Promise<readonly Node[]>;
  /** Is the node that has the id of `ref` the one that is meant, or one that was given the id since? */
  isMeant(node: Node, ref: Ref): boolean;
  write(nodes: readonly Node[], write: NodeWrite, options: RequestOptions): Promise<unknown>;
}

interface ListedNode {
  readonly hidden?: boolean;
  readonly blocks?: readonly object[];
}

/** A node that came to the id of one that was being written, and got what was meant for that one. */
export interface Stranger<Node> {
  readonly node: Node;
  /** Has it again what it had before? Not where that was not seen. */
  readonly isRestored: boolean;
}

/** An action that was not done, for what it says or for what its nodes are. */
export interface Refusal<Node> {
  readonly nodes: readonly Node[];
  readonly error: AfpoolsError;
}

export interface Written<Ref, Node> {
  /** Those that are still there, as they are now. */
  readonly nodes: readonly Node[];
  readonly gone: readonly Ref[];
  readonly strangers: readonly Stranger<Node>[];
  /** Other actions were done nevertheless. */
  readonly refused: readonly Refusal<Node>[];
}

/** How many nodes are looked at together. */
const lookedAtOnce = 1_000;
/** How many actions are sent after one look: each takes a connection of its own. */
const sentAtOnce = 250;
/**
 * A look right before a write and one right after it show together what a stranger had: two cycles of afserver come between
 * that node's getting the id and our action on it, one that deletes the node which had the id, and one that does the action.
 * Cycles are a second apart.
 */
const certainMs = 900;

/**
 * Changes nodes that are known by more than their ids. afserver gives an id again when its node was deleted, and has no
 * conditional writes. So each node is looked at right before the write, and again right after it was sent; one that was
 * given the id in between gets back what it had.
 *
 * @param decide what to change on a node as it is right before
 * @returns after afserver has done it. Rejects where requests cannot be made; then it is not known what was done.
 */
export async function writeNodes<Ref extends { readonly id: number }, Node extends Ref & ListedNode>(
  kind: NodeKind<Ref, Node>,
  refs: readonly Ref[],
  decide: (node: Node) => readonly NodeWrite[],
  options?: RequestOptions,
): Promise<Written<Ref, Node>> {
  const byId = new Map(refs.map((ref) => [ref.id, ref]));
  const isMeant = (node: Node) => {
    const ref = byId.get(node.id);
    return ref !== undefined && kind.isMeant(node, ref);
  };
  const sent: SentAction<Node>[] = [];
  const before: Node[] = [];
  try {
    let waiting = [...byId.keys()];
    let count = lookedAtOnce;
    while (waiting.length > 0) {
      const started = performance.now();
      const nodes = (await kind.read(waiting.slice(0, count), options)).filter(isMeant);
      waiting = waiting.slice(count);
      const actions = actionsFor(nodes, decide);
      if (actions.length === 0) continue;
      const first = await sendAll(kind, actions.slice(0, sentAtOnce), options);
      sent.push(...first);
      const seen = await kind.read(idsOf(first), options);
      const isCertain =
        performance.now() - started < certainMs && first.every(({ isAnswered }) => !isAnswered);
      if (isCertain) before.push(...seen.filter((node) => !isMeant(node)));
      // What was too much for now is looked at again right before it is sent.
      waiting = [...idsOf(actions.slice(sentAtOnce)), ...waiting];
      if (actions.length > sentAtOnce) count = sentAtOnce;
    }
  } finally {
    await Promise.allSettled(sent.map(({ done }) => done));
  }
  const now: Node[] = [];
  const ids = [...byId.keys()];
  for (let start = 0; start < ids.length; start += lookedAtOnce) {
    now.push(...(await kind.read(ids.slice(start, start + lookedAtOnce), options)));
  }
  const nodes = now.filter(isMeant);
  const there = new Set(nodes.map(({ id }) => id));
  const refused = await refusals(sent, there);
  const strangers: Stranger<Node>[] = [];
  for (const node of now.filter((one) => !isMeant(one))) {
    const actions = sent.filter(({ nodes: targets }) => targets.some(({ id }) => id === node.id));
    if (!actions.some((action) => hasAll(node, action))) continue;
    const had = before.find((one) => one.id === node.id && kind.isMeant(node, one));
    if (had) await writeNodes(kind, [had], (here) => restoring(here, had, actions), options);
    strangers.push({ node, isRestored: had !== undefined });
  }
  return { nodes, gone: refs.filter(({ id }) => !there.has(id)), strangers, refused };
}

/** An action on all nodes that get the same. */
interface Action<Node> extends NodeWrite {
  readonly nodes: readonly Node[];
}

interface SentAction<Node> extends Action<Node> {
  readonly done: Promise<unknown>;
  isAnswered: boolean;
}

function actionsFor<Node extends ListedNode>(
  nodes: readonly Node[],
  decide: (node: Node) => readonly NodeWrite[],
): readonly Action<Node>[] {
  const groups = new Map<string, Action<Node> & { readonly nodes: Node[] }>();
  for (const node of nodes) {
    for (const { change, ...rest } of decide(node)) {
      if (Object.keys(change).length === 0) continue;
      // afserver takes what is changed out of hiding, unless it is told to hide it again.
      const write = { ...rest, change: { ...change, ...(node.hidden && { hidden: true }) } };
      const key = JSON.stringify(write);
      const group = groups.get(key);
      if (group) group.nodes.push(node);
      else groups.set(key, { ...write, nodes: [node] });
    }
  }
  return [...groups.values()];
}

/** Resolves when all are on their way. */
function sendAll<Ref extends { readonly id: number }, Node extends Ref & ListedNode>(
  kind: NodeKind<Ref, Node>,
  actions: readonly Action<Node>[],
  options: RequestOptions | undefined,
): Promise<SentAction<Node>[]> {
  return Promise.all(
    actions.map(
      (action) =>
        new Promise<SentAction<Node>>((resolve) => {
          const { nodes, ...write } = action;
          const done = kind.write(nodes, write, { ...options, onSent: () => resolve(sent) });
          const sent: SentAction<Node> = { ...action, done, isAnswered: false };
          const onAnswer = () => {
            sent.isAnswered = true;
            resolve(sent);
          };
          done.then(onAnswer, onAnswer);
        }),
    ),
  );
}

/** The actions that were not done, but for those on nodes that are gone. Rejects where it is not known what was done. */
async function refusals<Node extends { readonly id: number }>(
  sent: readonly SentAction<Node>[],
  there: ReadonlySet<number>,
): Promise<readonly Refusal<Node>[]> {
  const refused: Refusal<Node>[] = [];
  for (const { done, nodes } of sent) {
    await done.catch((cause: unknown) => {
      const error = toAfpoolsError(cause);
      if (!ofAction.has(error.kind)) throw error;
      const isGone = error.code === "AFSERVER_REFUSED" && nodes.every(({ id }) => !there.has(id));
      if (!isGone) refused.push({ nodes, error });
    });
  }
  return refused;
}

/** The kinds of errors that say nothing of other actions. */
const ofAction: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["input", "conflict", "limit"]);

/** `written` itself. Rejects where something of it was refused. */
export function wholly<Ref, Node>(written: Written<Ref, Node>): Written<Ref, Node> {
  const [refusal] = written.refused;
  if (refusal) throw refusal.error;
  return written;
}

/** What gives a node back that it `had`, where it still has what the actions wrote. */
function restoring(now: ListedNode, had: ListedNode, actions: readonly NodeWrite[]): readonly NodeWrite[] {
  return actions
    .filter((action) => hasAll(now, action))
    .map(({ block, change }) => ({
      ...(block !== undefined && { block }),
      change: { ...valuesOf(partOf(had, block), change), ...(had.hidden && { hidden: true }) },
    }));
}

/** Has a node all that an action writes? What a plain listing does not tell is taken for written. */
function hasAll(node: ListedNode, { block, change }: NodeWrite): boolean {
  const part = partOf(node, block);
  return listedNames(change).every((name) =>
    isDeepStrictEqual(listedValue(part, name), listedValue(change, name)),
  );
}

function valuesOf(part: object, change: object): object {
  return Object.fromEntries(listedNames(change).map((name) => [name, listedValue(part, name)]));
}

function partOf(node: ListedNode, block: number | undefined): object {
  return block === undefined ? node : (node.blocks?.[block] ?? {});
}

/** Custom data of blocks is in no plain listing. */
function listedNames(change: object): string[] {
  return Object.keys(change).filter((name) => name !== "custom_data" && name !== "hidden");
}

/** A member as afserver lists it, or what it means that it does not. */
function listedValue(of: object, name: string): unknown {
  const value: unknown = Reflect.get(of, name);
  return value ?? (name === "pools" ? {} : "");
}

function idsOf(actions: readonly Action<{ readonly id: number }>[]): number[] {
  return [...new Set(actions.flatMap(({ nodes }) => nodes.map(({ id }) => id)))];
}
