import type { CallResult } from "@afpools/api/client";
import { useState } from "preact/hooks";
import { useRepeated } from "../jobs/use-repeated.js";
import { ForeignText } from "../parts/foreign-text.js";
import { shownTime } from "../parts/shown-time.js";
import { showDone, showFailed } from "../parts/toasts.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { t } from "../texts.js";

type Hook = CallResult<"listHooks">["hooks"][number];

/** The server's webhooks: the last delivery of each, since when it fails, what waits. */
export function Hooks() {
  const [hooks, setHooks] = useState<readonly Hook[] | undefined>(undefined);
  const [testing, setTesting] = useState<string | undefined>(undefined);
  const read = async () => setHooks((await client.listHooks()).hooks);
  useRepeated(true, read);
  if (!hooks) return <p class="quiet">{t.loading}</p>;
  const test = async ({ name }: Hook) => {
    setTesting(name);
    await act(async () => {
      const { delivered, result } = await client.testHook({ hook: name });
      if (delivered) showDone(t.hooksView.delivered(name, result));
      else showFailed(t.hooksView.notDelivered(name, result));
      await read();
    });
    setTesting(undefined);
  };
  return (
    <div class="hooks">
      <p class="quiet">{hooks.length === 0 ? t.hooksView.none : t.hooksView.intro}</p>
      {hooks.length > 0 && (
        <table aria-label={t.settingsView.hooks}>
          <thead>
            <tr>
              <th scope="col">{t.hooksView.name}</th>
              <th scope="col">{t.hooksView.state}</th>
              <th scope="col">{t.hooksView.last}</th>
              <th scope="col">{t.hooksView.waiting}</th>
              <th scope="col">
                <span class="visually-hidden">{t.usersView.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {hooks.map((hook) => (
              <tr key={hook.name}>
                <td>
                  <ForeignText text={hook.name} />
                </td>
                <td class={hook.failing ? "error" : undefined}>{stateOf(hook)}</td>
                <td>
                  {hook.last === null ? (
                    t.hooksView.nothingYet
                  ) : (
                    <>
                      {shownTime(hook.last.at)}: <ForeignText text={hook.last.result} />
                    </>
                  )}
                </td>
                <td>{hook.waiting}</td>
                <td>
                  <button
                    type="button"
                    class="link"
                    aria-label={t.hooksView.testOf(hook.name)}
                    disabled={testing !== undefined}
                    onClick={() => void test(hook)}
                  >
                    {testing === hook.name ? t.settingsView.testing : t.hooksView.test}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function stateOf({ sends, failingSince }: Hook): string {
  if (failingSince !== null) return t.hooksView.failing(shownTime(failingSince));
  return sends ? t.hooksView.ok : t.hooksView.elsewhere;
}
