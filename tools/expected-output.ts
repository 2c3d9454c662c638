/** What is another at each run, and stands in a page as it once was. */
const changing: readonly (readonly [RegExp, string])[] = [
  // A job's state, in its column.
  [/RDY(?: RUN| {4}) /g, "(?:RDY RUN|RDY {4}|RUN {4}) "],
  // How many hosts are online: on the demo's farm some leave and return.
  [/\d+(?=(?: of \d+)? online\b)/g, "\\d+"],
  [/ +\d+(?= {2}following\b)/g, " +\\d+"],
  // What stops a job on all hosts is a column of its own at times: on the demo's farm that jobs are full, or come to their end.
  [/STATUS$/g, "STATUS(?: +STOPPED BY)?"],
  [
    /following$/g,
    "following(?: +(?:-|The job runs \\d+ of at most \\d+ tasks\\.|No task of the job is ready\\.|the job is done\\.|all tasks of .+ are done\\.))?",
  ],
  [/[0-9a-f]{24}/g, "[0-9a-f]{24}"],
  [/[0-9a-f]{8}-[0-9a-f-]{27}/g, "[0-9a-f-]{36}"],
  [
    /\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?Z?)?/g,
    "\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?Z?)?",
  ],
  [/\d{4}-\d\d-\d\d/g, "\\d{4}-\\d\\d-\\d\\d"],
];

/**
 * Is `printed` what a page says? Ids, times and counts of hosts that are online may differ; `…` stands for anything in a line, a line of `…` alone for any
 * lines.
 */
export function isAsExpected(printed: string, expected: string): boolean {
  const lines = trimmed(expected).split("\n");
  const patterns = lines.map((line, index) => {
    const isLast = index === lines.length - 1;
    if (line.trim() === "…") return isLast ? "[\\s\\S]*" : "(?:.*\n)*?";
    return `${linePattern(line)}${isLast ? "" : "\n"}`;
  });
  return new RegExp(`^${patterns.join("")}$`).test(trimmed(printed));
}

function linePattern(line: string): string {
  let rest = line;
  let pattern = "";
  while (rest !== "") {
    const [start, length, source] = nextChanging(rest);
    pattern += literal(rest.slice(0, start)) + source;
    rest = rest.slice(start + length);
  }
  return pattern;
}

function nextChanging(text: string): readonly [start: number, length: number, source: string] {
  const found = changing.flatMap(([pattern, source]) => {
    pattern.lastIndex = 0;
    const match = pattern.exec(text);
    return match ? [[match.index, match[0].length, source] as const] : [];
  });
  return found.sort(([a], [b]) => a - b)[0] ?? [text.length, 0, ""];
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll("…", ".*?");
}

function trimmed(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, "").trim();
}
