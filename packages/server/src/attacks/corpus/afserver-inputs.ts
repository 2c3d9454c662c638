import { framed, type HostileAnswer } from "./hostile-afserver.js";
import { hostileMasks, hostileNames } from "./hostile-texts.js";

export interface HostileAfserverInput {
  readonly name: string;
  readonly answer: HostileAnswer;
}

/** Answers each request for a list of this type with these entries, and others as an afserver does. */
function listing(type: "jobs" | "renders" | "pools" | "users", entries: readonly unknown[]): HostileAnswer {
  const body = framed(JSON.stringify({ [type]: entries }));
  return (asked, honest) => (asked.includes(`"type":"${type}"`) ? body : framed(honest));
}

const always =
  (bytes: string | Uint8Array): HostileAnswer =>
  () =>
    bytes;

const job = (id: number, more: object = {}) => ({
  id,
  serial: id,
  name: `job ${id}`,
  user_name: "eve",
  st: 1,
  blocks: [{ block_num: 0, name: "b", job_id: id, st: 1 }],
  ...more,
});

const render = (id: number, more: object = {}) => ({ id, name: `r${id}`, st: 1, pool: "/", ...more });

const count = (length: number) => Array.from({ length }, (_, index) => index + 1);

const strange = [
  null,
  true,
  -1,
  1.5,
  1e308,
  "",
  "x",
  [],
  {},
  [[]],
  { id: {} },
  { id: -1 },
  { id: "1", name: 5 },
];

/** Answers of afserver. */
export const afserverInputs: readonly HostileAfserverInput[] = [
  { name: "lists a million deep", answer: always(framed("[".repeat(1 << 20))) },
  { name: "objects 200,000 deep", answer: always(framed('{"jobs":'.repeat(200_000))) },
  { name: "no body", answer: always(framed("")) },
  { name: "white space of 2 MiB", answer: always(framed(" ".repeat(2 << 20))) },
  { name: "a text of 2 MiB", answer: always(framed(`{"jobs":[{"name":"${"a".repeat(2 << 20)}"}]}`)) },
  { name: "a text that does not end", answer: always(framed(`{"jobs":[{"name":"${"a".repeat(1 << 20)}`)) },
  {
    name: "lines that cannot be read",
    answer: always(framed(`{"jobs":[\n${'{"name":"a"b"c},\n'.repeat(2_000)}{}]}`)),
  },
  { name: "quotes and backslashes", answer: always(framed(`{"jobs":["${'\\\\"'.repeat(200_000)}`)) },
  { name: "a length of ten gigabytes", answer: always("AFANASY 9999999999 JSON{}") },
  { name: "a length of nothing", answer: always("AFANASY -1 JSON{}") },
  { name: "less than it says", answer: always("AFANASY 1000 JSON{}") },
  { name: "HTTP", answer: always("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}") },
  { name: "bytes that are no text", answer: always(framed(Buffer.alloc(1 << 20, 0xff))) },
  {
    name: "a number in place of lists",
    answer: always(framed('{"jobs":1,"renders":2,"pools":3,"users":4}')),
  },
  { name: "jobs that are none", answer: listing("jobs", Array(500).fill(strange).flat()) },
  { name: "renders that are none", answer: listing("renders", Array(500).fill(strange).flat()) },
  { name: "a prototype as a member", answer: always(framed('{"__proto__":{"jobs":[]},"constructor":1}')) },
  {
    name: "10,000 jobs",
    answer: listing(
      "jobs",
      count(10_000).map((id) => job(id)),
    ),
  },
  { name: "the same job 5,000 times", answer: listing("jobs", Array(5_000).fill(job(1))) },
  {
    name: "a job of 20,000 blocks",
    answer: listing("jobs", [job(1, { blocks: Array(20_000).fill({ st: 1 }) })]),
  },
  {
    name: "5,000 renders",
    answer: listing(
      "renders",
      count(5_000).map((id) => render(id)),
    ),
  },
  { name: "the same render 5,000 times", answer: listing("renders", Array(5_000).fill(render(1))) },
  {
    name: "pools of Afanasy within themselves",
    answer: listing("pools", [
      { id: 1, name: "/a", parent: "/b" },
      { id: 2, name: "/b", parent: "/a" },
      { id: 3, name: "/c", parent: "/c" },
    ]),
  },
  {
    name: "names that are hostile",
    answer: listing(
      "renders",
      hostileNames.map((name, index) => render(index + 1, { name })),
    ),
  },
  {
    name: "jobs whose masks are hostile",
    answer: listing(
      "jobs",
      hostileMasks.map(({ text }, index) => job(index + 1, { hosts_mask: text, hosts_mask_type: "regex" })),
    ),
  },
  {
    name: "jobs with tags of earlier versions on what is no expression",
    answer: listing(
      "jobs",
      count(300).map((id) => {
        const tag = { version: 1, expression: "((((", pools: {}, enforcement: "mask", own: {} };
        const custom_data = JSON.stringify({ afpools: { job: tag } });
        return job(id, {
          annotation: "pool: small",
          blocks: [{ block_num: 0, name: "b", job_id: id, st: 1, custom_data }],
        });
      }),
    ),
  },
  {
    name: "jobs whose tags are hostile",
    answer: listing(
      "jobs",
      hostileNames.flatMap((name, index) => [
        job(2 * index + 1, { custom_data: JSON.stringify({ afpools: { expression: name } }) }),
        job(2 * index + 2, { custom_data: name, annotation: name }),
      ]),
    ),
  },
];
