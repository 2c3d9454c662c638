import { AfpoolsError } from "@afpools/core";

/** Something that reads what comes from outside. */
export interface Target {
  readonly name: string;
  /** Good inputs, near which bad ones are looked for. */
  readonly seeds: readonly Uint8Array[];
  /** What means something in them. */
  readonly dictionary: readonly string[];
  /** Reads `input`; throws where it is not read as it should be. What it promises to throw it catches. */
  check(input: Uint8Array): void | Promise<void>;
  /** Frees what the checks have opened. */
  close?(): Promise<void>;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text in `input`; what is no UTF-8 is replaced. */
export function textOf(input: Uint8Array): string {
  return new TextDecoder().decode(input);
}

/** Does `read`, which may throw errors of these codes and no others. Gives what it gives, if it does not. */
export async function mayThrow<T>(
  codes: readonly string[],
  read: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AfpoolsError && codes.includes(error.code)) return undefined;
    throw error;
  }
}
