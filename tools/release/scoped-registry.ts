import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Tarball } from "./pack.js";
import { publishedPackages } from "./published-packages.js";

/** A registry on this machine that knows the tarballs alone, for npm's `@afpools:registry`. */
export interface ScopedRegistry {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the tarballs in `folder`, so that they are installed by their names, and bring one another as they will for everybody. */
export async function startScopedRegistry(
  folder: string,
  tarballs: readonly Tarball[],
): Promise<ScopedRegistry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/");
    const tarball = tarballs.find(({ name, filename }) => path === `/${name}` || path === `/${filename}`);
    if (!tarball) {
      response.writeHead(404).end();
    } else if (path.endsWith(".tgz")) {
      createReadStream(join(folder, tarball.filename)).pipe(response);
    } else {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(describe(tarball, url)));
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has no port.");
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a registry says of a package: its one version. */
function describe({ name, filename, integrity }: Tarball, url: string) {
  const manifest = publishedPackages.find((one) => one.manifest.name === name)?.manifest;
  const version = manifest?.version ?? "";
  const dist = { tarball: `${url}/${filename}`, integrity };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
