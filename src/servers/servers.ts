/**
 * The model of all configured servers.
 */
import { JSONExt } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IConnectorOptions } from '../connection/connector';
import { LoginRefusedError } from '../connection/failures';
import { explainUrl, normalizeUrl } from '../connection/serverUrl';
import type {
  ICredentials,
  ICredentialStore,
  IDeephavenServer,
  IDeephavenServers,
  IServedModules,
  IServerConfig,
  RouteKind
} from '../tokens';
import type { SettingsStore } from '../ui/settingsStore';
import { DocumentServers } from './documents/documentServers';
import { DeephavenServer } from './server';
import { Consents, DeclinedError } from './remembered/consents';
import type { IServersSettings } from './serverConfig';
import { check, checked, isSameServer, nameOf } from './serverConfig';
import type { CredentialsPrompt } from './signIn';
import { SignIn } from './signIn';

/** The configured servers, by the settings. */
export class DeephavenServers implements IDeephavenServers {
  constructor(options: DeephavenServers.IOptions) {
    this._options = options;
    this._consents =
      options.consents ?? new Consents(options.settings, async () => null);
    this._signIn = new SignIn(
      options.prompt,
      options.secrets ?? null,
      this._consents
    );
    this._documents = options.documents ?? new DocumentServers(null, null);
    this._documents.changed.connect(() => this._changed.emit(), this);
    options.settings.changed.connect(this._sync, this);
    this._sync();
  }

  get servers(): readonly IDeephavenServer[] {
    return this._servers;
  }

  get problems(): readonly string[] {
    return this._problems;
  }

  get current(): IDeephavenServer | null {
    return this._current;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get listed(): Promise<void> {
    return this._options.settings.ready;
  }

  get ready(): Promise<void> {
    const { settings } = this._options;
    return Promise.all([settings.ready, this._documents.ready]).then(
      () => undefined
    );
  }

  pickedFor(path: string): IDeephavenServer | null {
    const name = this._documents.of(path);
    return this._servers.find(({ config }) => config.name === name) ?? null;
  }

  pick(path: string, server: IDeephavenServer | null): Promise<void> {
    return this._documents.pick(path, server?.config.name ?? null);
  }

  find(nameOrUrl: string): IDeephavenServer | null {
    const byName = this._servers.find(
      ({ config }) => config.name === nameOrUrl
    );
    if (byName) {
      return byName;
    }
    try {
      const url = normalizeUrl(nameOrUrl);
      return this._servers.find(({ config }) => config.url === url) ?? null;
    } catch {
      return null;
    }
  }

  add(config: IServerConfig): Promise<IDeephavenServer> {
    return this._save(config, (servers, added) => [...servers, added]);
  }

  async edit(
    server: IDeephavenServer,
    config: IServerConfig
  ): Promise<IDeephavenServer> {
    const { trans } = this._options;
    const { name, url } = server.config;
    const edited = await this._save(
      config,
      (servers, saved) => {
        const index = servers.findIndex(other => checked(other)?.name === name);
        if (index < 0) {
          throw new Error(
            trans.__('No server called “%1” is configured.', name)
          );
        }
        return servers.map((other, i) => (i === index ? saved : other));
      },
      name
    );
    if (!this._servers.some(({ config }) => config.url === url)) {
      await this._signIn.forgetAll(server);
      await this._consents.forget(url);
    }
    await this._documents.rename(name, edited.config.name);
    return edited;
  }

  /**
   * Save a server in the settings.
   *
   * @param insert - puts it into the settings' list.
   * @param before - the name that it has had until now.
   */
  private async _save(
    config: IServerConfig,
    insert: (servers: IServerConfig[], saved: IServerConfig) => IServerConfig[],
    before: string | null = null
  ): Promise<IDeephavenServer> {
    const { settings, trans } = this._options;
    await settings.ready;
    let url: string;
    try {
      url = normalizeUrl(config.url);
    } catch (reason) {
      throw new Error(explainUrl(reason, trans));
    }
    const name = config.name.trim() || new URL(url).host;
    const taken = trans.__('There is a server called “%1” already.', name);
    const saved = checked({ ...config, name, url })!;
    await settings.update('servers', servers => {
      // Two of one name may have been added at the same time.
      if (
        name !== before &&
        servers.some(other => checked(other)?.name === name)
      ) {
        throw new Error(taken);
      }
      return insert(servers, saved);
    });
    this._sync();
    return this.find(name)!;
  }

  async remove(server: IDeephavenServer): Promise<void> {
    const { settings } = this._options;
    await server.disconnect();
    await settings.update('servers', servers =>
      servers.filter(other => checked(other)?.name !== server.config.name)
    );
    this._sync();
    await this._signIn.forgetAll(server);
    const { url } = server.config;
    if (!this._servers.some(({ config }) => config.url === url)) {
      await this._consents.forget(url);
    }
  }

  async connect(
    server: IDeephavenServer,
    credentials?: ICredentials
  ): Promise<boolean> {
    try {
      const isIn = credentials
        ? await this._consents
            .during(server, () => server.connect(credentials))
            .then(() => true)
        : await this._connectOrAskOnce(server);
      if (isIn) {
        this._useUnlessOther(server);
      }
      return isIn;
    } catch (reason) {
      if (reason instanceof DeclinedError) {
        return false;
      }
      throw reason;
    }
  }

  async reconnect(
    server: IDeephavenServer,
    route: RouteKind,
    isAnonymous: boolean
  ): Promise<boolean> {
    const { connection, auth } = server.config;
    const isMeant =
      this._options.settings.value.reconnect &&
      [undefined, 'auto', route].includes(connection);
    if (!isMeant || server.state !== 'disconnected') {
      return false;
    }
    const credentials =
      isAnonymous && (auth === 'auto' || auth === 'anonymous')
        ? { type: 'anonymous' }
        : await this._signIn.remembered(server, route);
    if (!credentials || server.state !== 'disconnected') {
      return false;
    }
    try {
      await server.connect(credentials, route);
    } catch (reason) {
      if (reason instanceof LoginRefusedError) {
        await this._signIn.forget(server, route);
      }
      throw reason;
    }
    this._useUnlessOther(server);
    return true;
  }

  use(server: IDeephavenServer): void {
    if (server !== this._current) {
      this._current = server;
      this._changed.emit();
    }
  }

  /** What is connected, or will be again, stays where code runs. */
  private _useUnlessOther(server: IDeephavenServer): void {
    const state = this._current?.state;
    if (state !== 'connected' && state !== 'lost') {
      this.use(server);
    }
  }

  /** One form at a time: all that connect meanwhile get the same answer. */
  private _connectOrAskOnce(server: IDeephavenServer): Promise<boolean> {
    let connecting = this._connecting.get(server);
    if (!connecting) {
      connecting = this._signIn
        .connect(server)
        .finally(() => this._connecting.delete(server));
      this._connecting.set(server, connecting);
    }
    return connecting;
  }

  /** Follow the settings; servers that did not change stay as they are. */
  private _sync(): void {
    const { settings, ...options } = this._options;
    const { trans } = options;
    const before = new Set(this._servers);
    const added: DeephavenServer[] = [];
    const names = new Set<string>();
    this._servers = [];
    this._problems = [];
    for (const [index, raw] of settings.value.servers.entries()) {
      let config: IServerConfig;
      try {
        config = check(raw);
      } catch (reason) {
        this._problems.push(
          trans.__(
            'Server %1 of the settings is left out. %2',
            nameOf(raw) || index + 1,
            explainUrl(reason, trans)
          )
        );
        continue;
      }
      if (names.has(config.name)) {
        this._problems.push(
          trans.__(
            'Two servers of the settings are called “%1”. The second one is left out: give it another name.',
            config.name
          )
        );
        continue;
      }
      names.add(config.name);
      const kept = [...before].find(server =>
        JSONExt.deepEqual({ ...server.config }, { ...config })
      );
      if (kept) {
        before.delete(kept);
        this._servers.push(kept);
        continue;
      }
      const server = new DeephavenServer(config, {
        ...options,
        consents: this._consents,
        timeout: () => settings.value.connectTimeout * 1000
      });
      server.changed.connect(() => this._changed.emit(), this);
      this._servers.push(server);
      added.push(server);
    }
    for (const server of before) {
      // What is only called something else need not be signed in to again.
      added.find(isSameServer(server.config))?.signInLike(server);
      server.dispose();
    }
    if (this._current && !this.servers.includes(this._current)) {
      this._current = null;
    }
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _consents: Consents;
  private _connecting = new Map<IDeephavenServer, Promise<boolean>>();
  private _current: IDeephavenServer | null = null;
  private _documents: DocumentServers;
  private _options: DeephavenServers.IOptions;
  private _problems: string[] = [];
  private _servers: DeephavenServer[] = [];
  private _signIn: SignIn;
}

/** A namespace for `DeephavenServers` statics. */
export namespace DeephavenServers {
  /** What the model needs. */
  export interface IOptions extends Omit<IConnectorOptions, 'timeout'> {
    settings: SettingsStore<IServersSettings>;
    prompt: CredentialsPrompt;
    /** Asks the user to agree; without it, they do not. */
    consents?: Consents;
    /** What remembers credentials; null for nothing. */
    secrets?: ICredentialStore | null;
    /** What was picked for documents; without it, nothing is kept. */
    documents?: DocumentServers;
    served: IServedModules | null;
  }
}
