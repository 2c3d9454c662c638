import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PoolService } from "@afpools/core";
import { openStore } from "@afpools/server";

/** The built `afpools`. */
export const afpools = fileURLToPath(new URL("../packages/cli/bin/afpools.js", import.meta.url));

/** Makes pools and certificates in an empty folder; gives the address of the database. */
export async function prepare(folder, { pools, hostsEach }) {
  const store = `sqlite:${join(folder, "pools.db")}`;
  const opened = openStore(store);
  const service = new PoolService(opened);
  for (let pool = 0; pool < pools; pool += 1) {
    const hosts = Array.from({ length: hostsEach }, (_, host) => `render-${pool}-${host}`);
    await service.create({ name: `pool ${pool}`, hosts }, { name: "bench", origin: "bench" });
  }
  await opened.close();
  for (const words of [["ca"], ["server", "localhost"]])
    await once(
      spawn(process.execPath, [afpools, "cert", ...words, "--folder", folder], { stdio: "ignore" }),
      "exit",
    );
  return store;
}

/** Starts a program, without settings but those of `environment`; gives it with what its output said first of `pattern`. */
export async function start(folder, args, pattern, environment = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, AFPOOLS_CONFIG: join(folder, "none.json"), ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  for await (const chunk of child.stdout) {
    told += chunk;
    const found = pattern.exec(told);
    if (found) return { child, found };
  }
  throw new Error(`${args.join(" ")} did not start: ${told}`);
}

/** `afpools serve` on free ports, with the certificates of {@link prepare}. */
export async function startServer(folder, store, tls, environment = {}) {
  const words = ["serve", "--store", store, "--port", "0", "--http-port", "0", "--log-level", "error"];
  const { child, found } = await start(
    folder,
    [afpools, ...words],
    /pool protocol +\S+:(\d+)\n.*https?:\S+:(\d+)\n/,
    {
      AFPOOLS_TLS_MODE: tls,
      AFPOOLS_TLS_CERT: join(folder, "server.pem"),
      AFPOOLS_TLS_KEY: join(folder, "server-key.pem"),
      ...environment,
    },
  );
  return { child, protocol: Number(found[1]), http: Number(found[2]) };
}
