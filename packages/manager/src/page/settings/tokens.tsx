import type { Token } from "@afpools/api/client";
import { useEffect, useState } from "preact/hooks";
import { CopyText } from "../parts/copy-text.js";
import { Dialog } from "../parts/dialog.js";
import { useDraft } from "../parts/drafts.js";
import { ForeignText } from "../parts/foreign-text.js";
import { HelpOrError } from "../parts/form-error.js";
import { shownTime } from "../parts/shown-time.js";
import { TextField } from "../parts/text-field.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** What scripts of the person sign in with; of everybody, for admins. */
export function Tokens() {
  const [tokens, setTokens] = useState<readonly Token[] | undefined>(undefined);
  const [isAll, setAll] = useState(false);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const read = async () => setTokens((await client.listTokens(isAll ? { all: true } : {})).tokens);
  useEffect(() => {
    void act(read);
  }, [isAll]);
  if (!tokens) return <p class="quiet">{t.loading}</p>;
  const revoke = ({ id, label }: Token) =>
    act(async () => {
      await client.revokeToken({ token: id }, once());
      showDone(t.tokensView.revoked(label));
      await read();
    });
  return (
    <div class="tokens">
      <p class="quiet">{t.tokensView.intro}</p>
      {may("admin") && (
        <label class="check">
          <input type="checkbox" checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} />
          {t.tokensView.all}
        </label>
      )}
      {tokens.length === 0 ? (
        <p>{t.tokensView.none}</p>
      ) : (
        <table aria-label={t.tokensView.table}>
          <thead>
            <tr>
              <th scope="col">{t.tokensView.label}</th>
              <th scope="col">{t.tokensView.user}</th>
              <th scope="col">{t.usersView.role}</th>
              <th scope="col">{t.tokensView.ends}</th>
              <th scope="col">{t.tokensView.used}</th>
              <th scope="col">{t.tokensView.from}</th>
              <th scope="col">
                <span class="visually-hidden">{t.usersView.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <tr key={token.id}>
                <td>
                  <ForeignText text={token.label} />
                </td>
                <td>
                  <ForeignText text={token.user} />
                </td>
                <td>{token.role}</td>
                <td>{token.expiresAt === null ? t.tokensView.never : shownTime(token.expiresAt)}</td>
                <td>{token.usedAt === null ? t.tokensView.never : shownTime(token.usedAt)}</td>
                <td>{token.usedFrom}</td>
                <td>
                  <button type="button" class="link danger-quiet" onClick={() => void revoke(token)}>
                    {t.tokensView.revoke}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <NewToken
        onMade={(made) => {
          setSecret(made);
          void act(read);
        }}
      />
      {secret !== undefined && (
        <Dialog title={t.tokensView.secretTitle} onClose={() => setSecret(undefined)}>
          <div class="dialog-body">
            <CopyText label={t.tokensView.secret} text={secret} />
            <p class="quiet">{t.tokensView.secretText}</p>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function NewToken({ onMade }: { readonly onMade: (secret: string) => void }) {
  const [label, setLabel] = useDraft("new token", "");
  const [days, setDays] = useState("");
  const { error, isBusy, onSubmit } = useAttempt();
  const submit = onSubmit(async () => {
    const body = { label, ...(days !== "" && { days: Number(days) }) };
    onMade((await client.createToken({ body }, once())).secret);
    setLabel("");
  });
  return (
    <form class="form inline-form" onSubmit={submit}>
      <TextField label={t.tokensView.label} value={label} onChange={setLabel} required />
      <TextField
        label={t.tokensView.days}
        value={days}
        onChange={setDays}
        type="number"
        min={1}
        max={3650}
        aria-describedby="token-days"
      />
      <button type="submit" class="primary" disabled={isBusy}>
        {t.tokensView.create}
      </button>
      <HelpOrError id="token-days" help={t.tokensView.daysHelp} error={error} />
    </form>
  );
}
