import type { OpenSession } from "@afpools/api/client";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../parts/ask.js";
import { ForeignText } from "../parts/foreign-text.js";
import { shownTime } from "../parts/shown-time.js";
import { showDone } from "../parts/toasts.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** Where the person is signed in; where everybody is, for admins. */
export function Sessions() {
  const [sessions, setSessions] = useState<readonly OpenSession[] | undefined>(undefined);
  const [isAll, setAll] = useState(false);
  const wanted = isAll ? { all: true } : {};
  const read = async () => setSessions((await client.listSessions(wanted)).sessions);
  useEffect(() => {
    void act(read);
  }, [isAll]);
  if (!sessions) return <p class="quiet">{t.loading}</p>;
  const end = ({ id, user }: OpenSession) =>
    act(async () => {
      const made = (await client.listTokens(wanted)).tokens.filter(({ madeWith }) => madeWith === id);
      if (made.length > 0) {
        const labels = made.map(({ label }) => label);
        const isSure = await ask(t.sessionsView.endTitle, <p>{t.sessionsView.endTokens(labels)}</p>, [
          { label: t.sessionsView.end, value: true, kind: "danger" },
        ]);
        if (!isSure) return;
      }
      await client.endSession({ session: id }, once());
      showDone(t.sessionsView.ended(user));
      await read();
    });
  return (
    <div class="sessions">
      <p class="quiet">{t.sessionsView.intro}</p>
      {may("admin") && (
        <label class="check">
          <input type="checkbox" checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} />
          {t.sessionsView.all}
        </label>
      )}
      <table aria-label={t.sessionsView.table}>
        <thead>
          <tr>
            <th scope="col">{t.sessionsView.user}</th>
            <th scope="col">{t.usersView.role}</th>
            <th scope="col">{t.sessionsView.signedIn}</th>
            <th scope="col">{t.sessionsView.used}</th>
            <th scope="col">{t.sessionsView.from}</th>
            <th scope="col">{t.sessionsView.agent}</th>
            <th scope="col">
              <span class="visually-hidden">{t.usersView.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td>
                <ForeignText text={session.user} />{" "}
                {session.current && <span class="badge">{t.sessionsView.current}</span>}
              </td>
              <td>{session.role}</td>
              <td>
                {shownTime(session.createdAt)}, {t.sessionsView.with[session.signedInBy]}
              </td>
              <td>{shownTime(session.usedAt)}</td>
              <td>{session.usedFrom}</td>
              <td class="agent" title={session.agent ?? undefined}>
                <ForeignText text={session.agent ?? ""} />
              </td>
              <td>
                {!session.current && (
                  <button type="button" class="link danger-quiet" onClick={() => void end(session)}>
                    {t.sessionsView.end}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
