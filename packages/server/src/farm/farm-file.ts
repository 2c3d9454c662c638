import { createReadStream } from "node:fs";
import {
  AfpoolsError,
  expandHostRange,
  Farm,
  type FarmHost,
  type HostFacts,
  parseHostName,
} from "@afpools/core";
import { parseJson, readText } from "@afpools/core/internal";
import { z } from "zod";

/** As the API tells them. */
const hostFacts: z.ZodType<HostFacts> = z.strictObject({
  os: z.exactOptional(z.string()),
  addresses: z.exactOptional(z.array(z.string())),
  cores: z.exactOptional(z.number()),
  ram: z.exactOptional(z.number()),
  disk: z.exactOptional(z.number()),
  gpu: z.exactOptional(z.string()),
  gpuRam: z.exactOptional(z.number()),
  users: z.exactOptional(z.array(z.string())),
  properties: z.exactOptional(z.array(z.string())),
  keptUntil: z.exactOptional(z.string()),
  services: z.exactOptional(
    z.strictObject({ offered: z.exactOptional(z.array(z.string())), disabled: z.array(z.string()) }),
  ),
});

const hostEntry = z.union(
  [
    z.string(),
    z.object({
      name: z.string(),
      online: z.boolean().optional(),
      address: z.string().optional(),
      engine: z.string().optional(),
      nativePool: z.string().optional(),
      facts: hostFacts.optional(),
    }),
  ],
  { error: "expected a host name, or an object with its name and whether it is online" },
);

/**
 * A farm that a file lists: JSON (an array, or an object with `hosts`, of names or of objects as the API tells hosts),
 * or text with a host or range (`pc-[001-120]`) a line, `#` for comments, a leading `-` for a host that is offline.
 *
 * @throws AfpoolsError `INVALID_FILE` with the line or entry that is wrong.
 */
export async function readFarmFile(file: string): Promise<Farm> {
  return parseFarm(await readText(createReadStream(file), { name: file }), file);
}

/**
 * The farm that a text lists, as {@link readFarmFile} reads it.
 *
 * @param name of the text, for errors
 */
function parseFarm(text: string, name: string): Farm {
  const isJson = /^\s*[[{]/.test(text);
  const value = isJson ? parseJson(text, { name }) : undefined;
  try {
    return new Farm(isJson ? fromJson(value) : fromLines(text));
  } catch (error) {
    throw new AfpoolsError("INVALID_FILE", `${name} lists no farm: ${(error as Error).message}`, {
      details: { file: name },
      cause: error,
    });
  }
}

function fromJson(value: unknown): FarmHost[] {
  const entries = Array.isArray(value) ? value : (value as { hosts?: unknown }).hosts;
  if (!Array.isArray(entries))
    throw new Error('it is neither a list of hosts nor an object with them as "hosts"');
  return entries.map((entry, index) => atPlace(`entry ${index + 1}`, () => parseEntry(entry)));
}

function parseEntry(entry: unknown): FarmHost {
  const parsed = hostEntry.safeParse(entry);
  if (!parsed.success) throw new Error(parsed.error.issues[0]?.message);
  if (typeof parsed.data === "string") return { name: parseHostName(parsed.data), online: true };
  const { name, online = true, address, engine, nativePool, facts } = parsed.data;
  return {
    name: parseHostName(name),
    online,
    ...(address && { address }),
    ...(engine && { engine }),
    ...(nativePool && { nativePool }),
    ...(facts && { facts }),
  };
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
