/**
 * The ways to sign in that users choose from.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

/** The choice of a handler that we have no name for. */
export const OTHER_AUTH = 'other';

/** The ways that have a name, in the settings. */
const KNOWN = ['auto', 'anonymous', 'psk', 'password'];

/** Whether a way to sign in is not the class name of a handler. */
export function isKnownAuth(auth: string): boolean {
  return KNOWN.includes(auth);
}

/** What a form offers. */
export function authOptions(
  trans: TranslationBundle
): { value: string; label: string }[] {
  return [
    { value: 'auto', label: trans.__('Automatic') },
    { value: 'anonymous', label: trans.__('Anonymous') },
    { value: 'psk', label: trans.__('Key') },
    { value: 'password', label: trans.__('User name and password') },
    { value: OTHER_AUTH, label: trans.__('Another handler') }
  ];
}
