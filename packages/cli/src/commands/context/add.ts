import { resolve } from "node:path";
import type { Context } from "@afpools/api/node";
import { AfpoolsError } from "@afpools/core";
import { hideSecrets, isStoreAddress, quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { editContexts } from "./edit-contexts.js";

export function contextAddCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "add <name> <address>",
    "Name a server or a database, with the TLS files and the token file to use for it",
    (command) =>
      command
        .positional("name", { type: "string", demandOption: true, describe: "Name of the context" })
        .positional("address", {
          type: "string",
          demandOption: true,
          describe: "Address of a server as for --server, or of a database as for --store",
        })
        .option("replace", {
          type: "boolean",
          default: false,
          describe: "Replace a context of the same name",
        })
        .option("use", { type: "boolean", default: false, describe: "Use this context from now on" })
        .example("$0 context add studio tls://pools.studio.lan:9999", "Then: afpools context use studio"),
    async (args) => {
      const { checkContext, parseContextName } = await import("@afpools/api/node");
      const name = parseContextName(args.name);
      const context = contextOf(args.address, args);
      checkContext(context);
      await editContexts(args, app, ({ current, contexts }) => {
        if (Object.hasOwn(contexts, name) && !args.replace) {
          throw new AfpoolsError(
            "NAME_TAKEN",
            `There is a context ${quoted(name)} already. Use --replace to replace it.`,
            { details: { name } },
          );
        }
        return { current: args.use ? name : current, contexts: { ...contexts, [name]: context } };
      });
      const next = args.use ? "commands work there now" : `to work there: afpools context use ${name}`;
      app.print(args, { name, ...shown(context) }, `${name}: ${hideSecrets(args.address)}; ${next}`);
    },
  );
}

/** A context whose address holds no password. */
export function shown(context: Context): Context {
  return context.store === undefined ? context : { ...context, store: hideSecrets(context.store) };
}

/** Files are found from any folder, since their paths are whole. */
function contextOf(address: string, { tlsCa, tlsCert, tlsKey, tokenFile }: GlobalArguments): Context {
  const files = Object.entries({ tlsCa, tlsCert, tlsKey, tokenFile }).flatMap(([key, file]) =>
    file === undefined ? [] : [[key, resolve(file)] as const],
  );
  return {
    ...(isStoreAddress(address) ? { store: wholeStore(address) } : { server: address }),
    ...Object.fromEntries(files),
  };
}

function wholeStore(address: string): string {
  const [, path] = /^sqlite:(?!\/\/|~)(.+)$/i.exec(address) ?? [];
  return path === undefined ? address : `sqlite:${resolve(path)}`;
}
