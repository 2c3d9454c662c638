import { type BlockTag, parseBlockTag } from "./pool-tag.js";

/** The member of a block's custom data that holds what the pool keeps there. */
const member = "afpools";

/** What the pool keeps in a block's custom data, if anything. */
export function readBlockTag(customData: string): BlockTag | undefined {
  const { tag } = split(customData);
  return tag === undefined ? undefined : parseBlockTag(tag);
}

/**
 * A block's custom data with this tag in place of any. What else is there is left as it is: an object of JSON gets one
 * member more, any other text a line behind it.
 */
export function withBlockTag(customData: string, { job, own: ownMasks }: BlockTag): string {
  const own = withoutBlockTag(customData);
  // Always in this order: what says the same is to be the same text.
  const tag: BlockTag = { ...(job && { job }), ...(ownMasks && { own: ownMasks }) };
  const text = JSON.stringify({ [member]: tag });
  if (own === "") return text;
  if (!isObject(own)) return `${own}\n${text}`;
  const end = own.lastIndexOf("}");
  const isEmpty = own.slice(0, end).trim() === "{";
  return `${own.slice(0, end)}${isEmpty ? " " : ","}${text.slice(1, -1)}${own.slice(end)}`;
}

/** A block's custom data as it was before the pool put something there. */
export function withoutBlockTag(customData: string): string {
  return split(customData).own;
}

function split(customData: string): { readonly own: string; readonly tag?: unknown } {
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
  return { own: isObject(rest) ? rest : JSON.stringify(others), tag };
}

function isObject(text: string): boolean {
  return parsed(text) !== undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
