import { digest } from "./digest.js";

/**
 * The property of a render that says that it is in a pool. It goes by the pool's id, so that a rename keeps it, has a
 * delimiter at both ends, because afserver looks for a part of the text, and reads the same as the regular expression that
 * afservers up to 3.3 take it for.
 */
export function propertyToken(poolId: string): string {
  return `@${poolId}@`;
}

/** What a job needs that is to run on renders of any of these pools. */
export function neededProperties(poolIds: readonly string[]): string {
  return [...new Set(poolIds)].map(propertyToken).join("|");
}

/**
 * Says that the text before it was copied from the render's native pool, because a render's own properties take the place
 * of those. It bears a digest of the text: what a person wrote there since is the render's own.
 */
function inheritedToken(text: string): string {
  return `@inherited-${digest([text])}@`;
}

const tokens = /@(?:inherited-[0-9a-f]{8}|[0-9a-f]{24})@/g;

/** A render's properties as a person knows them. */
export function withoutPoolTokens(text: string): string {
  return text.replace(tokens, "");
}

/** A render's properties, what is the studio's apart from what says in which pools it is. */
export interface RenderProperties {
  /** The studio's own text; absent where the render has none of its own and inherits that of its native pool. */
  readonly own?: string;
  /** Ids of pools. */
  readonly pools: readonly string[];
}

/** @param text `properties_host` of the render; absent without any. */
export function readRenderProperties(text: string | undefined): RenderProperties {
  const found: readonly string[] = text?.match(tokens) ?? [];
  const rest = withoutPoolTokens(text ?? "");
  const isOwn = rest !== "" && !found.includes(inheritedToken(rest));
  const pools = found.filter((token) => !token.startsWith("@inherited")).map((token) => token.slice(1, -1));
  return { ...(isOwn && { own: rest }), pools };
}

/**
 * `properties_host` that says so. A render's own properties replace those of its native pool, so that these are repeated
 * where it had none of its own.
 *
 * @param ofNativePool the properties that the render has by its native pool.
 */
export function writeRenderProperties({ own, pools }: RenderProperties, ofNativePool: string): string {
  if (pools.length === 0) return own ?? "";
  const start = own ?? (ofNativePool === "" ? "" : ofNativePool + inheritedToken(ofNativePool));
  return start + [...pools].sort().map(propertyToken).join("");
}
