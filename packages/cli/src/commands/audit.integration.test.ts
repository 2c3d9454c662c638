import { auditActions } from "@afpools/core/internal";
import { describe, expect, it } from "vitest";
import { aJob, withAfserver } from "../testing/afserver.js";
import { commandLine } from "../testing/command-line.js";

const json = ({ out }: { readonly out: string }) => JSON.parse(out);

describe("afpools audit", () => {
  it("shows what was done on the database itself, by whom, and how it went", async () => {
    const afpools = commandLine();
    const { afserver } = await withAfserver(afpools, ["pc-1"]);
    await afserver.sendJob(aJob("shot"));
    for (const words of [
      ["user", "add", "Ben", "--role", "admin"],
      ["user", "role", "ben", "viewer"],
      ["user", "link", "ben"],
      ["token", "create", "ci", "--user", "ben", "--days", "7"],
      ["token", "revoke", "nothing"],
      ["session", "end", "nothing"],
      ["pool", "create", "gpu", "pc-1"],
      ["pool", "export"],
      ["job", "pool", "shot", "gpu", "--dry-run"],
      ["job", "pool", "shot", "gpu"],
      ["backup", `${afpools.folder}/pools.backup`],
    ]) {
      await afpools(words);
    }
    const records = json(await afpools(["audit", "--json"])).reverse();
    expect(
      records.map(
        (record: { action: string; target: string | null; outcome: string; code: string | null }) => [
          record.action,
          record.target,
          record.code ?? record.outcome,
        ],
      ),
    ).toEqual([
      ["user.create", "Ben", "ok"],
      ["user.update", "ben", "CONFLICT"],
      ["link.create", "ben", "ok"],
      ["token.create", null, "ok"],
      ["token.revoke", "nothing", "TOKEN_NOT_FOUND"],
      ["session.end", "nothing", "SESSION_NOT_FOUND"],
      ["pool.export", null, "ok"],
      ["job.pool.set", "2", "ok"],
      ["backup.create", null, "ok"],
    ]);
    expect(records[3]).toMatchObject({
      actor: { user: "anna", userId: null, by: "cli", credential: null },
      address: null,
      details: { user: "ben", label: "ci", days: 7 },
      count: 1,
    });

    const table = (await afpools(["audit", "--limit", "1"])).out;
    expect(table).toMatch(
      /^TIME \(UTC\) +USER +BY +FROM +ACTION +ON +OUTCOME +TIMES\n[\d-]+ [\d:]+ +anna +cli +backup\.create +ok +1\n$/,
    );
    const actions = async (...words: string[]) =>
      json(await afpools(["audit", "--json", ...words])).map(({ action }: { action: string }) => action);
    expect(await actions("--outcome", "failed")).toEqual(["session.end", "token.revoke", "user.update"]);
    expect(await actions("--action", "link.create", "--since", "1h")).toEqual(["link.create"]);
    expect(await actions("--until", "2020-01-01")).toEqual([]);
    expect((await afpools(["audit", "--user", "nobody"])).err).toBe("The audit has no such records.\n");
  });

  it.each([
    [["--since", "yesterday"], "--since is a time such as"],
    [["--until", "31.1.2026"], "--until is a time such as"],
    [["--limit", "0"], "--limit is 1 to 10000."],
    [["--action", "cook"], `--action takes one of the ${auditActions.length} that --help lists`],
  ])("refuses %j", async (words, message) => {
    const { status, err } = await commandLine()(["audit", ...words]);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
