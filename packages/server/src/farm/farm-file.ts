import { AfpoolsError, expandHostRange, Farm, type FarmHost, parseHostName } from "@afpools/core";
import { z } from "zod";
import { readText } from "../files/read-text.js";

const hostEntry = z.union(
  [
    z.string(),
    z.object({
      name: z.string(),
      online: z.boolean().optional(),
      address: z.string().optional(),
      engine: z.string().optional(),
    }),
  ],
  { error: "expected a host name, or an object with its name and whether it is online" },
);

/**
 * A farm that a file lists: JSON (an array, or an object with `hosts`, of names or of objects with `name` and `online`),
 * or text with a host or range (`pc-[001-120]`) a line, `#` for comments, a leading `-` for a host that is offline.
 *
 * @throws AfpoolsError `INVALID_FILE` with the line or entry that is wrong.
 */
export async function readFarmFile(file: string): Promise<Farm> {
  try {
    const text = await readText(file);
    if (text === undefined) throw new Error("there is no such file");
    return new Farm(/^\s*[[{]/.test(text) ? fromJson(text) : fromLines(text));
  } catch (error) {
    throw new AfpoolsError(
      "INVALID_FILE",
      `The farm file ${file} cannot be read: ${(error as Error).message}`,
      { details: { file }, cause: error },
    );
  }
}

function fromJson(text: string): FarmHost[] {
  const value: unknown = JSON.parse(text);
  const entries = Array.isArray(value) ? value : (value as { hosts?: unknown }).hosts;
  if (!Array.isArray(entries))
    throw new Error('it is neither a list of hosts nor an object with them as "hosts"');
  return entries.map((entry, index) => atPlace(`entry ${index + 1}`, () => parseEntry(entry)));
}

function parseEntry(entry: unknown): FarmHost {
  const parsed = hostEntry.safeParse(entry);
  if (!parsed.success) throw new Error(parsed.error.issues[0]?.message);
  if (typeof parsed.data === "string") return { name: parseHostName(parsed.data), online: true };
  const { name, online = true, address, engine } = parsed.data;
  return { name: parseHostName(name), online, ...(address && { address }), ...(engine && { engine }) };
}

function fromLines(text: string): FarmHost[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const entry = line.replace(/#.*/, "").trim();
    if (!entry) return [];
    const online = !entry.startsWith("-");
    const names = atPlace(`line ${index + 1}`, () => expandHostRange(online ? entry : entry.slice(1)));
    return names.map((name) => ({ name, online }));
  });
}

function atPlace<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}
