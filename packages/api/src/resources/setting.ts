import * as z from "zod";
import { listOf, named } from "./named.js";

const value = z.union([z.string(), z.number()]);

const setting = named(
  "Setting",
  "One thing that can be configured.",
  z.object({
    key: z.string().describe("Such as `server.httpPort`."),
    /** As configured; a password in it is shown as `***`. */
    value,
    running: value.describe(
      "What the server works with now; another one than `value` while it waits for a restart.",
    ),
    source: z
      .enum(["default", "file", "environment", "flag"])
      .describe("Where `value` comes from: a later one of these beats an earlier one."),
    fallback: value,
    description: z.string().describe("For people: what it does, its unit, what an empty value means."),
    variable: z.string().describe("The variable of the environment that sets it."),
    restart: z.boolean().describe("Is a change taken over only when the server is started again?"),
    secret: z.boolean().describe("May the value hold a password?"),
    schema: z
      .record(z.string(), z.unknown())
      .describe("What values it takes, as JSON Schema: a type, an `enum`, `minimum` and `maximum`."),
  }),
);

export type Setting = z.output<typeof setting>;

export const settingsList = named(
  "Settings",
  "All settings, and the file that they are saved in.",
  z.object({ file: z.string(), settings: listOf(setting) }),
);

export const settingsChange = named(
  "SettingsChange",
  "New values by their settings' keys; null takes one out of the file. All of them are saved, or none.",
  z.record(z.string(), value.nullable()),
);

export const settingTest = named(
  "SettingTest",
  "A value to be tried before it is saved: a database, or an afserver.",
  z.strictObject({ key: z.enum(["store", "afanasy.server"]), value: z.string() }),
);

export const settingFinding = named(
  "SettingFinding",
  "What was found at a database or an afserver, or why nothing was.",
  z.object({
    ok: z.boolean(),
    message: z.string().describe("For people."),
    pools: z.exactOptional(z.int()).describe("Pools in a database."),
    hosts: z
      .exactOptional(z.int())
      .describe("Hosts that an afserver knows, and how many of them are online."),
    online: z.exactOptional(z.int()),
    version: z.exactOptional(z.string()).describe("Of an afserver."),
  }),
);

export type SettingFinding = z.output<typeof settingFinding>;
