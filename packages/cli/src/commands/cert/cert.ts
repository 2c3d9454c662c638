import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { authorityCommand } from "./authority.js";
import { clientCommand } from "./client.js";
import { serverCommand } from "./server.js";
import { showCommand } from "./show.js";

/** `afpools cert …` */
export function certCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("cert", "Create and show certificates for TLS", (cert) => {
    authorityCommand(cert, app);
    serverCommand(cert, app);
    clientCommand(cert, app);
    showCommand(cert, app);
    return cert;
  });
}
