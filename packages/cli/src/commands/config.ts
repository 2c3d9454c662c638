import { AfpoolsError } from "@afpools/core";
import type { SettingKey } from "@afpools/server/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import type { Column } from "../output/table.js";

/** `afpools config …` */
export function configCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("config", "Show and change the configuration", (config) => {
    showCommand(config, app);
    getCommand(config, app);
    setCommand(config, app);
    unsetCommand(config, app);
    importLegacyCommand(config, app);
    return config;
  });
}

function showCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["show", "$0"],
    "Show each setting and where its value comes from",
    (command) => command,
    async (args) => {
      const { describeSource, settingKeys, settings, environmentName, shownValue } = await import(
        "@afpools/server/internal"
      );
      const { config, sources, file } = await app.loadConfig(args);
      const rows = settingKeys.map((key) => ({
        key,
        value: shownValue(config[key]),
        source: describeSource(sources[key]),
        variable: environmentName(key),
        description: settings[key].description,
      }));
      app.note(`Configuration file: ${file}`);
      type Row = (typeof rows)[number];
      const columns: readonly Column<Row>[] = [
        { heading: "SETTING", value: (row) => row.key, whole: true },
        { heading: "VALUE", value: (row) => String(row.value), whole: true },
        { heading: "FROM", value: (row) => row.source, whole: true },
      ];
      const meaning: Column<Row> = { heading: "MEANING", value: (row) => row.description, whole: true };
      const isNarrow = app.terminal.out.isTTY === true && args.output !== "wide";
      if (isNarrow && !args.json) app.note("What each setting means: --output wide");
      const text = app.table(args, rows, isNarrow ? columns : [...columns, meaning]);
      app.print(args, { file, settings: rows }, text);
    },
  );
}

function getCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "get <setting>",
    "Print one setting's value",
    (command) =>
      command.positional("setting", { type: "string", demandOption: true, describe: "Such as server.port" }),
    async (args) => {
      const { parseSettingKey, shownValue } = await import("@afpools/server/internal");
      const key = parseSettingKey(args.setting);
      const value = shownValue((await app.loadConfig(args)).config[key]);
      app.print(args, value, String(value));
    },
  );
}

function setCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "set <setting> <value>",
    "Write a setting into the configuration file",
    (command) =>
      command
        .positional("setting", { type: "string", demandOption: true, describe: "Such as server.port" })
        .positional("value", { type: "string", demandOption: true, describe: "The value" }),
    async (args) => {
      const { checkSetting, parseSettingKey } = await import("@afpools/server/internal");
      const key = parseSettingKey(args.setting);
      await store(args, app, { [key]: checkSetting(key, args.value, "the command line") });
    },
  );
}

function unsetCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "unset <setting>",
    "Remove a setting from the configuration file",
    (command) =>
      command.positional("setting", { type: "string", demandOption: true, describe: "Such as server.port" }),
    async (args) => {
      const { parseSettingKey } = await import("@afpools/server/internal");
      await store(args, app, { [parseSettingKey(args.setting)]: undefined });
    },
  );
}

function importLegacyCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "import-legacy [cgru]",
    "Import the settings in the two config.json files of the 2019 tool",
    (command) =>
      command.positional("cgru", {
        type: "string",
        describe: "Folder of the CGRU installation; default: CGRU_LOCATION",
      }),
    async (args) => {
      const { readLegacyConfig } = await import("@afpools/server/internal");
      const folder = args.cgru ?? app.terminal.environment.CGRU_LOCATION;
      if (!folder) {
        throw new AfpoolsError(
          "INVALID_ARGUMENT",
          "CGRU_LOCATION is not set; name the folder of the CGRU installation.",
        );
      }
      const { values, files } = await readLegacyConfig(folder);
      app.note(`Read ${files.join(" and ")}`);
      if (values["server.host"] === "0.0.0.0") {
        const { config } = await app.loadConfig(args);
        const encrypted = config["tls.mode"] === "off" ? "without TLS" : "with TLS";
        app.warn(
          `With "ip": "" the server listens on all interfaces, as the 2019 Pool Server did: the pool protocol on port ${values["server.port"]}, and the page and the API on port ${config["server.httpPort"]}, ${encrypted}. Anyone on the network can look at pools; who can change them, users and their roles say. For this machine alone: afpools config set server.host 127.0.0.1`,
        );
      }
      await store(args, app, values);
    },
  );
}

async function store(
  args: GlobalArguments,
  app: App,
  values: { readonly [Key in SettingKey]?: unknown },
): Promise<void> {
  const { defaultConfigFile } = await import("@afpools/api/node");
  const { environmentName, shownValue, writeConfigFile } = await import("@afpools/server/internal");
  const { environment } = app.terminal;
  const file = args.config ?? defaultConfigFile(environment);
  await writeConfigFile(file, values);
  for (const key of Object.keys(values) as SettingKey[]) {
    const variable = environmentName(key);
    if (environment[variable]) app.note(`${variable} is set and beats what the file says of ${key}.`);
  }
  const text = Object.entries(values)
    .map(([key, value]) =>
      value === undefined ? `${key} is unset` : `${key} = ${shownValue(String(value))}`,
    )
    .join("\n");
  const shown = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? shownValue(value) : value,
    ]),
  );
  app.print(
    args,
    { file, values: shown },
    `${text}\nin ${file}; a running server takes it when it is started again`,
  );
}
