import {
  AfpoolsError,
  formatExpression,
  type MaskType,
  type Pool,
  type PoolExpression,
  parseExpression,
  renamePools,
} from "@afpools/core";
import { finderOf, findMaskWithin, maskOfEitherType, type Steps } from "@afpools/core/internal";
import { withoutPoolRequests } from "./asks-for-pool.js";
import {
  type JobFieldsPlan,
  type JobPlan,
  type JobPlanner,
  type OwnRestrictions,
  type PoolContext,
  type PoolRequest,
  planJobInSteps,
} from "./plan-job.js";
import { withPoolAnnotation } from "./pool-annotation.js";
import type { BlockPoolFields, PoolFields } from "./pool-fields.js";
import { type PoolTag, withTag } from "./pool-tag.js";
import { takeOffPool } from "./take-off-pool.js";

export interface PlaceRequest extends PoolRequest {
  /** Tasks on a host that is not allowed any more are to be restarted elsewhere. Default false: they run to their end. */
  readonly restartStrays?: boolean | undefined;
  /** The type of the job's own masks where the job says none: its user's in afserver. Default `find`. */
  readonly userMaskType?: MaskType | undefined;
}

/** A job on its pool. */
export interface Placement<P extends JobFieldsPlan> {
  readonly fields: PoolFields;
  readonly tag: PoolTag;
  readonly plan: P;
}

/**
 * A job put on the hosts of a pool expression, with the tag by which it follows. A pool that it is on already makes way,
 * with a mask that a person wrote over its own, and leaves the masks that the job had before it. So does a hosts mask that
 * asks for a pool, `pool=gpu`: the job was sent from a machine where nobody answers that.
 *
 * @param plans `planJob` where a person asks, else `planJobFields`
 * @throws AfpoolsError what `planJob` throws; `INVALID_ARGUMENT` for a job without blocks.
 */
export function placeJob<P extends JobFieldsPlan>(
  job: PoolFields,
  expression: string,
  request: PlaceRequest,
  context: PoolContext,
  plans: JobPlanner<P>,
): Placement<P> {
  const prepared = prepare(job, expression, request, context);
  return placed(prepared, plans(prepared.tree, prepared.own, request, context), request, context);
}

/**
 * {@link placeJob} for a person, in steps.
 *
 * @throws AfpoolsError the same.
 */
export function* placeJobInSteps(
  job: PoolFields,
  expression: string,
  request: PlaceRequest,
  context: PoolContext,
): Steps<Placement<JobPlan>> {
  const prepared = prepare(job, expression, request, context);
  const plan = yield* planJobInSteps(prepared.tree, prepared.own, request, context);
  return placed(prepared, plan, request, context);
}

/** A job that is to be put on a pool. */
interface Prepared {
  /** The job on no pool. */
  readonly bare: PoolFields;
  readonly tree: PoolExpression;
  /** Of the job's own masks. */
  readonly type: MaskType | undefined;
  readonly own: OwnRestrictions;
}

function prepare(job: PoolFields, expression: string, request: PlaceRequest, context: PoolContext): Prepared {
  const { fields } = takeOffPool(job, { dialect: context.dialect, handMade: "drop" });
  const bare = withoutPoolRequests(fields);
  const tree = parseExpression(expression);
  const type = ownMaskType(bare, request, context);
  const { hosts_mask, hosts_mask_exclude, need_properties, pools } = bare;
  const masks = { hosts_mask, hosts_mask_exclude, ...(type && { hosts_mask_type: type }) };
  return { bare, tree, type, own: { masks, need_properties, pools } };
}

function placed<P extends JobFieldsPlan>(
  { bare, tree, type }: Prepared,
  plan: P,
  request: PlaceRequest,
  context: PoolContext,
): Placement<P> {
  const writtenType = plan.fields.hosts_mask_type;
  if (bare.blocks.length === 0) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      "A job without blocks cannot be put on a pool: it renders nothing.",
    );
  }
  const tag: PoolTag = {
    ...named(tree, context.pools),
    enforcement: plan.enforcement,
    ...(plan.form && plan.form !== "include" && { form: plan.form }),
    own: ownFields(bare, plan, type),
    ...(request.restartStrays && { restartStrays: true as const }),
    blocks: bare.blocks.length,
  };
  const fields: PoolFields = {
    ...bare,
    ...plan.fields,
    annotation: withPoolAnnotation(bare.annotation, tag),
    description: withTag(bare.description, tag),
    blocks: writtenType && type ? ofType(bare.blocks, type, writtenType) : bare.blocks,
  };
  return { fields, tag, plan };
}

/** The expression with its pools by the names that they have, and their ids. */
function named(tree: PoolExpression, pools: readonly Pool[]): Pick<PoolTag, "expression" | "pools"> {
  const ids = new Map<string, string>();
  const spelled = renamePools(tree, (name) => {
    const pool = finderOf(pools).find(name);
    if (pool) ids.set(pool.name, pool.id);
    return pool?.name ?? name;
  });
  return { expression: formatExpression(spelled), pools: Object.fromEntries(ids) };
}

/** How afserver reads the job's own masks; nothing where it knows no types. */
function ownMaskType(
  job: PoolFields,
  { userMaskType = "find" }: PlaceRequest,
  { dialect }: PoolContext,
): MaskType | undefined {
  return dialect === "3.3" ? undefined : (job.hosts_mask_type ?? userMaskType);
}

/** What takes the place of the job's own, to be given back. */
function ownFields(bare: PoolFields, plan: JobFieldsPlan, type: MaskType | undefined): PoolTag["own"] {
  if (plan.enforcement !== "mask") return {};
  return {
    ...(bare.hosts_mask !== "" && { hosts_mask: bare.hosts_mask }),
    ...(bare.hosts_mask_exclude !== "" && { hosts_mask_exclude: bare.hosts_mask_exclude }),
    ...(type && { hosts_mask_type: type }),
  };
}

/**
 * Masks of blocks are of the job's type. Where that changes from `find` to `regex`, they are written so that they mean the
 * same in both: it takes an action for the job and another one for the blocks.
 */
function ofType(
  blocks: readonly BlockPoolFields[],
  from: MaskType,
  to: MaskType,
): readonly BlockPoolFields[] {
  if (from === to) return blocks;
  return blocks.map((block, number) => {
    const { hosts_mask, hosts_mask_exclude } = block;
    if (hosts_mask === "" && hosts_mask_exclude === "") return block;
    if (to === "find") {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        `The form "find" would make prefixes of the expressions in the masks of block ${number}. Choose another form.`,
        { details: { block: number } },
      );
    }
    return { ...block, ...ofEitherType(block) };
  });
}

/** A block's masks of type `find` as masks of either type. One that is so already stays as it is. */
export function ofEitherType({
  hosts_mask,
  hosts_mask_exclude,
}: Pick<BlockPoolFields, "hosts_mask" | "hosts_mask_exclude">) {
  const either = (mask: string) => (findMaskWithin(mask) === undefined ? maskOfEitherType(mask) : mask);
  return { hosts_mask: either(hosts_mask), hosts_mask_exclude: either(hosts_mask_exclude) };
}
