// Puts a job on a pool: node integration.mjs HOST:PORT "gpu + nuke" < job.json > job-on-its-pool.json
//
// The job is what afserver takes, with "blocks". What it says of masks itself stays in force.
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const ofBlocks = ["hosts_mask", "hosts_mask_exclude"];
const ofJobs = [
  ...ofBlocks,
  "hosts_mask_type",
  "need_properties",
  "pools",
  "annotation",
  "description",
  "user_name",
];

const picked = (members, names) =>
  Object.fromEntries(names.filter((name) => name in members).map((name) => [name, members[name]]));

function ask(address, command, args) {
  const [, host, port] = /^(.*):(\d+)$/.exec(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), timeout: 10_000 });
    const chunks = [];
    socket.on("timeout", () => socket.destroy(new Error("The Pool Server does not answer.")));
    socket.on("error", reject);
    socket.on("data", (chunk) => chunks.push(chunk));
    // The server closes after its answer: a header on the first line, and all else is the body.
    socket.on("end", () => resolve(Buffer.concat(chunks).toString().split("\n")));
    socket.write(`${JSON.stringify({ version: 2, id: 1, command, args })}\n`);
  });
}

const [address, expression] = process.argv.slice(2);
const job = JSON.parse(readFileSync(0, "utf8"));
const said = { ...picked(job, ofJobs), blocks: job.blocks.map((block) => picked(block, ofBlocks)) };
const [header, ...body] = await ask(address, "PLAN JOB", { expression, job: said });
const answer = JSON.parse(body.join("\n"));
if (JSON.parse(header).type === "error") {
  console.error(`${answer.code}: ${answer.message}`);
  process.exit(1);
}
Object.assign(job, answer.job);
for (const { number, change } of answer.blocks) Object.assign(job.blocks[number], change);
for (const { message } of answer.plan.warnings) console.error(`warning: ${message}`);
console.log(JSON.stringify(job, undefined, 2));
