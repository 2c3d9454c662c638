import { settingFinding, settingsChange, settingsList, settingTest } from "../resources/setting.js";
import type { Route } from "./route.js";

export const settingRoutes = {
  listSettings: {
    summary: "List settings with their values and sources",
    needs: "admin",
    result: settingsList,
    errors: ["INVALID_CONFIG"],
  },
  changeSettings: {
    summary: "Save settings",
    description:
      "All of them are checked before any is saved. Those that the environment or a flag sets go on to be set by it.",
    needs: "admin",
    body: settingsChange,
    result: settingsList,
    idempotent: true,
    errors: ["INVALID_CONFIG"],
  },
  testSetting: {
    summary: "Test a database or an afserver before saving it",
    description: "Takes no `Idempotency-Key`: it changes nothing.",
    needs: "admin",
    body: settingTest,
    result: settingFinding,
    errors: ["INVALID_CONFIG"],
  },
} as const satisfies Record<string, Route>;
