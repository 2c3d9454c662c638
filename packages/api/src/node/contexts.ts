import { createReadStream } from "node:fs";
import { dirname, join } from "node:path";
import { AfpoolsError } from "@afpools/core";
import {
  isMissingFile,
  nearest,
  parseJson,
  parseServerAddress,
  parseStoreAddress,
  quoted,
  readText,
  type TextSource,
} from "@afpools/core/internal";
import { z } from "zod";

/** Where pools are, under a name: a server or a database, and how it is reached. Paths of files are whole. */
export type Context = z.infer<typeof contextSchema>;

/** All contexts of a user, and the one in use. */
export interface Contexts {
  /** The name of one of them, or {@link defaultContext}. */
  readonly current: string;
  readonly contexts: Readonly<Record<string, Context>>;
}

/** The name for working without a context: where the settings say. No context bears it. */
export const defaultContext = "default";

const contextSchema = z.strictObject({
  server: z.string().optional(),
  store: z.string().optional(),
  tlsCa: z.string().optional(),
  tlsCert: z.string().optional(),
  tlsKey: z.string().optional(),
  tokenFile: z.string().optional(),
});

const fileSchema = z.strictObject({
  current: z.string().default(defaultContext),
  contexts: z.record(z.string(), contextSchema).default({}),
});

/** The file of contexts that belongs to a configuration file: `contexts.json` beside it. */
export function contextsFile(configFile: string): string {
  return join(dirname(configFile), "contexts.json");
}

/**
 * The contexts in `file`; none where there is no such file.
 *
 * @throws AfpoolsError `INVALID_CONFIG`
 */
export async function readContexts(file: string): Promise<Contexts> {
  const source: TextSource = { name: file, code: "INVALID_CONFIG" };
  const text = await readText(createReadStream(file), source).catch((error: unknown) => {
    if (isMissingFile(error)) return "{}";
    throw error;
  });
  const read = fileSchema.safeParse(parseJson(text, source));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw unreadable(file, `${issue?.path.join(".") || "it"}: ${issue?.message ?? "is not understood"}`);
  }
  for (const [name, context] of Object.entries(read.data.contexts)) {
    try {
      parseContextName(name);
      checkContext(context);
    } catch (error) {
      throw unreadable(file, `context ${quoted(name, 80)}: ${(error as Error).message}`);
    }
  }
  if (read.data.current !== defaultContext) findContext(read.data, read.data.current, file);
  return read.data;
}

/** @throws AfpoolsError `INVALID_CONFIG` where there is none of this name */
export function findContext({ contexts }: Contexts, name: string, where: string): Context {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context) return context;
  const suggestion = nearest(name, Object.keys(contexts));
  const hint = suggestion === undefined ? "" : ` Did you mean ${JSON.stringify(suggestion)}?`;
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `There is no context ${quoted(name, 80)}, which ${where} names.${hint} "afpools context list" lists them.`,
    { details: { context: name, where, ...(suggestion !== undefined && { suggestion }) } },
  );
}

/**
 * A context's name: letters, digits, `.`, `_` and `-`.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function parseContextName(text: string): string {
  if (text !== defaultContext && /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(text)) return text;
  const reason =
    text === defaultContext
      ? "it stands for working without a context"
      : "it is 1 to 64 letters, digits, dots, _ and -, and begins with a letter or a digit";
  throw new AfpoolsError("INVALID_ARGUMENT", `A context cannot be named ${quoted(text, 80)}: ${reason}.`, {
    details: { name: text },
  });
}

/** @throws AfpoolsError `INVALID_CONFIG` where it is not one server or one database, or its address cannot be */
export function checkContext({ server, store }: Context): void {
  if ((server === undefined) === (store === undefined))
    throw new AfpoolsError("INVALID_CONFIG", "A context is either a server or a store, not both.");
  if (server !== undefined) parseServerAddress(server);
  if (store !== undefined) parseStoreAddress(store);
}

function unreadable(file: string, reason: string): AfpoolsError {
  return new AfpoolsError("INVALID_CONFIG", `${file} cannot be read: ${reason.replace(/\.$/, "")}.`, {
    details: { file },
  });
}
