const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** Texts of the charts, which are loaded with them. */
export const u = {
  title: "Usage",
  farm: "Whole farm",
  of: "Usage of",
  compare: "Compare with",
  nothing: "Nothing",
  deleted: "A deleted pool",
  span: "Time span",
  spans: { hour: "Last hour", day: "Last day", week: "Last week", month: "Last month", year: "Last year" },
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  earlier: "Earlier",
  later: "Later",
  valuesAt: (time: string) => `Values at ${time}:`,
  shown: (from: string, to: string) => `${from} to ${to}`,
  csv: "Download CSV",
  table: "Show as a table",
  zoomHelp: "Drag across a chart to zoom in. Double-click to zoom out.",
  recordedSince: (time: string) => `Recorded since ${time}.`,
  notYet: "Nothing is recorded yet",
  notYetText: "The server records how hosts are used once a minute while it is connected to afserver.",
  notThen: "Nothing was recorded in this time",
  hosts: "Hosts",
  waiting: "Waiting",
  wait: "Wait for the first task",
  free: "Free",
  busy: "Busy",
  held: "Held",
  offline: "Offline",
  jobsWaiting: "Jobs waiting",
  tasksWaiting: "Tasks waiting",
  jobsStarted: "Jobs started",
  waitColumn: "Wait",
  time: "Time",
  none: "–",
  average: (resolution: "minute" | "ten-minutes" | "hour" | "day") =>
    ({
      minute: "Each point is a minute.",
      "ten-minutes": "Each point is the average of ten minutes.",
      hour: "Each point is the average of an hour.",
      day: "Each point is the average of a day (UTC).",
    })[resolution],
  number: (value: number) => number.format(value),
  /** `0.5 s`, `45 s`, `12 min`, `3.5 h`. */
  seconds: (value: number) => {
    if (value < 10) return `${number.format(value)} s`;
    if (value < 90) return `${Math.round(value)} s`;
    if (value < 5_400) return `${Math.round(value / 60)} min`;
    return `${number.format(value / 3_600)} h`;
  },
} as const;
