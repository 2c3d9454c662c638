import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { stopSignal } from "../input/stop-signal.js";

export function demoCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "demo",
    "Try all of it without a farm: a simulated one, pools, jobs, and the page",
    (command) =>
      command
        .option("port", {
          type: "string",
          default: "9999",
          requiresArg: true,
          describe: "TCP port of the pool protocol",
        })
        .option("http-port", {
          type: "string",
          default: "9980",
          requiresArg: true,
          describe: "TCP port of the page",
        }),
    async (args) => {
      const { startDemo } = await import("../demo/start-demo.js");
      const demo = await startDemo(args);
      const { url, welcomeUrl, address } = demo.daemon;
      app.terminal.out.write(`A farm of 60 simulated hosts is at work. Open the page:
  ${welcomeUrl ?? url}

In another terminal:
  export AFPOOLS_AFANASY_SERVER=${demo.afserver}
  npx afpools pool list --server 127.0.0.1:${address.port}
  npx afpools job list --server 127.0.0.1:${address.port}
  npx afpools hosts --watch --server ${url}

Ctrl-C ends it; nothing is left behind.
`);
      await stopSignal();
      await demo.close();
    },
  );
}
