/**
 * The log console's loggers of servers: one for each name.
 */
import type { ILogger, ILoggerRegistry } from '@jupyterlab/logconsole';

import type { IDeephavenServer } from '../../tokens';

/** The loggers of servers. */
export class ServerLoggers {
  /** @param registry - the log console's. */
  constructor(registry: ILoggerRegistry) {
    this._registry = registry;
  }

  /** What the log console calls a server's log. */
  source(server: IDeephavenServer): string {
    return `deephaven:${server.config.name}`;
  }

  /** The logger of a server. */
  of(server: IDeephavenServer): ILogger {
    const source = this.source(server);
    const logger = this._registry.getLogger(source);
    if (!this._prepared.has(source)) {
      this._prepared.add(source);
      // By JupyterLab's default, what is printed would not be kept at all. Who
      // has chosen another level gets that.
      if (logger.level === 'warning') {
        logger.level = 'info';
        // A logger says that its level has changed: of no use at its beginning.
        logger.clear();
      }
    }
    return logger;
  }

  private _prepared = new Set<string>();
  private _registry: ILoggerRegistry;
}
