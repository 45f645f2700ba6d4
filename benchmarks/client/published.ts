/**
 * A client as the published plugin knows them: it answers each question at
 * once, from memory.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { dh } from '@deephaven/jsapi-types';

import type { IDeephaven } from './deephaven';
import { PlainSession } from './deephaven';
import type { IClient, IOutcome } from './main';

const OBJECT_TYPE = 'DeephavenPythonRemoteFileSourcePlugin';
const VARIABLE = '__deephaven_vscode';
const CONNECTION = 'the-benchmark';

/** What one module's answer says. */
interface IModule {
  readonly name: string;
  readonly origin: string;
  readonly is_package: boolean;
  readonly source: string;
  readonly submodule_search_locations?: readonly string[];
}

/** The client, over one connection. */
export class PublishedClient implements IClient {
  /**
   * @param folder - the package's folder on this machine's disk.
   * @param name - its top-level name.
   */
  static async open(
    deephaven: IDeephaven,
    folder: string,
    name: string
  ): Promise<PublishedClient> {
    const session = await PlainSession.open(deephaven);
    const error = await session.run(
      `from deephaven.python_remote_file_source import PluginObject\n${VARIABLE} = PluginObject()`
    );
    if (error !== null) {
      throw new Error(error);
    }
    const widget: dh.Widget = await session.session.getObject({
      name: VARIABLE,
      type: OBJECT_TYPE
    });
    const client = new PublishedClient(session, widget, folder, name);
    await client.refresh();
    const connected = new Promise<void>(resolve => {
      client._onAnswer = resolve;
    });
    widget.addEventListener<dh.WidgetMessageDetails>(
      session.api.Widget.EVENT_MESSAGE,
      ({ detail }) => client._receive(detail.getDataAsString())
    );
    widget.sendMessage(
      JSON.stringify({
        jsonrpc: '2.0',
        id: CONNECTION,
        method: 'set_connection_id'
      })
    );
    await connected;
    return client;
  }

  private constructor(
    private readonly _session: PlainSession,
    private readonly _widget: dh.Widget,
    private readonly _folder: string,
    private readonly _name: string
  ) {}

  async refresh(): Promise<void> {
    this._modules.clear();
    await this._read(this._folder, this._name);
  }

  async run(program: string): Promise<IOutcome> {
    const before = this._fetched;
    const began = performance.now();
    const error =
      (await this._session.run(
        `${VARIABLE}.set_execution_context("${CONNECTION}", {"${this._name}"})`
      )) ?? (await this._session.run(program));
    return {
      seconds: (performance.now() - began) / 1000,
      error,
      fetched: this._fetched - before
    };
  }

  async settled(): Promise<void> {
    // There is nothing that it could read or send ahead.
  }

  close(): void {
    this._widget.close();
    this._session.close();
  }

  private async _read(folder: string, name: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        await this._read(path, `${name}.${entry.name}`);
      } else if (entry.name.endsWith('.py')) {
        const stem = entry.name.slice(0, -3);
        const isPackage = stem === '__init__';
        const fullName = isPackage ? name : `${name}.${stem}`;
        this._modules.set(fullName, {
          name: fullName,
          origin: path,
          is_package: isPackage,
          source: await readFile(path, 'utf-8'),
          ...(isPackage && { submodule_search_locations: [folder] })
        });
      }
    }
  }

  private _receive(text: string): void {
    const message = text ? JSON.parse(text) : {};
    if (message.method !== 'fetch_module') {
      if (message.id === CONNECTION) {
        this._onAnswer?.();
      }
      return;
    }
    this._fetched += 1;
    const name = message.params.module_name;
    const result = this._modules.get(name);
    const answer = result
      ? { result }
      : { error: { code: -32602, message: `Module not found: ${name}` } };
    this._widget.sendMessage(
      JSON.stringify({ jsonrpc: '2.0', id: message.id, ...answer })
    );
  }

  private _fetched = 0;
  private _modules = new Map<string, IModule>();
  private _onAnswer: (() => void) | null = null;
}
