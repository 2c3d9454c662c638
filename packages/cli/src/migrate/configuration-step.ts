import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { isMissingFile, readText } from "@afpools/core/internal";
import { writeWhole } from "../backup/write-file.js";
import type { Migration, MigrationStep } from "./migration-step.js";
import type { DoneStep } from "./record.js";

type Done = Extract<DoneStep, { name: "configuration" }>;

/** Takes over where the 2019 tool's database is, and where its server listens. */
export const configurationStep: MigrationStep<Done> = {
  name: "configuration",

  async plan(migration) {
    const { shownValue } = await import("@afpools/server/internal");
    // Named to look at its pools: the file may have another one.
    const { store: _, ...configured } = migration.args;
    const [values, { config, file }] = await Promise.all([
      legacyValues(migration),
      migration.app.loadConfig(configured),
    ]);
    const changes = Object.entries(values).flatMap(([key, value]) =>
      config[key as keyof typeof config] === value ? [] : [`${key} = ${shownValue(value)} in ${file}`],
    );
    const isOpened = values["server.host"] === "0.0.0.0" && config["server.host"] !== "0.0.0.0";
    const opened = `all interfaces, as in 2019: the page and the API on port ${config["server.httpPort"]}, too`;
    return { changes: isOpened ? [...changes, opened] : changes };
  },

  async carryOut(migration) {
    const { writeConfigFile } = await import("@afpools/server/internal");
    const { file } = await migration.app.loadConfig(migration.args);
    const before = await readText(createReadStream(file), { name: file }).catch((error: unknown) => {
      if (isMissingFile(error)) return null;
      throw error;
    });
    await writeConfigFile(file, await legacyValues(migration));
    return { name: "configuration", before };
  },

  async undo({ app, args }, { before }) {
    const { file } = await app.loadConfig(args);
    if (before === null) await rm(file, { force: true });
    else await writeWhole(file, [before]);
    return [`${file} is as it was.`];
  },
};

async function legacyValues({ cgru }: Migration) {
  const { readLegacyConfig } = await import("@afpools/server/internal");
  return (await readLegacyConfig(cgru)).values;
}
