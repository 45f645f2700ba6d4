/**
 * What the user has agreed to, kept in the settings with the servers.
 */
import type {
  ConsentQuestion,
  IConsents
} from '../../connection/trust/consent';
import { ConsentError } from '../../connection/trust/consent';
import { CancelledError } from '../../connection/failures';
import type { IDeephavenServer } from '../../tokens';
import type { SettingsStore } from '../../ui/settingsStore';
import type { IServersSettings, ITrusted } from '../serverConfig';

/**
 * Asks the user to agree to something.
 *
 * @returns whether they do, to be remembered; false is for the route through
 * the Jupyter server only. Null: nothing is remembered.
 */
export type ConsentPrompt = (
  server: IDeephavenServer,
  question: ConsentQuestion
) => Promise<boolean | null>;

/** The user does not agree. */
export class DeclinedError extends CancelledError {}

/** Asks, and remembers the answers. */
export class Consents implements IConsents {
  constructor(
    private _settings: SettingsStore<IServersSettings>,
    private _prompt: ConsentPrompt
  ) {}

  jupyter(url: string): boolean | null {
    return this._of(url).jupyter ?? null;
  }

  api(url: string): readonly string[] {
    return this._of(url).api ?? [];
  }

  /** Whether anything is remembered for a server. */
  has(url: string): boolean {
    return this._settings.value.trusted.some(trusted => trusted.url === url);
  }

  /**
   * Do something that may need the user to agree; once they have, again.
   *
   * @throws DeclinedError when the user does not agree.
   */
  async during<T>(
    server: IDeephavenServer,
    work: () => Promise<T>
  ): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (reason) {
        if (!(reason instanceof ConsentError)) {
          throw reason;
        }
        const answer = await this._prompt(server, reason.question);
        if (answer === null) {
          throw new DeclinedError(reason.message);
        }
        await this._record(server.config.url, reason.question, answer);
      }
    }
  }

  /** Forget what was agreed to for a server. */
  async forget(url: string): Promise<void> {
    if (this.has(url)) {
      await this._settings.update('trusted', all =>
        all.filter(trusted => trusted.url !== url)
      );
    }
  }

  private async _record(
    url: string,
    question: ConsentQuestion,
    answer: boolean
  ): Promise<void> {
    const before = this._of(url);
    const hashes = question.about === 'api' ? question.hashes : [];
    const after =
      question.about === 'jupyter'
        ? { ...before, jupyter: answer }
        : { ...before, api: [...new Set([...this.api(url), ...hashes])] };
    await this._settings.update('trusted', all => [
      ...all.filter(trusted => trusted.url !== url),
      after
    ]);
  }

  private _of(url: string): ITrusted {
    return (
      this._settings.value.trusted.find(trusted => trusted.url === url) ?? {
        url
      }
    );
  }
}
