import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { buildGoProgram } from "./go-program.js";

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

export interface MongoOptions {
  /**
   * Where FerretDB stands in, take it as it is: other writes come in between its reading and writing of a document, so that
   * its updates are not atomic. Default: one write at a time.
   */
  readonly parallelWrites?: true;
}

/**
 * A real server of the MongoDB protocol on 127.0.0.1: the one of `AFPOOLS_TEST_MONGODB_URL`, else `mongod` from the
 * PATH, else FerretDB, which Go builds once (about a minute, then kept in `node_modules/.cache/afpools`).
 *
 * @throws Error with the commands that help, when none of the three can be had.
 */
export async function startMongo(options: MongoOptions = {}): Promise<TestMongo> {
  const url = process.env.AFPOOLS_TEST_MONGODB_URL;
  if (url) return { url: url.replace(/\/+$/, ""), stop: async () => undefined };
  return start(mongodOnPath() ?? (await buildFerretdb(options)));
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

async function buildFerretdb({ parallelWrites }: MongoOptions = {}): Promise<Program> {
  const path = await buildGoProgram("ferretdb").catch((error: Error) => {
    throw new Error(
      "These tests need a MongoDB, and none can be had. Do one of these:\n" +
        "  AFPOOLS_TEST_MONGODB_URL=mongodb://HOST:27017 npm test     use a server that runs\n" +
        "  put mongod on the PATH                                     https://www.mongodb.com/docs/manual/installation\n" +
        "  apt-get install golang-go                                  Go builds FerretDB from tools/ferretdb\n" +
        `Building FerretDB failed: ${error.message}`,
      { cause: error },
    );
  });
  const flags = ["-until-stdin-ends", ...(parallelWrites ? ["-parallel-writes"] : [])];
  return { path, args: (port, data) => ["-listen", `127.0.0.1:${port}`, "-data", data, ...flags] };
}

/** A server of the test's own, which can die and come back with its data. */
export interface OwnMongo extends TestMongo {
  readonly port: number;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
}

/**
 * As {@link startMongo}, but always one of the caller's own, to be killed.
 *
 * @throws Error when there is neither `mongod` nor Go.
 */
export async function startOwnMongo(): Promise<OwnMongo> {
  return start(mongodOnPath() ?? (await buildFerretdb()));
}

async function start(program: Program): Promise<OwnMongo> {
  const data = await mkdtemp(join(tmpdir(), "afpools-mongo-"));
  const port = await freePort();
  let child = await run(program, port, data);
  const killAtExit = () => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: `mongodb://127.0.0.1:${port}`,
    port,
    kill,
    restart: async () => {
      child = await run(program, port, data);
    },
    stop: async () => {
      process.off("exit", killAtExit);
      await kill();
      await rm(data, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function run(program: Program, port: number, data: string): Promise<ChildProcess> {
  const child = spawn(program.path, program.args(port, data), { stdio: ["pipe", "ignore", "pipe"] });
  await untilItAnswers(child, port);
  return child;
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
