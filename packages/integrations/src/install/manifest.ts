import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { z } from "zod";
import { parseJson } from "../files/parse-json.js";
import { targetNames } from "./target.js";

/** Where the manifest lies below an installation's root. */
export const manifestPath = "afpools/manifest.json";

const manifest = z.object({
  version: z.literal(1),
  /** Files by their paths below the root. */
  files: z.record(
    z.string(),
    z.object({
      target: z.enum(targetNames),
      sha256: z.string(),
      /**
       * What was there before, while an installation is at work: one that was killed leaves it, and the next one knows
       * either content for its own.
       */
      previous: z.string().optional(),
    }),
  ),
  /** The folders that were made, the outer before the inner. */
  folders: z.array(z.string()),
  /** The CGRU installations that a folder outside of CGRU was installed for: Blender's, in the user's own folder. */
  trees: z.array(z.string()).optional(),
});

/** What an installation has put below its root, to be taken away again. It is written before the files are. */
export type Manifest = z.output<typeof manifest>;

/**
 * The manifest below `root`; an empty one where nothing is installed.
 *
 * @throws AfpoolsError `INVALID_FILE` when it cannot be understood: what is installed is not known then.
 */
export async function readManifest(root: string): Promise<Manifest> {
  const file = join(root, manifestPath);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { version: 1, files: {}, folders: [] };
    throw unreadable(file, (error as Error).message);
  }
  const parsed = manifest.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw unreadable(file, "it is not a manifest of this version of afpools");
}

function unreadable(file: string, reason: string): AfpoolsError {
  return new AfpoolsError(
    "INVALID_FILE",
    `${file} cannot be read: ${reason}. It lists what afpools has installed there. Restore it, or remove the files by hand.`,
    { details: { file } },
  );
}
