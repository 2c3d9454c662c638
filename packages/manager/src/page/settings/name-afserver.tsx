import { useEffect, useState } from "preact/hooks";
import { FormError } from "../parts/form-error.js";
import { TextField } from "../parts/text-field.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { client } from "../server/client.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

const key = "afanasy.server";
/** Where afserver is mostly: on the machine of the Pool Server, or on the one that CGRU's manual names. */
const usual = ["127.0.0.1:51000", "afserver:51000"];

/** Asks where afserver is, and offers those that answer. */
export function NameAfserver() {
  const [address, setAddress] = useState("");
  const [found, setFound] = useState<readonly string[]>([]);
  const { error, isBusy, onSubmit } = useAttempt();
  useEffect(() => {
    for (const value of usual) {
      client.testSetting({ body: { key, value } }).then(
        ({ ok }) => ok && setFound((before) => [...before, value]),
        // It is an offer, no more.
        () => undefined,
      );
    }
  }, []);
  const submit = onSubmit(async () => {
    const { settings } = await client.changeSettings({ body: { [key]: address.trim() } }, once());
    const waits = settings.some((setting) => setting.key === key && setting.value !== setting.running);
    showDone(waits ? t.settingsView.savedRestart([key]) : t.settingsView.saved);
  });
  return (
    <form class="form" onSubmit={submit}>
      <h2>{t.afserver.title}</h2>
      <p>{t.afserver.text}</p>
      <TextField
        label={t.afserver.address}
        value={address}
        onChange={setAddress}
        required
        class="code"
        placeholder="afserver:51000"
      />
      {found.length > 0 && (
        <p role="status">
          {t.afserver.found}{" "}
          {found.map((each) => (
            <button key={each} type="button" onClick={() => setAddress(each)}>
              {each}
            </button>
          ))}
        </p>
      )}
      <FormError error={error} />
      <footer>
        <button type="submit" class="primary" disabled={isBusy}>
          {t.save}
        </button>
      </footer>
    </form>
  );
}
