import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../files/parse-json.js";
import { readManifest } from "./manifest.js";

const settings = z.object({ server: z.string(), page: z.string() });

/** What the programs are told of the Pool Server. */
export interface ServerSettings {
  /** Where pools are asked for: `HOST:PORT`, `tls://HOST:PORT`, `mongodb://…`. */
  readonly server: string;
  /** The address of the Pool Manager's page. */
  readonly page: string;
}

/** What was told to the programs below `root` when something was installed there; nothing where nothing was. */
export async function readSettings(root: string): Promise<ServerSettings | undefined> {
  const { files } = await readManifest(root);
  const file = Object.keys(files).find((path) => path.endsWith("/afpools.json"));
  if (file === undefined) return undefined;
  const text = await readFile(join(root, file), "utf8").catch(() => "null");
  const parsed = settings.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

/** The host in a server's address, or the first one in that of a database. */
export function hostOf(server: string): string {
  const [, host = ""] = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?(\[[^\]]*\]|[^:/,]*)/.exec(server) ?? [];
  return host;
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host);
}

/** Where the page of this server is, as far as its address tells: at the port of the page that is configured here. */
export function pageOf(server: string, page: string): string {
  if (server.startsWith("mongodb")) return page;
  const { protocol, port } = new URL(page);
  return `${protocol}//${hostOf(server)}${port && `:${port}`}/`;
}
