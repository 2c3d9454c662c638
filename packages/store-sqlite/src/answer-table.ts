import type { AnswerStore, KeptAnswer } from "@afpools/core";
import type { Database } from "libsql";
import type { DatabaseUse } from "./account-tables.js";

/** Answers to requests that may be sent again. */
export function answerTable(db: Database, { use, change }: DatabaseUse): AnswerStore {
  const byId = db.prepare("SELECT id, fingerprint, attempt, at, answer FROM answers WHERE id = ?");
  const put = db.prepare("INSERT INTO answers (id, fingerprint, attempt, at, answer) VALUES (?, ?, ?, ?, ?)");
  const finish = db.prepare("UPDATE answers SET answer = ? WHERE id = ? AND attempt = ?");
  const release = db.prepare("DELETE FROM answers WHERE id = ? AND attempt = ? AND answer IS NULL");
  const deleteBefore = db.prepare("DELETE FROM answers WHERE at < ?");
  const find = (id: string): KeptAnswer | undefined => (byId.all(id) as KeptAnswer[])[0];
  return {
    claim: (claim) =>
      change(() => {
        const known = find(claim.id);
        if (!known) put.run(claim.id, claim.fingerprint, claim.attempt, claim.at, claim.answer);
        return known;
      }),
    find: (id) => use(() => find(id)),
    finish: (id, attempt, answer) => change(() => finish.run(answer, id, attempt).changes > 0),
    release: (id, attempt) => change(() => release.run(id, attempt).changes > 0),
    deleteBefore: (at) => change(() => void deleteBefore.run(at)),
  };
}
