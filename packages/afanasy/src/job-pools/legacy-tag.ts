import { parseExpression } from "@afpools/core";
import { maskOfEitherType } from "@afpools/core/internal";
import { z } from "zod";
import type { PoolTag } from "./pool-tag.js";

/** The member of a block's custom data in which versions before 1.0 kept their tag. */
const member = "afpools";

const maskTexts = {
  hosts_mask: z.exactOptional(z.string()),
  hosts_mask_exclude: z.exactOptional(z.string()),
};

const legacyTag = z.object({
  job: z.exactOptional(
    z.object({
      version: z.literal(1),
      expression: z.string(),
      pools: z.record(z.string(), z.string()),
      enforcement: z.enum(["mask", "property", "native"]),
      form: z.exactOptional(z.enum(["include", "exclude", "include-lookahead", "exclude-lookahead", "find"])),
      own: z.object({ ...maskTexts, hosts_mask_type: z.exactOptional(z.enum(["regex", "find"])) }),
      restartStrays: z.exactOptional(z.literal(true)),
    }),
  ),
  /** The block's own masks, where they were written as expressions for a job of type `regex`. */
  own: z.exactOptional(z.object(maskTexts)),
});

export interface LegacyBlock {
  readonly hosts_mask: string;
  readonly hosts_mask_exclude: string;
  readonly custom_data: string;
}

/** May the job bear a tag of an earlier version? Its annotation named its pool. */
export function mayHaveLegacyTag({ annotation = "" }: { readonly annotation?: string }): boolean {
  return /(?:^|; )pool: /.test(annotation);
}

/**
 * The tag that a version before 1.0 kept as JSON in the custom data of the first block. afservers before 3.4 do not escape
 * that: they lose such a job when they are started again.
 */
export function readLegacyTag(blocks: readonly LegacyBlock[]): PoolTag | undefined {
  const tag = readBlock(blocks[0]?.custom_data ?? "")?.job;
  if (!tag || !isExpression(tag.expression)) return undefined;
  const { version: _, ...members } = tag;
  return { ...members, blocks: blocks.length };
}

/** Anybody can write to a job, and what is none would be read again and again. */
function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The block without what an earlier version kept there: its custom data as the studio wrote it, and masks that were
 * written as expressions as masks of either type.
 */
export function withoutLegacyTag<Block extends LegacyBlock>(block: Block): Block {
  const own = readBlock(block.custom_data)?.own;
  return {
    ...block,
    ...(own && {
      hosts_mask: maskOfEitherType(own.hosts_mask ?? ""),
      hosts_mask_exclude: maskOfEitherType(own.hosts_mask_exclude ?? ""),
    }),
    custom_data: split(block.custom_data).own,
  };
}

/** The annotation as people wrote it before an earlier version put the pool's name behind it. */
export function withoutLegacyAnnotation(annotation: string): string {
  if (annotation.startsWith("pool: ")) return "";
  const at = annotation.lastIndexOf("; pool: ");
  return at < 0 ? annotation : annotation.slice(0, at);
}

function readBlock(customData: string): z.output<typeof legacyTag> | undefined {
  const { tag } = split(customData);
  if (tag === undefined) return undefined;
  const parsed = legacyTag.safeParse(tag);
  return parsed.success ? parsed.data : undefined;
}

/** Custom data of the studio's own, and the tag behind it: a member of its object of JSON, or a last line. */
function split(customData: string): { readonly own: string; readonly tag?: unknown } {
  // Nearly none has a tag, and text that is no JSON costs much more than a look.
  if (!customData.includes(`"${member}"`)) return { own: customData };
  const line = customData.lastIndexOf("\n") + 1;
  const last = parsed(customData.slice(line));
  if (line > 0 && last && Object.keys(last).join() === member) {
    return { own: customData.slice(0, line - 1), tag: last[member] };
  }
  const whole = parsed(customData);
  if (!whole || !Object.hasOwn(whole, member)) return { own: customData };
  const { [member]: tag, ...others } = whole;
  const text = JSON.stringify({ [member]: tag });
  if (customData === text) return { own: "", tag };
  // As it was put there, unless another program has written the object anew since.
  const inner = text.slice(1, -1);
  const at = Math.max(customData.lastIndexOf(`,${inner}`), customData.lastIndexOf(` ${inner}`));
  const rest = at < 0 ? "" : customData.slice(0, at) + customData.slice(at + 1 + inner.length);
  return { own: parsed(rest) ? rest : JSON.stringify(others), tag };
}

/** The object of JSON in `text`; nothing where there is none, or one nested so deep that walking through it would overflow the stack. */
function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  if (isDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The same limit as for afserver's listings. */
const deepest = 100;

const strings = /"(?:[^"\\]|\\.)*"/g;

function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text.replace(strings, "")) {
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
