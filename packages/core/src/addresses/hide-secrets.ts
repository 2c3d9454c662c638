/** Stands in place of a password that is not shown. */
export const hiddenSecret = "***";

/**
 * An address without its secrets, however it is written: also one that cannot be read, because its password holds characters
 * that had to be percent-encoded. An address without secrets stays as it is.
 */
export function hideSecrets(address: string): string {
  const [, scheme = "", rest = ""] = /^(\s*(?:[a-z][a-z\d+.-]*:\/\/)?)(.*)$/is.exec(address) ?? [];
  if (scheme.trim() === "" && /^(sqlite|memory):/i.test(rest)) return address;
  return scheme + (/mongodb/i.test(scheme) ? hideInMongo(rest) : hideUserInfo(rest, /^[^/?#]*@/));
}

/** {@link hideSecrets} for each address with a scheme that stands somewhere in a text, such as a line of a log. */
export function hideSecretsIn(text: string): string {
  return text.replaceAll(/[a-z][a-z\d+.-]{0,20}:\/\/[^\s"'<>\\]+/gi, hideSecrets);
}

/** User and password may hold anything, an unencoded "/" or "@" too: they end at the last "@" that there is. */
function hideInMongo(rest: string): string {
  const shown = hideUserInfo(rest, /^.*@/s);
  return shown.replaceAll(/([?&][^=&]*)=([^&]*)/g, (option, name: string) =>
    /pass|secret|token|properties|%/i.test(name) ? `${name}=${hiddenSecret}` : option,
  );
}

function hideUserInfo(rest: string, pattern: RegExp): string {
  return rest.replace(pattern, (userInfo) => {
    const colon = userInfo.indexOf(":");
    return colon < 0 ? userInfo : `${userInfo.slice(0, colon)}:${hiddenSecret}@`;
  });
}
