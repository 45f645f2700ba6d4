/**
 * What connecting may do only once the user has agreed to it.
 */

import type { RouteKind } from '../../tokens';

/** What the user is asked about a server. */
export type ConsentQuestion =
  /** Whether to go to it through, or at the address of, the Jupyter server. */
  | {
      readonly about: 'jupyter';
      readonly route: RouteKind;
      /** Whether Jupyter's credentials go to the server as well. */
      readonly exposesJupyter: boolean;
    }
  /** Whether to run an API that is not on the list of releases. */
  | {
      readonly about: 'api';
      /** The SHA-256 of each of its files that is not on the list, in hex. */
      readonly hashes: readonly string[];
      /** Whether the user trusts another one of the same server. */
      readonly isChanged: boolean;
    };

/** What users have agreed to, by the servers' URLs. */
export interface IConsents {
  /** Whether to go through the Jupyter server; null where nobody was asked. */
  jupyter(url: string): boolean | null;

  /** The hashes, as above, of the API's files that may run. */
  api(url: string): readonly string[];
}

/** Where nobody has agreed to anything. */
export const NO_CONSENTS: IConsents = { jupyter: () => null, api: () => [] };

/** Connecting needs the user to agree to something. */
export class ConsentError extends Error {
  /** @param question - what they are to agree to. */
  constructor(
    readonly question: ConsentQuestion,
    message = `the user has not agreed: ${question.about}`
  ) {
    super(message);
  }
}
