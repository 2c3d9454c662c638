import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { Aggregator, Context } from "mingo";
import { BSON, type Document, Long, MongoClient, ObjectId } from "mongodb";
import { onTestFinished } from "vitest";
import { SocketPairs } from "./socket-pairs.js";

/** What MongoDB can beyond FerretDB: nothing, work out aggregations, tell changes as a replica set. */
export type Ability = "nothing" | "aggregations" | "change streams";

/** mingo knows no BSON. Here `$bsonSize` is asked of `$$ROOT` alone; its own types are too large for the compiler. */
const bsonSize = ((document: Document) => BSON.calculateObjectSize(document)) as never;
const context = Context.init({ expression: { $bsonSize: bsonSize } });

const streamId = Long.fromNumber(77);
const opMessage = 2013;

/**
 * Stands before FerretDB as a MongoDB would look: it answers aggregations of `pools` itself, by mingo, and change streams with what
 * the test says has changed. All else goes through. Ended after the test.
 */
export class MongodStandIn {
  ability: Ability;
  /** The name of a command to the collection `pools` that fails, once. */
  failing: string | undefined;
  /** Commands that reached it, by name: those of the collection `pools`. */
  readonly commands: string[] = [];
  readonly #target: URL;
  readonly #client: MongoClient;
  readonly #server: Server;
  readonly #pairs = new SocketPairs();
  #events: Document[] = [];

  private constructor(serverUrl: string, ability: Ability) {
    this.#target = new URL(serverUrl);
    this.#client = new MongoClient(this.#target.origin.replace(/^null/, `mongodb://${this.#target.host}`));
    this.ability = ability;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(serverUrl: string, ability: Ability): Promise<MongodStandIn> {
    const standIn = new MongodStandIn(serverUrl, ability);
    standIn.#server.listen(0, "127.0.0.1");
    await once(standIn.#server, "listening");
    onTestFinished(async () => {
      standIn.#pairs.destroy();
      standIn.#server.close();
      await standIn.#client.close();
    });
    return standIn;
  }

  /** `mongodb://host:port/database` of the stand-in. */
  url(database: string): string {
    return `mongodb://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${database}`;
  }

  /** Lets change streams tell it. */
  tell(event: Document): void {
    this.#events.push({ _id: { _data: new ObjectId().toHexString() }, ...event });
  }

  #serve(client: Socket): void {
    const server = connect(Number(this.#target.port), this.#target.hostname);
    let rest = Buffer.alloc(0);
    client.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
        const message = rest.subarray(0, rest.readInt32LE(0));
        rest = rest.subarray(message.length);
        const command = commandOf(message);
        void this.#answer(command)
          .catch((error: unknown) => ({ ok: 0, code: 8, errmsg: String(error) }))
          .then((answer) => {
            if (answer) client.write(reply(message.readInt32LE(4), answer));
            else server.write(message);
          });
      }
    });
    server.on("data", (chunk: Buffer) => client.write(chunk));
    this.#pairs.add(client, server);
  }

  /** Its own answer; nothing for what FerretDB answers. */
  async #answer(command: Document | undefined): Promise<Document | undefined> {
    if (!command) return undefined;
    const [[name = "", about] = []] = Object.entries(command);
    if (command.collection === "pools" || about === "pools") {
      this.commands.push(name);
      if (name === this.failing) {
        this.failing = undefined;
        return broken;
      }
    }
    const isStreams = this.ability === "change streams";
    if (name === "getMore" && streamId.equals(command.getMore)) {
      return isStreams ? { cursor: this.#batch(command, "nextBatch"), ok: 1 } : lost;
    }
    if (name !== "aggregate" || command.aggregate !== "pools" || this.ability === "nothing") return undefined;
    const [stage] = command.pipeline;
    if (stage.$changeStream)
      return isStreams ? { cursor: this.#batch(command, "firstBatch"), ok: 1 } : noReplicaSet;
    const documents = await this.#client.db(command.$db).collection("pools").find().toArray();
    const firstBatch = new Aggregator(command.pipeline, { context }).run(documents);
    return { cursor: { id: Long.ZERO, ns: `${command.$db}.pools`, firstBatch }, ok: 1 };
  }

  #batch(command: Document, name: string): Document {
    const events = this.#events;
    this.#events = [];
    const isOver = events.some(({ operationType }) => operationType === "invalidate");
    const postBatchResumeToken = { _data: new ObjectId().toHexString() };
    return {
      id: isOver ? Long.ZERO : streamId,
      ns: `${command.$db}.pools`,
      [name]: events,
      postBatchResumeToken,
    };
  }
}

/** As a single MongoDB says it. */
const noReplicaSet = {
  ok: 0,
  code: 40573,
  codeName: "Location40573",
  errmsg: "The $changeStream stage is only supported on replica sets",
};

const broken = { ok: 0, code: 8, codeName: "UnknownError", errmsg: "it is broken" };

const lost = { ok: 0, code: 43, codeName: "CursorNotFound", errmsg: "cursor id 77 not found" };

/** The command of an OP_MSG whose first section is its body. */
function commandOf(message: Buffer): Document | undefined {
  const [code, kind] = [message.readInt32LE(12), message[20]];
  return code === opMessage && kind === 0
    ? BSON.deserialize(message.subarray(21), { promoteLongs: false, allowObjectSmallerThanBufferSize: true })
    : undefined;
}

function reply(to: number, answer: Document): Buffer {
  const body = Buffer.from(BSON.serialize(answer));
  const head = Buffer.alloc(21);
  for (const [index, value] of [21 + body.length, 0, to, opMessage, 0].entries())
    head.writeInt32LE(value, 4 * index);
  return Buffer.concat([head, body]);
}
