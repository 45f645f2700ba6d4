/**
 * Our client: the extension's own code without a page.
 */
import { nullTranslator } from '@jupyterlab/translation';

import { JupyterFileStore } from '../../src/files/fileStore';
import { ServerExtension } from '../../src/files/serverExtension';
import type { ModuleResolver } from '../../src/modules/resolver';
import { ServedModules } from '../../src/serving/servedModules';
import { SERVED_DEFAULTS } from '../../src/serving/servedSettings';
import { SettingsStore } from '../../src/ui/settingsStore';
import { WidgetChannel } from '../../src/worker/widgetChannel';
import { WorkerConnection } from '../../src/worker/workerConnection';
import type { IDeephaven } from './deephaven';
import { api, newClient } from './deephaven';
import type { IJupyter } from './jupyter';
import { Jupyter } from './jupyter';
import type { IClient, IOutcome } from './main';

/** How long nothing may change before all counts as sent, in milliseconds. */
const QUIET = 1000;

/** What went over the streams to the plugin, in bytes. */
let streamed = 0;

const { send } = WidgetChannel.prototype;
WidgetChannel.prototype.send = function (message) {
  streamed += Buffer.byteLength(message);
  send.call(this, message);
};

/** The extension's code, over one connection. */
export class OurClient implements IClient {
  /** @param path - the served folder, as the Jupyter server names it. */
  static async open(
    deephaven: IDeephaven,
    jupyterServer: IJupyter,
    path: string
  ): Promise<OurClient> {
    const jupyter = await Jupyter.open(jupyterServer);
    const served = new ServedModules({
      contents: jupyter.contents,
      documents: null,
      settings: new SettingsStore(null, '', SERVED_DEFAULTS),
      store: new JupyterFileStore(
        jupyter.contents,
        new ServerExtension(jupyter.settings)
      ),
      trans: nullTranslator.load('')
    });
    await served.serve([path]);
    const client = new OurClient(jupyter, await served.provider());
    client._worker = await WorkerConnection.open(
      await api(deephaven),
      await newClient(deephaven),
      { type: 'psk', token: deephaven.key },
      served,
      {
        onLost: () => undefined,
        onPluginChanged: () => {
          const isReading = (client._worker?.reading ?? null) !== null;
          client._isRead = !isReading && (client._isRead || client._wasReading);
          client._wasReading = isReading;
          client._changed = performance.now();
        }
      }
    );
    const { kind } = client._worker.plugin;
    if (kind !== 'ours') {
      throw new Error(`the worker has no plugin of ours, but: ${kind}`);
    }
    return client;
  }

  private constructor(jupyter: Jupyter, provider: ModuleResolver) {
    this._jupyter = jupyter;
    this._streamed = streamed;
    const { data, list, read, resolve, snapshot } = provider;
    provider.snapshot = async program => {
      const began = performance.now();
      try {
        return await snapshot.call(provider, program);
      } finally {
        this._reading = (performance.now() - began) / 1000;
      }
    };
    // What the worker asks for comes through these, and nothing else.
    provider.resolve = name => {
      this._asked.push(name);
      return resolve.call(provider, name);
    };
    provider.read = async paths => {
      const contents = await read.call(provider, paths);
      this._asked.push(...paths.slice(0, contents.length));
      return contents;
    };
    provider.data = path => {
      this._asked.push(path);
      return data.call(provider, path);
    };
    provider.list = path => {
      this._asked.push(path);
      return list.call(provider, path);
    };
  }

  async run(program: string): Promise<IOutcome> {
    this._asked.length = 0;
    const before = {
      jupyter: this._jupyter.requests,
      streamed
    };
    const began = performance.now();
    const { error } = await this._worker!.run(program, {}, () => undefined);
    return {
      seconds: (performance.now() - began) / 1000,
      error,
      fetched: this._asked.length,
      jupyter: this._jupyter.requests - before.jupyter,
      steps: {
        asked: this._asked.slice(0, 20),
        // To list, read and scan; the rest is the worker and the way to it.
        reading: this._reading,
        streamed: streamed - before.streamed,
        streamedInAll: streamed - this._streamed
      }
    };
  }

  async settled(): Promise<void> {
    // Reading ahead tells each of its steps, and the last one when all that
    // was read is sent. What comes later than that are changes.
    while (!this._isRead || performance.now() - this._changed < QUIET) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  async refresh(): Promise<void> {
    // Each run looks by itself.
  }

  close(): void {
    this._worker?.dispose();
    this._jupyter.contents.dispose();
  }

  private _changed = 0;
  private _asked: string[] = [];
  private _isRead = false;
  private _jupyter: Jupyter;
  private _reading = 0;
  private _streamed: number;
  private _wasReading = false;
  private _worker: WorkerConnection | null = null;
}
