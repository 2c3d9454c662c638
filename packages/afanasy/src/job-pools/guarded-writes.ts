import type { Afserver } from "../client/afserver.js";
import type { BlockChange, JobChange, RenderChange } from "../client/changes.js";
import type { Job, JobRef } from "../model/job.js";
import type { Render } from "../model/render.js";
import type { RequestOptions } from "../wire/transport.js";
import { type NodeKind, type NodeWrite, type Written, writeNodes } from "./write-nodes.js";

/** What is to be changed on a job, and on its blocks. */
export interface JobWrite {
  readonly job?: JobChange;
  readonly blocks?: readonly { readonly number: number; readonly change: BlockChange }[];
}

export type WrittenJobs = Written<JobRef, Job>;

/** Changes jobs, known by their serials, as {@link writeNodes} does. */
export function writeJobs(
  afserver: Afserver,
  refs: readonly JobRef[],
  decide: (job: Job) => JobWrite | undefined,
  options?: RequestOptions,
): Promise<WrittenJobs> {
  const kind: NodeKind<JobRef, Job> = {
    read: (ids, how) => afserver.jobs({ ids }, how),
    isMeant: (job, { serial }) => job.serial === serial,
    write: (jobs, { block, change }, how) =>
      block === undefined
        ? afserver.changeJobs(jobs, change, how)
        : afserver.changeBlocks(jobs, [block], change, how),
  };
  const writesOf = (job: Job): readonly NodeWrite[] => {
    const { job: change = {}, blocks = [] } = decide(job) ?? {};
    return [{ change }, ...blocks.map(({ number, change: ofBlock }) => ({ block: number, change: ofBlock }))];
  };
  return writeNodes(kind, refs, writesOf, options);
}

type RenderRef = Pick<Render, "id" | "name">;

/** Changes renders, known by their names, as {@link writeNodes} does. */
export function writeRenders(
  afserver: Afserver,
  refs: readonly RenderRef[],
  decide: (render: Render) => RenderChange | undefined,
  options?: RequestOptions,
): Promise<Written<RenderRef, Render>> {
  const kind: NodeKind<RenderRef, Render> = {
    read: (ids, how) => afserver.renders({ ids }, how),
    isMeant: (render, { name }) => render.name === name,
    write: (renders, { change }, how) => afserver.changeRenders(renders, change, how),
  };
  return writeNodes(kind, refs, (render) => [{ change: decide(render) ?? {} }], options);
}
