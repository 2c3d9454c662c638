import { AfpoolsError } from "@afpools/core";
import { z } from "zod";

type Shape = Readonly<Record<string, z.ZodType>>;
type Optional<S extends Shape> = { -readonly [K in keyof S]?: z.output<S[K]> };

export const text = z.string();
export const integer = z.int();
export const numbersByName = z.record(z.string(), z.number());

/** The tokens of a `state` text, such as ` RDY RUN`. The numbers beside it have bits that JavaScript's numbers lose. */
export const state = z
  .string()
  .transform((tokens): ReadonlySet<string> => new Set(tokens.split(" ").filter((token) => token !== "")));

/**
 * Reads an entry of a listing: what an entry cannot be without, and of the rest what is there and of the right type. What a
 * release of afserver lacks, or says otherwise, is absent.
 *
 * @returns nothing for what is not such an entry.
 */
export function entryReader<R extends z.ZodRawShape, S extends Shape>(required: R, optional: S) {
  const requiredMembers = z.object(required);
  const optionalMembers = Object.entries(optional);
  return (input: unknown): (z.output<z.ZodObject<R>> & Optional<S>) | undefined => {
    const entry = requiredMembers.safeParse(input);
    if (!entry.success) return undefined;
    const members = input as Readonly<Record<string, unknown>>;
    const found: Record<string, unknown> = {};
    for (const [name, schema] of optionalMembers) {
      if (!Object.hasOwn(members, name)) continue;
      const value = schema.safeParse(members[name]);
      if (value.success) found[name] = value.data;
    }
    return { ...entry.data, ...(found as Optional<S>) };
  };
}

/** A list of entries within an entry; those that are none are left out. */
export function listOf<T>(read: (input: unknown) => T | undefined) {
  return z.array(z.unknown()).transform((items): readonly T[] => readAll(items, read));
}

/**
 * The entries of an answer such as `{"jobs":[…]}`.
 *
 * @throws AfpoolsError `UNEXPECTED_ANSWER` when there is no such list.
 */
export function readListing<T>(
  answer: unknown,
  name: string,
  read: (input: unknown) => T | undefined,
): readonly T[] {
  const listing = z.object({ [name]: z.array(z.unknown()) }).safeParse(answer);
  const items = listing.success ? listing.data[name] : undefined;
  if (items) return readAll(items, read);
  throw new AfpoolsError("UNEXPECTED_ANSWER", `afserver's answer has no list of ${name}.`, {
    details: { name },
  });
}

function readAll<T>(items: readonly unknown[], read: (input: unknown) => T | undefined): T[] {
  return items.flatMap((item) => read(item) ?? []);
}
