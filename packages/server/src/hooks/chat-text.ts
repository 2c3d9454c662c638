/**
 * A sentence for a chat program. Names of jobs come from anyone who can submit one: in a message that everyone reads they must not call
 * people, nor show a link under other words.
 *
 * - Slack: `<!channel>`, `<@U1>`, `<https://…|other words>`;
 * - Mattermost and Rocket.Chat: `@all`, `@here`, `[other words](https://…)`.
 */
export function chatText(text: string): string {
  return text.replaceAll("<", "‹").replaceAll(">", "›").replaceAll("@", "＠").replaceAll("](", "] (");
}
