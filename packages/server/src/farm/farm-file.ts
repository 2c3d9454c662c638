import { readFile } from "node:fs/promises";
import { AfpoolsError, expandHostRange, Farm, type FarmHost, parseHostName } from "@afpools/core";
import { z } from "zod";

const hostEntry = z.union([
  z.string(),
  z.object({
    name: z.string(),
    online: z.boolean().optional(),
    address: z.string().optional(),
    engine: z.string().optional(),
  }),
]);
const farmEntries = z.union([
  z.array(hostEntry),
  z.object({ hosts: z.array(hostEntry) }).transform(({ hosts }) => hosts),
]);

/**
 * A farm that a file lists: JSON (an array, or an object with `hosts`, of names or of objects with `name` and `online`),
 * or text with a host or range (`pc-[001-120]`) a line, `#` for comments, a leading `-` for a host that is offline.
 *
 * @throws AfpoolsError `INVALID_FILE` with the line or entry that is wrong.
 */
export async function readFarmFile(file: string): Promise<Farm> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw invalid(file, (error as Error).message, error);
  }
  try {
    return new Farm(
      /^\s*[[{]/.test(text) && !/^\s*\[\d+-\d+\]/.test(text) ? fromJson(text) : fromLines(text),
    );
  } catch (error) {
    throw invalid(file, (error as Error).message, error);
  }
}

function fromJson(text: string): FarmHost[] {
  const entries = farmEntries.parse(JSON.parse(text));
  return entries.map((entry) => {
    if (typeof entry === "string") return { name: parseHostName(entry), online: true };
    const { name, online = true, address, engine } = entry;
    return { name: parseHostName(name), online, ...(address && { address }), ...(engine && { engine }) };
  });
}

function fromLines(text: string): FarmHost[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const entry = line.replace(/#.*/, "").trim();
    if (!entry) return [];
    const online = !entry.startsWith("-");
    try {
      return expandHostRange(online ? entry : entry.slice(1)).map((name) => ({ name, online }));
    } catch (error) {
      throw new Error(`line ${index + 1}: ${(error as Error).message}`);
    }
  });
}

function invalid(file: string, reason: string, cause: unknown): AfpoolsError {
  return new AfpoolsError("INVALID_FILE", `The farm file ${file} cannot be read: ${reason}`, {
    details: { file },
    cause,
  });
}
