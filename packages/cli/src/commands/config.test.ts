import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandLine } from "../testing/command-line.js";

describe("afpools config", () => {
  it("shows each setting and where its value comes from", async () => {
    const afpools = commandLine();
    await afpools(["config", "set", "server.port", "7777"]);
    const { out, err } = await afpools(["config"]);
    expect(err).toContain(afpools.environment.AFPOOLS_CONFIG);
    expect(out).toMatch(/^server\.port +7777 +\S*config\.json +TCP port/m);
    expect(out).toMatch(/^store +sqlite:\S+ +AFPOOLS_STORE /m);
    expect(out).toMatch(/^server\.httpPort +9980 +default /m);
  });

  it("gets, sets and unsets", async () => {
    const afpools = commandLine();
    expect((await afpools(["config", "get", "server.port"])).out).toBe("9999\n");
    expect((await afpools(["config", "set", "server.port", "1234"])).status).toBe(0);
    expect((await afpools(["config", "get", "server.port"])).out).toBe("1234\n");
    expect((await afpools(["config", "unset", "server.port"])).status).toBe(0);
    expect((await afpools(["config", "get", "server.port"])).out).toBe("9999\n");
  });

  it("refuses unknown settings and wrong values, and writes nothing", async () => {
    const afpools = commandLine();
    expect(await afpools(["config", "set", "server.prot", "1"])).toMatchObject({
      status: 2,
      err: expect.stringContaining("Did you mean server.port?"),
    });
    expect((await afpools(["config", "set", "server.port", "65536"])).status).toBe(2);
    expect((await afpools(["config", "set", "tls.mode", "maybe"])).status).toBe(2);
    expect(() => readFileSync(afpools.environment.AFPOOLS_CONFIG ?? "")).toThrow("ENOENT");
  });

  it("hides the password of a database", async () => {
    const afpools = commandLine();
    afpools.environment.AFPOOLS_STORE = "mongodb://anna:pass-phrase@db:27017/afpools";
    expect((await afpools(["config", "get", "store"])).out).toBe("mongodb://anna:***@db:27017/afpools\n");
    expect((await afpools(["config", "--json"])).out).not.toContain("pass-phrase");
  });

  it("takes over the 2019 tool's two files", async () => {
    const afpools = commandLine();
    const cgru = join(afpools.folder, "cgru");
    write(
      join(cgru, "utilities/poolssupport/poolmanager/config.json"),
      '{"mongodb_host": "db", "mongodb_port": "27018"}',
    );
    write(
      join(cgru, "utilities/poolssupport/poolserver/config.json"),
      '{"ip": "", "port": 9999, "max_clients": 32}',
    );
    const { status, out, err } = await afpools(["config", "import-legacy", cgru]);
    expect(status).toBe(0);
    expect(out).toContain("store = mongodb://db:27018/afpools");
    expect(err).toContain("AFPOOLS_STORE is set and beats");
    expect(err).toContain(
      "listens on all interfaces, as the 2019 Pool Server did: the pool protocol on port 9999, and the page and the API on port 9980, without TLS.",
    );
    expect(JSON.parse(readFileSync(afpools.environment.AFPOOLS_CONFIG ?? "", "utf8"))).toEqual({
      store: "mongodb://db:27018/afpools",
      "server.host": "0.0.0.0",
      "server.port": 9999,
    });
    expect((await afpools(["config", "import-legacy"])).err).toContain("CGRU_LOCATION is not set");
    expect((await afpools(["config", "import-legacy", afpools.folder])).err).toContain("Is");
  });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
