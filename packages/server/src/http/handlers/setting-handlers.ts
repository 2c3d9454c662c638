import { trySetting } from "../../config/try-setting.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";

type SettingOperations = "listSettings" | "changeSettings" | "testSetting";

export function settingHandlers({ settings, environment }: ApiParts): Handlers<SettingOperations> {
  return {
    listSettings: () => settings.list(),
    changeSettings: ({ body }) => settings.change(body),
    testSetting: ({ body }) => trySetting(body, environment),
  };
}
