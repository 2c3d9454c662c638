import { settingFinding, settingsChange, settingsList, settingTest } from "../resources/setting.js";
import type { Route } from "./route.js";

export const settingRoutes = {
  listSettings: {
    summary: "All settings, each with its value and where that comes from",
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
    summary: "Try a database or an afserver before it is saved",
    description: "Takes no `Idempotency-Key`: it changes nothing.",
    needs: "admin",
    body: settingTest,
    result: settingFinding,
    errors: ["INVALID_CONFIG"],
  },
} as const satisfies Record<string, Route>;
