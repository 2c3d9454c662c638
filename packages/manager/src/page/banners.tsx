import { shownTime } from "./parts/shown-time.js";
import { connection, pools, session, state, status } from "./server/live.js";
import { t } from "./texts.js";

/** What is not as it should be, over every page, for as long as it is so. */
export function Banners() {
  return (
    <div class="banners" role="status">
      {messages().map(({ text, kind }) => (
        <p key={text} class={kind}>
          {text}
        </p>
      ))}
    </div>
  );
}

interface Message {
  readonly text: string;
  readonly kind: "warning" | "note";
}

function messages(): readonly Message[] {
  const now = connection.value;
  if (now.kind === "away") return [{ text: t.connection.away(now.error.message), kind: "warning" }];
  if (now.kind === "connecting" && !state.value) return [{ text: t.connection.connecting, kind: "note" }];
  if (now.kind !== "live" || !status.value) return [];
  const { store, afserver, farm, held, jobs } = status.value;
  const found: Message[] = [];
  // Where there are no pools yet, the page itself leads to it.
  if (session.value?.hasAdmin === false && pools.value.length > 0)
    found.push({ text: `${t.signIn.noAdmin} ${t.signIn.printAgain} afpools welcome`, kind: "warning" });
  if (store.away) found.push({ text: t.connection.storeAway(store.away.reason), kind: "warning" });
  else if (store.writesFail)
    found.push({ text: t.connection.writesFail(store.writesFail.reason), kind: "warning" });
  if (held) found.push({ text: t.connection.held(held.ms), kind: "note" });
  if (afserver.state === "away")
    found.push({ text: t.connection.afserverAway(afserver.reason ?? ""), kind: "warning" });
  const { following } = jobs;
  // Where the database or afserver is away, that is told already.
  if (following?.state === "stopped" && afserver.state === "current" && !store.away) {
    found.push({
      text: t.connection.unfollowed(shownTime(following.since), following.reason ?? ""),
      kind: "warning",
    });
  }
  const unreadable = afserver.unreadable ?? [];
  if (unreadable.length > 0) {
    found.push({
      text: t.connection.unreadable(unreadable.map(({ id, name }) => `${id} “${name}”`)),
      kind: "warning",
    });
  }
  if (afserver.state === "none" && !farm.known) found.push({ text: t.connection.noAfserver, kind: "note" });
  return found;
}
