import type { AddressInfo } from "node:net";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { stopSignal } from "../input/stop-signal.js";

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
        },
      });
      app.terminal.out.write(greeting(daemon));
      isGreeted = true;
      const stop = stopSignal();
      process.on("SIGHUP", () => void daemon.reload());
      await stop;
      await daemon.close();
    },
  );
}

interface Listening {
  readonly address: AddressInfo;
  readonly url: string;
  readonly welcomeUrl: string | undefined;
  readonly storeLocation: string;
}

function greeting({ address, url, welcomeUrl, storeLocation }: Listening): string {
  const server = shown(address);
  return `Afanasy Pools is ready.
  pool protocol  ${server}
  page and API   ${url}
  health pages   ${url}/readyz
  pools lie in   ${storeLocation}
${welcomeUrl === undefined ? "" : welcome(welcomeUrl)}
Try next, in another terminal:
  npx afpools pool create gpu 'pc-[01-05]'
  npx afpools pool list --server ${server}
  npx afpools mask gpu
`;
}

function welcome(link: string): string {
  return `\nThere is no admin yet. Open this link, once, to become it:\n  ${link}\n`;
}

function shown({ address, family, port }: AddressInfo): string {
  return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
}
