/**
 * Signs users in to servers, and remembers what with.
 */
import { LoginRefusedError } from '../connection/failures';
import type {
  AuthKind,
  ICredentials,
  ICredentialStore,
  IDeephavenServer,
  RouteKind
} from '../tokens';

import type { Consents } from './remembered/consents';

/**
 * Asks the user what to sign in with.
 *
 * @param server - the server to sign in to.
 * @param kinds - what it takes.
 * @param problem - why the last try failed.
 * @param route - the way that the answer will be sent.
 * @param last - the answer that was refused; null the first time.
 * @returns null when the user cancels.
 */
export type CredentialsPrompt = (
  server: IDeephavenServer,
  kinds: readonly AuthKind[],
  problem: string | null,
  route: RouteKind,
  last: ICredentials | null
) => Promise<ICredentials | null>;

/** Signs users in. */
export class SignIn {
  /**
   * @param secrets - what remembers credentials; null for nothing.
   * @param consents - asks the user to agree to what connecting does.
   */
  constructor(
    private _prompt: CredentialsPrompt,
    private _secrets: ICredentialStore | null,
    private _consents: Consents
  ) {}

  /**
   * Connect to a server by what is known, what was remembered, or what the user
   * is asked for.
   *
   * @returns whether it is connected; false when the user cancels.
   * @throws DeclinedError when they do not agree to what connecting needs.
   * @throws Error when the server cannot be reached.
   */
  async connect(server: IDeephavenServer): Promise<boolean> {
    const during = <T>(work: () => Promise<T>) =>
      this._consents.during(server, work);
    let problem: string | null = null;
    if (server.state === 'connected' || server.canConnectSilently) {
      const { keptRoute } = server;
      try {
        await during(() => server.connect());
        return true;
      } catch (reason) {
        problem = refusal(reason);
      }
      if (keptRoute) {
        await this.forget(server, keptRoute);
      }
    }
    // First, since whatever is sent is meant for one way.
    const route = await during(() => server.findRoute());
    if (problem === null) {
      const remembered = await this.remembered(server, route);
      try {
        if (remembered) {
          await during(() => server.connect(remembered, route));
          return true;
        }
      } catch (reason) {
        problem = refusal(reason);
        await this.forget(server, route);
      }
    }
    const { auth } = server.config;
    let kinds: readonly AuthKind[] = [auth];
    if (auth === 'auto' || auth === 'anonymous') {
      kinds = await during(() => server.authKinds(route));
      if (kinds.length === 0) {
        // It does not tell.
        kinds = ['psk', 'password', 'anonymous'];
      }
    }
    // What needs no form is tried without one, once.
    let isFree =
      problem === null && auth === 'auto' && kinds[0] === 'anonymous';
    let last: ICredentials | null = null;
    for (;;) {
      const credentials: ICredentials | null = isFree
        ? { type: 'anonymous' }
        : await this._prompt(server, kinds, problem, route, last);
      isFree = false;
      if (credentials === null) {
        return false;
      }
      try {
        await during(() => server.connect(credentials, route));
        await this._remember(server, route, credentials);
        return true;
      } catch (reason) {
        problem = refusal(reason);
        last = credentials.type === 'anonymous' ? null : credentials;
      }
    }
  }

  /** What was remembered; whatever is wrong there, the user can be asked. */
  async remembered(
    { config }: IDeephavenServer,
    route: RouteKind
  ): Promise<ICredentials | null> {
    try {
      return (await this._secrets?.get(config.url, route)) ?? null;
    } catch (reason) {
      console.warn('What was remembered cannot be read', reason);
      return null;
    }
  }

  private async _remember(
    { config }: IDeephavenServer,
    route: RouteKind,
    credentials: ICredentials
  ): Promise<void> {
    if (credentials.type !== 'anonymous') {
      await this._secrets
        ?.set(config.url, route, credentials)
        .catch(reason => console.warn('Nothing could be remembered', reason));
    }
  }

  /** Forget what was remembered for a server. */
  async forgetAll(server: IDeephavenServer): Promise<void> {
    await this.forget(server, 'direct');
    await this.forget(server, 'jupyter');
  }

  /** Forget what was remembered for one way to a server. */
  async forget({ config }: IDeephavenServer, route: RouteKind): Promise<void> {
    await this._secrets
      ?.remove(config.url, route)
      .catch(reason => console.warn('Nothing could be forgotten', reason));
  }
}

/**
 * The message that a server refused the credentials.
 *
 * @throws the failure itself when it is another one.
 */
function refusal(reason: unknown): string {
  if (reason instanceof LoginRefusedError) {
    return reason.message;
  }
  throw reason;
}
