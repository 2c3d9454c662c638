import type { ExplainedHost } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { formatTable } from "../output/table.js";
import { styled } from "../output/terminal.js";
import { planRequest, withMaskOptions } from "./mask-options.js";

export function explainCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "explain <expression>",
    "Say for each host whether it may render on a pool or an expression, and why",
    withMaskOptions,
    (args) =>
      app.withAccess(args, async (access) => {
        const hosts = await access.explain(planRequest(args));
        const text = formatTable(hosts, [
          { heading: "HOST", value: (host) => host.name },
          { heading: "RENDERS", value: (host) => verdict(host, app) },
          { heading: "ONLINE", value: ({ online }) => (online === null ? "unknown" : online ? "yes" : "no") },
          { heading: "WHY", value: (host) => host.text },
        ]);
        app.print(args, hosts, text);
      }),
  );
}

function verdict({ admitted }: ExplainedHost, app: App): string {
  return admitted ? styled(app.terminal, "out", "green", "yes") : styled(app.terminal, "out", "dim", "no");
}
