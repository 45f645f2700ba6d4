/**
 * The JSON-RPC messages of the remote-file-source protocol, in the union of
 * its two dialects (see docs/protocol.md).
 */

import type { IContent } from './content';

/** Methods of the protocol, by direction. */
export namespace Methods {
  /** Client to server: this stream may serve imports. */
  export const setConnectionId = 'set_connection_id';
  /** Server to client, without the extension: the source of one module. */
  export const fetchModule = 'fetch_module';
  /** Client to server, extension: a revision of the index, with contents. */
  export const sync = 'sync';
  /** Client to server, extension: contents that the index refers to. */
  export const put = 'put';
  /** Client to server, extension: names that any code may import. */
  export const setBackground = 'set_standing';
  /** Client to server, extension: the variables of the session, in short. */
  export const listVariables = 'list_variables';
  /** Client to server, extension: one variable, in full. */
  export const inspectVariable = 'inspect_variable';
  /** Client to server, extension: the names that can stand at a place of a text. */
  export const complete = 'complete';
  /** Client to server, extension: what stands at a place of a text. */
  export const hover = 'hover';
  /** Client to server, extension: the functions that may be called at a place of a text. */
  export const signatures = 'signatures';
  /** Client to server, extension: the variables that a notebook has for itself are to be deleted. */
  export const forgetScope = 'forget_scope';
  /** Server to client, extension: the contents of files of the index. */
  export const fetchFiles = 'fetch_files';
  /** Server to client, extension: a portion of a file of the index. */
  export const fetchFile = 'fetch_file';
  /** Server to client, extension: what is in a folder that is not listed. */
  export const listFolder = 'list_folder';
  /** Server to client, extension: code is about to import background modules. */
  export const renew = 'renew';
  /** Client to server, extension: end a run of this client. */
  export const stopRun = 'stop_run';
  /** Client to server, extension: a run of an earlier connection goes on here. */
  export const resumeRun = 'resume_run';
  /** Client to server, extension: is anybody there? */
  export const ping = 'ping';
  /** Notification of the extension, from the server: a run begins. */
  export const runBegan = 'run_began';
  /** Notification of the extension, from the server: what a run prints. */
  export const output = 'output';
  /** Notification of the extension, to the server: `output` was taken. */
  export const outputTaken = 'output_taken';
  /** Notification of the extension, from the server: how a run ended. */
  export const runEnded = 'run_ended';
  /** Notification of the extension, from the server: what a cell shows. */
  export const display = 'display';
  /** Server to client, extension: a cell asks the user for a line. */
  export const input = 'input';
  /** Notification of the extension: another client serves these names now. */
  export const displaced = 'displaced';
  /** Notification of the extension: this client serves these names again. */
  export const restored = 'restored';
}

/** JSON-RPC 2.0 error codes used here (section 5.1 of its specification). */
export namespace ErrorCodes {
  /** The server has no such method. */
  export const noMethod = -32601;
  /** Also what deployed clients answer for a module that does not exist. */
  export const invalidParams = -32602;
  /** The module exists but could not be read. */
  export const readFailed = -32000;
  /** The server has another revision than a `sync` is based on. */
  export const revisionConflict = -32001;
  /** The contents of the index are more than the server keeps. */
  export const contentsTooLarge = -32002;
  /** The worker cannot store the files. */
  export const cannotStore = -32003;
}

/**
 * A module as the sources give it: `module` and `package` have a source text,
 * a `namespace` package only has the folders it spans.
 */
export type ModuleContent =
  | {
      readonly kind: 'module' | 'package';
      readonly name: string;
      /** Where the text comes from, as the worker's tracebacks name it. */
      readonly origin: string;
      /** The file. */
      readonly content: IContent;
      /**
       * Its text, decoded.
       *
       * @throws Error naming the encoding when its bytes are not in it.
       */
      readonly source: string;
      /** The folders of a package's submodules; empty for a module. */
      readonly locations: readonly string[];
    }
  | {
      readonly kind: 'namespace';
      readonly name: string;
      readonly locations: readonly string[];
    };

/** A `fetch_module` result that servers of both dialects understand. */
export interface IFetchModuleResult {
  /** Deployed dialect. */
  name: string;
  origin?: string;
  is_package: boolean;
  submodule_search_locations?: string[];
  /** Both dialects; null for a namespace package. */
  source: string | null;
  /** Documented dialect. */
  filepath: string;
}

/** A value of a message as an object; an empty one where it is none. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value) || Object.create(null);
}

/** A value of a message as a text; the empty one where it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What our server plugin answers to a client that sent `capabilities`. */
export interface IServerInfo {
  readonly version: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** What scripts call this client; '' where the server says none. */
  readonly runId: string;
}

/** The `fetch_module` result for a module. */
export function fetchModuleResult(module: ModuleContent): IFetchModuleResult {
  if (module.kind === 'namespace') {
    return {
      name: module.name,
      is_package: true,
      submodule_search_locations: [...module.locations],
      source: null,
      filepath: module.locations[0]
    };
  }
  const result: IFetchModuleResult = {
    name: module.name,
    origin: module.origin,
    is_package: module.kind === 'package',
    source: module.source,
    filepath: module.origin
  };
  if (module.kind === 'package') {
    result.submodule_search_locations = [...module.locations];
  }
  return result;
}

/**
 * Read the answer to `set_connection_id`.
 *
 * @returns null for a server without the extension, which answers null.
 */
export function readServerInfo(result: unknown): IServerInfo | null {
  if (typeof result !== 'object' || result === null) {
    return null;
  }
  const {
    version,
    capabilities,
    run_id: runId
  } = result as Record<string, unknown>;
  if (typeof version !== 'string') {
    return null;
  }
  const isObject =
    typeof capabilities === 'object' && !Array.isArray(capabilities);
  return {
    version,
    capabilities: ((isObject && capabilities) || {}) as Record<string, unknown>,
    runId: typeof runId === 'string' ? runId : ''
  };
}
