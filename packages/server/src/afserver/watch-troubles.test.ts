import type { Unreadable, WatchStatus } from "@afpools/afanasy";
import { expect, it } from "vitest";
import { LogRecorder } from "../testing/log-recorder.js";
import { WatchTroubles } from "./watch-troubles.js";

const events: WatchStatus = { kind: "current", by: "events" };
const polling: WatchStatus = { kind: "current", by: "polling", reason: "no monitor", since: new Date() };
const bad: Unreadable = { type: "jobs", id: 3, name: "shot", reason: "not JSON" };

it("logs each entry that cannot be read once, and when it is gone", () => {
  const log = new LogRecorder();
  const troubles = new WatchTroubles(log);
  const tell = (...unreadable: Unreadable[]) => troubles.tell({ status: events, unreadable });
  tell();
  tell(bad);
  tell(bad);
  tell(bad, { ...bad, id: 4 });
  tell({ ...bad, id: 4 });
  expect(log.lines.map(({ level, message, values }) => [level, values.id, message])).toEqual([
    ["warn", 3, "skipped an unreadable entry of afserver"],
    ["warn", 4, "skipped an unreadable entry of afserver"],
    ["info", 3, "unreadable entry of afserver was fixed or deleted"],
  ]);
  expect(log.lines[0]?.values).toMatchObject({ type: "jobs", name: "shot", reason: "not JSON" });
});

it("logs once that afserver is polled, with the reason, and that its events are received again", () => {
  const log = new LogRecorder();
  const troubles = new WatchTroubles(log);
  for (const status of [events, polling, polling, events, { kind: "starting" } as const, events]) {
    troubles.tell({ status, unreadable: [] });
  }
  expect(log.lines.map(({ message, values }) => [message, values.reason])).toEqual([
    ["polling afserver: no events", "no monitor"],
    ["subscribed to afserver events", undefined],
  ]);
});
