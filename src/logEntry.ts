/**
 * An entry of a server's log, as the public interface has it.
 */

/** What happened at a server, for people: plain text, of a bounded length. */
export interface ILogEntry {
  /** How bad it is, in the log console's terms. */
  readonly level: 'info' | 'warning' | 'error' | 'critical';
  readonly text: string;
}
