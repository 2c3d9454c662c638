import {
  type JobMasks,
  type MaskForm,
  namedPools,
  type PoolExpression,
  parseExpression,
} from "@afpools/core";
import { z } from "zod";

/** How Afanasy is made to keep a job on a pool: by the job's masks, by renders' properties, by Afanasy's own pools. */
export type Enforcement = "mask" | "property" | "native";

/** What a job carries that says on which pools it is, and what it was before. */
export interface PoolTag {
  /** The pool expression in its normal form, with the names that the pools had when the tag was written. */
  readonly expression: string;
  /** The ids of the pools that the expression names, by these names: a pool that was renamed is still found. */
  readonly pools: Readonly<Record<string, string>>;
  readonly enforcement: Enforcement;
  /** How the masks say it; absent for `include`, and where no mask does. */
  readonly form?: MaskForm;
  /** The job's own masks where the pool's have taken their place. */
  readonly own: JobMasks;
  /** Tasks on a host that is not allowed any more are to be restarted elsewhere. */
  readonly restartStrays?: true;
  /**
   * How many blocks the job had. afserver reads the masks of blocks that are appended later as `find` lists, whatever the
   * job's type. Absent in tags of earlier versions.
   */
  readonly blocks?: number;
  /** The job's own custom data, while it is in danger: see `rewriteLegacyTag`. */
  readonly customData?: string;
}

const start = "afpools:1?";
const line = /(?:^|\n)afpools:1\?(\S*)(?=\n|$)/;
/** Stands for a pool that has no id. */
const noId = "-";

const members = z.object({
  on: z.string(),
  ids: z.string().default(""),
  by: z.enum(["mask", "property", "native"]),
  form: z.exactOptional(
    z.enum([
      "include",
      "exclude",
      "include-lookahead",
      "exclude-lookahead",
      "find",
    ]) satisfies z.ZodType<MaskForm>,
  ),
  hosts_mask: z.exactOptional(z.string()),
  hosts_mask_exclude: z.exactOptional(z.string()),
  hosts_mask_type: z.exactOptional(z.enum(["regex", "find"])),
  restart: z.exactOptional(z.literal("strays")),
  blocks: z.exactOptional(z.coerce.number().int().nonnegative()),
  custom_data: z.exactOptional(z.string()),
});

/**
 * The tag in a job's description: a line `afpools:1?on=gpu&ids=65a…&by=mask`. Nothing where there is none, or one that
 * cannot be read, such as one of a later version.
 *
 * afserver escapes the description in all its releases, keeps it through restarts, shows it in every listing, and changes it
 * in the same action as the masks. Neither of its windows shows it. See decision 0070.
 */
export function readTag(description: string): PoolTag | undefined {
  const query = line.exec(description)?.[1];
  if (query === undefined) return undefined;
  const parsed = members.safeParse(Object.fromEntries(new URLSearchParams(query)));
  const expression = parsed.success ? expressionOf(parsed.data.on) : undefined;
  if (!parsed.success || !expression) return undefined;
  const { on, ids, by, form, restart, blocks, custom_data, ...own } = parsed.data;
  const idList = ids.split(".");
  const named = namedPools(expression).flatMap((name, index): [string, string][] => {
    const id = idList[index];
    return id && id !== noId ? [[name, id]] : [];
  });
  return {
    expression: on,
    pools: Object.fromEntries(named),
    enforcement: by,
    ...(form && { form }),
    own,
    ...(restart && { restartStrays: true as const }),
    ...(blocks !== undefined && { blocks }),
    ...(custom_data !== undefined && { customData: custom_data }),
  };
}

/** The description with this tag in place of any, behind what people wrote there. */
export function withTag(description: string, tag: PoolTag): string {
  const own = withoutTag(description);
  return `${own}${own === "" ? "" : "\n"}${formatTag(tag)}`;
}

/** The description as people wrote it. */
export function withoutTag(description: string): string {
  const found = line.exec(description);
  if (!found) return description;
  const rest = description.slice(found.index + found[0].length);
  return description.slice(0, found.index) + (found.index === 0 ? rest.replace(/^\n/, "") : rest);
}

/** As a web form is sent: letters, digits and `%+&=*-._` alone, which nobody who stores or shows them has to escape. */
function formatTag({
  expression,
  pools,
  enforcement,
  form,
  own,
  restartStrays,
  blocks,
  customData,
}: PoolTag): string {
  const ids = namedPools(parseExpression(expression)).map((name) => pools[name] ?? noId);
  const values: Readonly<Record<string, string | undefined>> = {
    on: expression,
    ids: ids.length > 0 ? ids.join(".") : undefined,
    by: enforcement,
    form,
    ...own,
    restart: restartStrays && "strays",
    blocks: blocks?.toString(),
    custom_data: customData,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, value);
  return start + query.toString();
}

function expressionOf(text: string): PoolExpression | undefined {
  try {
    return parseExpression(text);
  } catch {
    return undefined;
  }
}
