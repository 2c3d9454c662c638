import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { accepts } from "./content-coding.js";

/** The types of what a page is built of. */
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
};

/** Encodings that a build leaves beside its files, the best first. */
const encodings = [
  { name: "br", extension: ".br" },
  { name: "gzip", extension: ".gz" },
] as const;

interface PageFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly encoded: ReadonlyMap<string, Buffer>;
}

export interface PageAnswer {
  readonly status: 200;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** The files of the page, read once: nothing else of the disk can be asked for. */
export class PageFiles {
  /** By their paths: `/index.html`, `/assets/index-3f2a.js`. */
  readonly #files: ReadonlyMap<string, PageFile>;

  private constructor(files: ReadonlyMap<string, PageFile>) {
    this.#files = files;
  }

  /** @throws AfpoolsError `INVALID_FILE` when the folder cannot be read or has no `index.html`. */
  static async read(folder: string): Promise<PageFiles> {
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const found = await Promise.all(
        entries
          .filter((entry) => entry.isFile())
          .map(async (entry) => {
            const file = join(entry.parentPath, entry.name);
            const path = `/${relative(folder, file).split(sep).join("/")}`;
            return [path, await readFile(file)] as const;
          }),
      );
      const files = gathered(new Map(found));
      if (files.has("/index.html")) return new PageFiles(files);
    } catch (cause) {
      throw new AfpoolsError(
        "INVALID_FILE",
        `The page in ${folder} cannot be read: ${(cause as Error).message}.`,
        {
          details: { folder },
          cause,
        },
      );
    }
    throw new AfpoolsError("INVALID_FILE", `There is no page in ${folder}: index.html is missing.`, {
      details: { folder },
    });
  }

  /**
   * The file of this path; for the path of a view the page, which shows it. Nothing where there is neither.
   *
   * @param accepted `Accept-Encoding` and `Accept` of the request
   */
  answer(
    path: string,
    accepted: { readonly encoding: string; readonly type: string },
  ): PageAnswer | undefined {
    const asked = path === "/" ? "/index.html" : path;
    const isView =
      !this.#files.has(asked) && !asked.startsWith("/assets/") && accepted.type.includes("text/html");
    const name = isView ? "/index.html" : asked;
    const file = this.#files.get(name);
    if (!file) return undefined;
    const encoding = encodings.find((it) => file.encoded.has(it.name) && accepts(accepted.encoding, it.name));
    const bytes = (encoding && file.encoded.get(encoding.name)) ?? file.plain;
    return {
      status: 200,
      headers: {
        "content-type": file.type,
        "content-length": String(bytes.length),
        // The names of what is in assets change with what is in it.
        "cache-control": name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store",
        ...(file.encoded.size > 0 && { vary: "accept-encoding" }),
        ...(encoding && { "content-encoding": encoding.name }),
      },
      bytes,
    };
  }
}

/** Files with what is encoded of them, which is no file of its own. */
function gathered(found: ReadonlyMap<string, Buffer>): Map<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const [path, plain] of found) {
    const isEncoded = encodings.some(
      ({ extension }) => path.endsWith(extension) && found.has(path.slice(0, -extension.length)),
    );
    if (isEncoded) continue;
    const encoded = encodings.flatMap(({ name, extension }) => {
      const bytes = found.get(path + extension);
      return bytes ? [[name, bytes] as const] : [];
    });
    const type = types[extname(path)] ?? "application/octet-stream";
    files.set(path, { type, plain, encoded: new Map(encoded) });
  }
  return files;
}
