import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commandLine } from "../testing/command-line.js";

const pools = '{"version":1,"pools":[{"name":"Señal","hosts":["pc-01"]}]}';
const job = '{"name":"Señal","blocks":[{"name":"b"}]}';
const hosts = "pc-01 # Señal\npc-02\n";

/** Every command that reads a text, with what it takes; FILE is where its name stands. */
const commands: [words: string[], text: string][] = [
  [["pool", "import", "FILE"], pools],
  [["plan", "FILE"], pools],
  [["apply", "FILE", "--yes"], pools],
  [["submit", "FILE", "--pool", "gpu", "--dry-run"], job],
  [["mask", "gpu", "--farm", "FILE"], hosts],
  [["explain", "gpu", "--farm", "FILE"], hosts],
  [["--config", "FILE", "config"], '{"log.file": "Señal"}'],
];

/** Commands that take `-` for the text. */
const standard: [words: string[], text: string][] = [
  ...commands.slice(0, 4).map(([words, text]): [string[], string] => [words.map(dash), text]),
  [["pool", "add", "gpu", "-"], hosts],
];

function dash(word: string): string {
  return word === "FILE" ? "-" : word;
}

async function withPool() {
  const afpools = commandLine();
  await afpools(["pool", "create", "gpu", "pc-02"]);
  const file = join(afpools.folder, "text");
  const run = (words: readonly string[], bytes: Uint8Array) => {
    writeFileSync(file, bytes);
    return afpools(
      words.map((word) => (word === "FILE" ? file : word)),
      bytes,
    );
  };
  const listed = async () => (await afpools(["pool", "list", "--json"])).out;
  return { folder: afpools.folder, run, listed };
}

it.each([...commands, ...standard])(
  "%j refuses text that is not UTF-8, and changes nothing",
  async (words, text) => {
    const { run, listed } = await withPool();
    const before = await listed();
    for (const [bytes, reason] of [
      [Buffer.from(text, "latin1"), "it is not UTF-8: line 1, column "],
      [Buffer.from(`\ufeff${text}`, "utf16le"), "it is UTF-16, not UTF-8"],
      [Buffer.from(text, "utf16le"), "holds a NUL byte"],
    ] as const) {
      const { status, out, err } = await run(words, bytes);
      expect([status, out]).toEqual([2, ""]);
      expect(err).toContain(reason);
    }
    expect(await listed()).toBe(before);
  },
);

it.each([...commands, ...standard])("%j takes a byte order mark", async (words, text) => {
  const plain = await withPool();
  const { status, err } = await plain.run(words, Buffer.from(text));
  expect(err).not.toContain("error:");
  const marked = await withPool();
  const again = await marked.run(words, Buffer.from(`\ufeff${text}`));
  expect([again.status, again.err.replaceAll(marked.folder, plain.folder)]).toEqual([status, err]);
});

it("a file that is not there, or a folder, is an error that names it", async () => {
  const afpools = commandLine();
  const missing = await afpools(["pool", "import", "no.json"]);
  expect(missing).toMatchObject({
    status: 2,
    err: "error: no.json cannot be read: there is no such file.\n",
  });
  const folder = await afpools(["pool", "import", afpools.folder]);
  expect(folder).toMatchObject({
    status: 2,
    err: `error: ${afpools.folder} cannot be read: it is a folder.\n`,
  });
});
