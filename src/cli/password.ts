import { UserError } from "../schema/user-error.ts";

const userInfo = /([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s]*@/gi;
const parameter = /([?&](?:password|pwd|secret|token)=)[^&\s]*/gi;

/** Whether an address carries a password: `scheme://user:password@host`, or `?password=…`. */
export function hasPassword(address: string): boolean {
  return hidePasswords(address) !== address;
}

/** `text` with the password of every address in it replaced by three dots. */
export function hidePasswords(text: string): string {
  return text.replaceAll(userInfo, "$1:…@").replaceAll(parameter, "$1…");
}

/** Refuse a flag that carries a password: every process of the machine could read it. The value is not repeated. */
export function refusePassword(flag: string, value: string | undefined, wayOut: string): void {
  if (value === undefined || !hasPassword(value)) return;
  throw new UserError("usage", `A password does not belong on the command line (${flag}).`, wayOut);
}
