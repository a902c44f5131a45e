import { argumentError } from '../errors.ts';

/** Whether an input is named by a URL. */
export function isRemote(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/**
 * A URL as reports and errors show it: without a user's name and password, and without its query, in which signatures
 * stand. Any other name is shown as it is.
 */
export function shownName(name: string): string {
  if (!isRemote(name)) return name;
  const { origin, pathname, search } = parsed(name);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}

/** What is to be asked for, and as whom. */
export interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws E_ARGUMENT if it is no URL */
export function addressOf(name: string): Address {
  const url = parsed(name);
  const user = `${decoded(url.username)}:${decoded(url.password)}`;
  url.username = '';
  url.password = '';
  url.hash = '';
  const headers = user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
  return { url: url.href, headers };
}

function parsed(name: string): URL {
  try {
    return new URL(name);
  } catch {
    // Not with the name, in which a password may stand.
    throw argumentError('E_ARGUMENT', {
      expected: 'a URL like https://host/dump.arrow',
      got: 'one that is broken',
    });
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
