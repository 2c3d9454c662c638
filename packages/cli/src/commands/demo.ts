import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { stopSignal } from "../input/stop-signal.js";

export function demoCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "demo",
    "Try everything on a simulated farm with pools, jobs and the page",
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
      // Heard from the start on, and with the terminal that goes away: nothing is to be left behind.
      const stop = stopSignal("SIGHUP");
      const { startDemo } = await import("../demo/start-demo.js");
      const demo = await startDemo(args);
      const { url, address } = demo.daemon;
      const users = demo.users.map(({ name, password, role }) => {
        return `  ${name}  password ${password}  ${role === "admin" ? "may do everything" : "may only look"}`;
      });
      app.terminal.out.write(`A farm of 60 simulated hosts is at work. Open the page. The link signs you in once:
  ${demo.signInUrl}
Later, or in another browser, sign in at ${url} as
${users.join("\n")}

Try on the page: add hosts to a pool (a), move some to another pool (Space, m), see all in the Matrix,
type "gpu - desks" under Expressions, give a job another pool, undo a change under History.

Try in another terminal:
  export AFPOOLS_AFANASY_SERVER=${demo.afserver}
  ${app.program} pool list --server 127.0.0.1:${address.port}
  ${app.program} job list --server 127.0.0.1:${address.port}
  ${app.program} hosts --watch --server ${url}

Ctrl-C ends it; nothing is left behind.
`);
      await stop;
      await demo.close();
    },
  );
}
