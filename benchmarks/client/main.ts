/**
 * The benchmark's clients in one process: does what each line of standard
 * input says, and answers each with a line.
 */
import { createInterface } from 'node:readline';

import { BrowserClient } from './browser';
import type { IDeephaven } from './deephaven';
import { api, PlainSession } from './deephaven';
import type { IJupyter } from './jupyter';
import { readAll } from './jupyter';
import { OurClient } from './ours';
import { PublishedClient } from './published';

/** What one run of a program was. */
export interface IOutcome {
  /** From the call to its result. */
  readonly seconds: number;
  /** The traceback, if it failed. */
  readonly error: string | null;
  /** How many modules and files the client was asked for. */
  readonly fetched: number;
  /** How often the Jupyter server was asked. */
  readonly jupyter?: number;
  /** What else the client can tell of it. */
  readonly steps?: Record<string, unknown>;
}

/** A client that serves one package. */
export interface IClient {
  run(program: string): Promise<IOutcome>;
  /** Resolves when all is sent that is sent before it is asked for. */
  settled(): Promise<unknown>;
  /** Take note of files that have changed, where that is part of no run. */
  refresh(): Promise<void>;
  close(): void | Promise<void>;
}

/** Code that is there for itself: what is on the worker's own disk. */
class LocalClient implements IClient {
  constructor(private readonly _session: PlainSession) {}

  async run(program: string): Promise<IOutcome> {
    const began = performance.now();
    const error = await this._session.run(program);
    return { seconds: (performance.now() - began) / 1000, error, fetched: 0 };
  }

  async settled(): Promise<void> {
    // Its modules are there.
  }

  async refresh(): Promise<void> {
    // Python looks by itself.
  }

  close(): void {
    this._session.close();
  }
}

/** What a line says. */
interface ICommand {
  readonly do:
    'script' | 'connect' | 'run' | 'settled' | 'refresh' | 'close' | 'read';
  readonly kind: 'ours' | 'published' | 'local' | 'browser';
  readonly deephaven: IDeephaven;
  readonly jupyter: IJupyter;
  /** The folder that is served: on the disk, and for the Jupyter server. */
  readonly folder: string;
  readonly path: string;
  readonly name: string;
  readonly code: string;
  readonly paths: readonly string[];
}

/** Sessions beside the clients, straight to each server, by URL. */
const controls = new Map<string, Promise<PlainSession>>();
let client: IClient | null = null;

async function connect(command: ICommand): Promise<IClient> {
  const { deephaven, folder, jupyter, kind, name, path } = command;
  switch (kind) {
    case 'ours':
      return OurClient.open(deephaven, jupyter, path);
    case 'published':
      return PublishedClient.open(deephaven, folder, name);
    case 'local':
      return new LocalClient(await PlainSession.open(deephaven));
    case 'browser':
      return BrowserClient.open(deephaven, jupyter, path);
  }
}

async function execute(command: ICommand): Promise<unknown> {
  const { code, deephaven, jupyter, path, paths } = command;
  if (command.do === 'script') {
    const control = controls.get(deephaven.url) ?? PlainSession.open(deephaven);
    controls.set(deephaven.url, control);
    return { error: await (await control).run(code) };
  }
  if (command.do === 'read') {
    return readAll(jupyter, path, paths);
  }
  if (command.do === 'connect') {
    await api(deephaven);
    const began = performance.now();
    client = await connect(command);
    return { seconds: (performance.now() - began) / 1000 };
  }
  if (!client) {
    throw new Error('no client is connected');
  }
  switch (command.do) {
    case 'run':
      return client.run(code);
    case 'settled':
      return { result: await client.settled() };
    case 'refresh':
      return { result: await client.refresh() };
    case 'close':
      await client.close();
      client = null;
      return {};
  }
}

async function main(): Promise<void> {
  // Standard output is for the answers.
  console.log = console.info = console.debug = console.warn = console.error;
  for await (const line of createInterface({ input: process.stdin })) {
    let answer: unknown;
    try {
      answer = await execute(JSON.parse(line));
    } catch (reason) {
      answer = {
        failure: reason instanceof Error ? reason.stack : String(reason)
      };
    }
    process.stdout.write(JSON.stringify(answer ?? {}) + '\n');
  }
  process.exit();
}

void main();
