import type { Pool } from "@afpools/api/client";
import { AfpoolsError, poolNameKey, releaseEdit } from "@afpools/core";
import { clipText, holdName, showMoment } from "@afpools/core/internal";
import { signal } from "@preact/signals";
import { Dialog } from "../parts/dialog.js";
import { useDraft } from "../parts/drafts.js";
import { FormError } from "../parts/form-error.js";
import { TextField } from "../parts/text-field.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { undoOf } from "../pools/edit-pool.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { pools } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** The hosts that somebody is about to hold. */
export const hostsToHold = signal<readonly string[] | undefined>(undefined);

export function HoldDialog() {
  const { value: names } = hostsToHold;
  if (!names) return null;
  const close = () => {
    hostsToHold.value = undefined;
  };
  return (
    <Dialog title={t.hold.title(names.length)} onClose={close}>
      <HoldForm names={names} onDone={close} />
    </Dialog>
  );
}

function HoldForm({ names, onDone }: { readonly names: readonly string[]; readonly onDone: () => void }) {
  const [reason, setReason] = useDraft("reason", "");
  const [until, setUntil] = useDraft("until", "");
  const [restartStrays, setRestartStrays] = useDraft("strays", false);
  const { error, isBusy, onSubmit } = useAttempt();
  const submit = onSubmit(async () => {
    await hold({ names, reason, until: until === "" ? undefined : new Date(until), restartStrays });
    onDone();
  });
  return (
    <form class="form" onSubmit={submit}>
      <p class="help">{t.hold.intro}</p>
      <TextField label={t.hold.reason} value={reason} onChange={setReason} isFirst maxLength={1_000} />
      <TextField label={t.hold.until} value={until} onChange={setUntil} type="datetime-local" />
      <p class="help">{t.hold.untilHelp}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={restartStrays}
          onChange={(event) => setRestartStrays(event.currentTarget.checked)}
        />
        {t.hold.restartStrays}
      </label>
      <FormError error={error} />
      <footer>
        <button type="submit" class="primary" disabled={isBusy}>
          {t.hold.hold}
        </button>
      </footer>
    </form>
  );
}

interface NewHold {
  readonly names: readonly string[];
  readonly reason: string;
  readonly until: Date | undefined;
  readonly restartStrays: boolean;
}

/** Rejects where it cannot be made. */
async function hold({ names, reason, until, restartStrays }: NewHold): Promise<void> {
  if (until && until.getTime() <= Date.now()) throw new AfpoolsError("INVALID_ARGUMENT", t.hold.isOver);
  const end = until ? ` until ${showMoment(until.getTime())}` : "";
  const rules = names.map((name) => name + end);
  const body = { name: freeName(names), description: reason, rules, restartStrays };
  const write = await client.createPool({ body }, once());
  showDone(t.hold.held(names.length), undoOf(write));
}

/** A name for a hold that no other one has. */
function freeName(names: readonly string[]): string {
  const taken = new Set(pools.value.map(({ name }) => poolNameKey(name)));
  const [first = ""] = names;
  const plain = names.length === 1 ? first : t.hold.several(first, names.length - 1);
  let name = holdName(clipText(plain, 50));
  for (let number = 2; taken.has(poolNameKey(name)); number += 1)
    name = holdName(`${clipText(plain, 46)} ${number}`);
  return name;
}

/** Releases one host, and ends the hold where it then holds nobody. */
export function releaseHost(name: string, of: Pool): Promise<boolean> {
  return act(async () => {
    const body = releaseEdit(of, [name]);
    const write = body
      ? await client.updatePool({ pool: of.id, body }, once())
      : await client.deletePool({ pool: of.id }, once());
    showDone(t.hold.released(name), undoOf(write));
  });
}
