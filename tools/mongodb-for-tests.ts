import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A MongoDB server that tests may use. Each test takes a database name of its own. */
export interface TestMongo {
  /** `mongodb://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  stop(): Promise<void>;
}

interface Program {
  readonly path: string;
  args(port: number, dataFolder: string): string[];
}

const sources = fileURLToPath(new URL("./ferretdb/", import.meta.url));
const cache = fileURLToPath(new URL("../node_modules/.cache/afpools/", import.meta.url));
const run = promisify(execFile);

/**
 * A real server of the MongoDB protocol on 127.0.0.1: the one of `AFPOOLS_TEST_MONGODB_URL`, else `mongod` from the
 * PATH, else FerretDB, which Go builds once (about a minute, then kept in `node_modules/.cache/afpools`).
 *
 * @throws Error with the commands that help, when none of the three can be had.
 */
export async function startMongo(): Promise<TestMongo> {
  const url = process.env.AFPOOLS_TEST_MONGODB_URL;
  if (url) return { url: url.replace(/\/+$/, ""), stop: async () => undefined };
  return start(mongodOnPath() ?? (await buildFerretdb()));
}

/** Builds what {@link startMongo} may have to build, so that tests which start at the same time need not. */
export async function prepareMongo(): Promise<void> {
  if (!process.env.AFPOOLS_TEST_MONGODB_URL && !mongodOnPath()) await buildFerretdb();
}

function mongodOnPath(): Program | undefined {
  if (spawnSync("mongod", ["--version"]).status !== 0) return undefined;
  return {
    path: "mongod",
    args: (port, data) => ["--bind_ip", "127.0.0.1", "--port", String(port), "--dbpath", data, "--quiet"],
  };
}

async function buildFerretdb(): Promise<Program> {
  const hash = createHash("sha256");
  for (const file of (await readdir(sources)).sort())
    hash.update(file).update(await readFile(join(sources, file)));
  const suffix = process.platform === "win32" ? ".exe" : "";
  const path = join(cache, `ferretdb-${hash.digest("hex").slice(0, 16)}${suffix}`);
  if (!existsSync(path)) {
    await mkdir(cache, { recursive: true });
    const unfinished = `${path}.${process.pid}${suffix}`;
    await run("go", ["build", "-o", unfinished, "."], { cwd: sources }).catch((error: Error) => {
      throw new Error(
        "These tests need a MongoDB, and none can be had. Do one of these:\n" +
          "  AFPOOLS_TEST_MONGODB_URL=mongodb://HOST:27017 npm test     use a server that runs\n" +
          "  put mongod on the PATH                                     https://www.mongodb.com/docs/manual/installation\n" +
          "  apt-get install golang-go                                  Go builds FerretDB from tools/ferretdb\n" +
          `Building FerretDB failed: ${error.message}`,
        { cause: error },
      );
    });
    await rename(unfinished, path);
  }
  return { path, args: (port, data) => ["-listen", `127.0.0.1:${port}`, "-data", data, "-until-stdin-ends"] };
}

async function start(program: Program): Promise<TestMongo> {
  const data = await mkdtemp(join(tmpdir(), "afpools-mongo-"));
  const port = await freePort();
  const child = spawn(program.path, program.args(port, data), { stdio: ["pipe", "ignore", "pipe"] });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  await untilItAnswers(child, port);
  return {
    url: `mongodb://127.0.0.1:${port}`,
    stop: async () => {
      process.off("exit", kill);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null && child.signalCode === null) {
        kill();
        await ended;
      }
      await rm(data, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("A TCP server has no port.");
  return address.port;
}

function untilItAnswers(child: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaints = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).slice(-2_000);
    });
    let over = false;
    const fail = (reason: string) => {
      over = true;
      reject(new Error(`${child.spawnfile} did not start on 127.0.0.1:${port}: ${reason} ${complaints}`));
    };
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`it ended with status ${code}.`));
    const knock = () => {
      if (over) return;
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve();
      });
      socket.once("error", () => setTimeout(knock, 20));
    };
    knock();
  });
}
