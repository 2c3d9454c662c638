import type { MaskType } from "@afpools/core";
import type { BlockChange, JobChange } from "../client/changes.js";

/** What a pool may touch of a job; a text that is empty says nothing. */
export interface PoolFields {
  readonly hosts_mask: string;
  readonly hosts_mask_exclude: string;
  /** Absent where the job says none, or the afserver knows none. */
  readonly hosts_mask_type?: MaskType;
  readonly need_properties: string;
  readonly pools: Readonly<Record<string, number>>;
  readonly annotation: string;
  readonly description: string;
  readonly blocks: readonly BlockPoolFields[];
}

export interface BlockPoolFields {
  readonly hosts_mask: string;
  readonly hosts_mask_exclude: string;
  /** Only a tag of an earlier version is looked for here, and taken out. */
  readonly custom_data: string;
}

/** The members of a job that a pool may touch, a draft's or a listed one's. */
export interface PoolFieldsSource {
  readonly hosts_mask?: string;
  readonly hosts_mask_exclude?: string;
  readonly hosts_mask_type?: MaskType;
  readonly need_properties?: string;
  readonly pools?: Readonly<Record<string, number>>;
  readonly annotation?: string;
  readonly description?: string;
  readonly blocks: readonly {
    readonly hosts_mask?: string;
    readonly hosts_mask_exclude?: string;
    /** A listed block's is there in full detail only. */
    readonly custom_data?: string;
  }[];
}

export function poolFieldsOf(job: PoolFieldsSource): PoolFields {
  const { hosts_mask = "", hosts_mask_exclude = "", hosts_mask_type, need_properties = "" } = job;
  return {
    hosts_mask,
    hosts_mask_exclude,
    ...(hosts_mask_type && { hosts_mask_type }),
    need_properties,
    pools: job.pools ?? {},
    annotation: job.annotation ?? "",
    description: job.description ?? "",
    blocks: job.blocks.map((block) => ({
      hosts_mask: block.hosts_mask ?? "",
      hosts_mask_exclude: block.hosts_mask_exclude ?? "",
      custom_data: block.custom_data ?? "",
    })),
  };
}

/** What makes one set of fields another one, for afserver's actions. */
export interface PoolFieldsChange {
  readonly job: JobChange;
  readonly blocks: readonly { readonly number: number; readonly change: BlockChange }[];
}

const jobTexts = [
  "hosts_mask",
  "hosts_mask_exclude",
  "hosts_mask_type",
  "need_properties",
  "annotation",
  "description",
] as const;
const blockTexts = ["hosts_mask", "hosts_mask_exclude", "custom_data"] as const;

/** Both are of the same job. A type that goes away cannot be taken off a job: afserver's own, `find`, is set instead. */
export function changeOfPoolFields(before: PoolFields, after: PoolFields): PoolFieldsChange {
  const job: Record<string, unknown> = {};
  for (const name of jobTexts) {
    if (before[name] !== after[name]) job[name] = after[name] ?? "find";
  }
  if (!isSamePools(before.pools, after.pools)) job.pools = after.pools;
  const blocks = after.blocks.flatMap((block, number) => {
    const old = before.blocks[number];
    const changed = blockTexts.filter((name) => old?.[name] !== block[name]);
    if (changed.length === 0) return [];
    return [{ number, change: Object.fromEntries(changed.map((name) => [name, block[name]])) }];
  });
  return { job, blocks };
}

function isSamePools(a: PoolFields["pools"], b: PoolFields["pools"]): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
