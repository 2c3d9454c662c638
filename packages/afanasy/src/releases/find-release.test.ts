import { AfpoolsError } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { findRelease } from "./find-release.js";

interface Answers {
  readonly config?: unknown;
  readonly jobs?: unknown;
  readonly pools?: unknown;
}

const refused = new AfpoolsError("AFSERVER_REFUSED", "afserver refused.");
const job = { name: "afanasy", id: 1 };

/** An afserver that answers these; what is absent, or an error, it refuses. */
function asking(answers: Answers) {
  const asked: string[] = [];
  const ask = async (request: object) => {
    const { type } = (request as { get: { type: keyof Answers } }).get;
    asked.push(type);
    const answer = answers[type] ?? refused;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask, asked };
}

function configOf(version: string) {
  return { cgru_config: [{ cgru_environment: { version } }] };
}

describe("findRelease", () => {
  it.each(["2.3.1", "3.0.0", "3.2.1", "3.3.1", "3.4.0", "3.4.7"])(
    "goes by the version %s",
    async (version) => {
      const { ask, asked } = asking({ config: configOf(version) });
      expect(await findRelease(ask)).toMatchObject({ version });
      expect(asked).toEqual(["config"]);
    },
  );

  it.each<[string, Answers, object]>([
    [
      "types of masks",
      { config: {}, jobs: { jobs: [{ ...job, hosts_mask_type: "find" }] } },
      { version: "3.4.1", maskDialect: "3.4" },
    ],
    [
      "native pools",
      { config: configOf("unknown"), jobs: { jobs: [job] }, pools: { pools: [] } },
      { version: "3.3.1", maskDialect: "3.3", changesClearNativePools: true },
    ],
    ["neither", { jobs: { jobs: [job] } }, { version: "2.3.1", nativePools: false }],
    [
      "an answer to nothing",
      { config: new AfpoolsError("UNEXPECTED_ANSWER", "It is not JSON.") },
      { version: "2.3.1" },
    ],
  ])("without a version, goes by what it answers: %s", async (_, answers, release) => {
    expect(await findRelease(asking(answers).ask)).toMatchObject(release);
  });

  it.each<[string, Answers, object]>([
    [
      "4.1.0",
      { config: configOf("4.1.0"), jobs: { jobs: [{ ...job, hosts_mask_type: "regex" }] } },
      { version: "4.1.0", maskDialect: "3.4" },
    ],
    [
      "9.9.9",
      { config: configOf("9.9.9"), jobs: { jobs: [job] }, pools: { pools: [] } },
      { version: "9.9.9", maskDialect: "3.3", blockCustomData: "raw" },
    ],
    ["2.0.8", { config: configOf("2.0.8"), jobs: { jobs: [job] } }, { version: "2.0.8", nativePools: false }],
  ])("does not trust a version that it does not know: %s", async (_, answers, release) => {
    expect(await findRelease(asking(answers).ask)).toMatchObject(release);
  });

  it("rejects where afserver cannot be reached", async () => {
    const away = new AfpoolsError("SERVER_UNREACHABLE", "Nothing listens there.");
    await expect(findRelease(asking({ config: away }).ask)).rejects.toBe(away);
    await expect(findRelease(asking({ config: {}, jobs: away }).ask)).rejects.toBe(away);
  });
});
