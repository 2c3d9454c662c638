import { environmentName, type SettingKey, settingKeys, settings } from "@afpools/server/internal";
import * as z from "zod";
import { code, page, prose } from "./markdown.js";

/** Every setting of server and command line, from the table that reads them. */
export function settingsPage(): string {
  return page(
    "# Settings",
    "Settings of the Pool Server and of the command line. Each is taken from the configuration file (JSON; `afpools config` shows which file). Its environment variable overrides the file, and its flag overrides both. `afpools config set KEY VALUE` writes the file. A running server applies _live_ settings when an admin changes them on the page or by the API, and on SIGHUP; restart it for the others.",
    ...settingKeys.map(section),
  );
}

function section(key: SettingKey): string {
  const { description, live } = settings[key];
  const rows = [
    ["default", code(shownDefault(key)) || "empty"],
    ["type", typeOf(key)],
    ["variable", code(environmentName(key))],
    ["takes effect", live ? "live" : "at the next start"],
  ];
  const list = rows.map(([name, value]) => `- ${name}: ${value}`).join("\n");
  return page(`## ${key}`, prose(description), list).trimEnd();
}

/** The place of the database is another one on each platform. */
function shownDefault(key: SettingKey): string {
  return key === "store" ? "sqlite:PATH in the platform's data folder" : String(settings[key].fallback());
}

function typeOf(key: SettingKey): string {
  const shape = z.toJSONSchema(settings[key].schema, { io: "output" });
  if (shape.enum) return `one of ${shape.enum.map((value) => code(String(value))).join(", ")}`;
  return shape.type === "integer" ? `whole number, ${shape.minimum} to ${shape.maximum}` : "text";
}
