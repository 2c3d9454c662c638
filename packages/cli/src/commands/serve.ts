import type { AddressInfo } from "node:net";
import { quotePoolName } from "@afpools/core";
import { hideSecrets } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { stopSignal } from "../input/stop-signal.js";
import { shellWord } from "../output/program-name.js";
import { forgetWelcome, keepWelcome } from "../welcome/welcome-file.js";

export function serveCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "serve",
    "Start the Pool Server",
    (command) =>
      command
        .option("host", {
          type: "string",
          describe: "Address to listen on; 0.0.0.0 for all",
          requiresArg: true,
        })
        .option("port", { type: "string", describe: "TCP port of the pool protocol", requiresArg: true })
        .option("http-port", {
          type: "string",
          describe: "TCP port of the page, the API and the health pages",
          requiresArg: true,
        })
        .option("farm", { type: "string", describe: "File that lists the farm's hosts", requiresArg: true })
        .option("log-level", {
          type: "string",
          describe: "debug, info, warn, error, silent",
          requiresArg: true,
        }),
    async (args) => {
      // Heard from the start on: a server that is stopped while it starts ends as any other.
      const stop = stopSignal();
      const [{ startDaemon }, { managerFolder }] = await Promise.all([
        import("@afpools/server"),
        import("@afpools/manager"),
      ]);
      const settings = await app.configInputs(args, {
        "server.host": args.host,
        "server.port": args.port,
        "server.httpPort": args.httpPort,
        "farm.file": args.farm,
        "log.level": args.logLevel,
      });
      let isGreeted = false;
      const daemon = await startDaemon({
        settings,
        managerFolder,
        // Where the database was away at the start, it is known later that there is no admin.
        onWelcome: (link) => {
          if (isGreeted) app.terminal.out.write(welcome(link));
          keepWelcome(settings.file, link).catch((error: unknown) =>
            app.note(`"afpools welcome" cannot print the link again: ${String(error)}`),
          );
        },
      });
      app.terminal.out.write(greeting(daemon, await hints(args, app, daemon)));
      isGreeted = true;
      process.on("SIGHUP", () => void daemon.reload());
      await stop;
      await daemon.close();
      await forgetWelcome(settings.file).catch(() => undefined);
    },
  );
}

interface Listening {
  readonly address: AddressInfo;
  readonly url: string;
  readonly welcomeUrl: string | undefined;
  readonly storeLocation: string;
}

/** Commands to try, as this program was started, with what they need to work where this server does. */
async function hints(args: GlobalArguments, app: App, { url }: Listening): Promise<readonly string[]> {
  const { config } = await app.loadConfig(args);
  const { target } = await app.place({ config: args.config });
  const isSame = target.kind === "store" && target.address === config.store;
  const place = [
    ...(args.config === undefined ? [] : [`--config ${shellWord(args.config)}`]),
    ...(isSame ? [] : [`--store ${shellWord(hideSecrets(config.store))}`]),
  ];
  const command = (...words: string[]) => [app.program, ...words].join(" ");
  const list = command("pool list --server", url);
  const first = await firstPool(config.store);
  // What is kept in memory is this server's alone.
  if (config.store === "memory:") return [list];
  if (first === undefined)
    return [command("pool create gpu 'pc-[01-05]'", ...place), list, command("mask gpu", ...place)];
  return [list, command("mask", shellWord(quotePoolName(first)), ...place)];
}

/** The name of a pool that there is; nothing where that cannot be known. */
async function firstPool(address: string): Promise<string | undefined> {
  if (address === "memory:") return undefined;
  const { openStore } = await import("@afpools/server");
  const store = openStore(address);
  try {
    return (await store.listPools())[0]?.name;
  } catch {
    return undefined;
  } finally {
    await store.close();
  }
}

function greeting(
  { address, url, welcomeUrl, storeLocation }: Listening,
  commands: readonly string[],
): string {
  const server = shown(address);
  return `Afanasy Pools is ready.
  pool protocol  ${server}
  page and API   ${url}
  health pages   ${url}/readyz
  pool database  ${storeLocation}
${welcomeUrl === undefined ? "" : welcome(welcomeUrl)}
Try next, in another terminal:
${commands.map((command) => `  ${command}\n`).join("")}`;
}

function welcome(link: string): string {
  return `\nThere is no admin yet. To become the admin, open this link:\n  ${link}\n`;
}

function shown({ address, family, port }: AddressInfo): string {
  return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
}
