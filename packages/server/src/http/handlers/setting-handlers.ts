import type { RouteBody } from "@afpools/api";
import { shownValue } from "../../config/settings.js";
import { trySetting } from "../../config/try-setting.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";

type SettingOperations = "listSettings" | "changeSettings" | "testSetting";

export function settingHandlers({ settings, environment }: ApiParts): Handlers<SettingOperations> {
  return {
    listSettings: () => settings.list(),
    changeSettings: ({ body, audit }) => {
      audit.about(null, shownValues(body));
      return settings.change(body);
    },
    testSetting: ({ body, audit }) => {
      audit.about(body.key, { value: shownValue(body.value) });
      return trySetting(body, environment);
    },
  };
}

/** The new values by their settings' keys, without secrets. */
function shownValues(values: RouteBody<"changeSettings">): Record<string, string | number | null> {
  const entries = Object.entries(values).slice(0, 100);
  return Object.fromEntries(
    entries.map(([key, value]) => [key.slice(0, 100), value === null ? null : cut(shownValue(value))]),
  );
}

function cut(value: string | number): string | number {
  return typeof value === "string" ? value.slice(0, 500) : value;
}
