import { useState } from "preact/hooks";
import { FormError } from "../parts/form-error.js";
import { TextField } from "../parts/text-field.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { follow, session } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";
import { theme, themes } from "../theme.js";

/** Who the person is to the server, the password, and how the page looks. */
export function Account() {
  const { value } = session;
  return (
    <div class="account">
      <label class="inline">
        <span>{t.theme.label}</span>
        <select
          value={theme.value}
          onChange={(event) => {
            theme.value = themes.find((each) => each === event.currentTarget.value) ?? "system";
          }}
        >
          {themes.map((each) => (
            <option key={each} value={each}>
              {t.theme[each]}
            </option>
          ))}
        </select>
      </label>
      {value?.caller.name == null ? (
        <p>
          {t.account.anonymous} <a href="/sign-in">{t.account.signIn}</a>
        </p>
      ) : (
        <>
          <p>
            {t.account.signedInAs(value.caller.name, value.caller.role ?? "")}{" "}
            <button type="button" onClick={() => void signOut()}>
              {t.account.signOut}
            </button>
          </p>
          {!value.external && <PasswordForm hasPassword={value.hasPassword} />}
        </>
      )}
    </div>
  );
}

async function signOut(): Promise<void> {
  await act(async () => {
    await client.signOut();
    showDone(t.account.signedOut);
  });
  await follow();
}

function PasswordForm({ hasPassword }: { readonly hasPassword: boolean }) {
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const { error, isBusy, onSubmit } = useAttempt();
  const submit = onSubmit(async () => {
    await client.changePassword({ body: { password, ...(hasPassword && { current }) } }, once());
    showDone(t.account.changed);
    setCurrent("");
    setPassword("");
    session.value = await client.getSession();
  });
  return (
    <form class="form inline-form" onSubmit={submit}>
      {hasPassword && (
        <TextField
          label={t.account.current}
          value={current}
          onChange={setCurrent}
          type="password"
          required
          autocomplete="current-password"
        />
      )}
      <TextField
        label={t.account.next}
        value={password}
        onChange={setPassword}
        type="password"
        required
        minLength={10}
        autocomplete="new-password"
      />
      <button type="submit" disabled={isBusy}>
        {hasPassword ? t.account.changePassword : t.account.setPassword}
      </button>
      <FormError error={error} />
    </form>
  );
}
