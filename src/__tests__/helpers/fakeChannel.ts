/**
 * A channel whose other end is the test.
 */
import type { IChannel } from '../../protocol/connection';

/** A JSON-RPC message, as far as the tests look into it. */
export interface IMessage {
  jsonrpc?: string;
  id?: unknown;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** A channel that keeps what is sent. */
export class FakeChannel implements IChannel {
  onMessage: ((text: string) => void) | null = null;
  onClose: (() => void) | null = null;

  /** The texts sent. */
  readonly texts: string[] = [];

  /** Whether the client closed it. */
  isClosed = false;

  /** Called with each message sent. */
  onSend: ((message: IMessage) => void) | null = null;

  /** The messages sent. */
  get sent(): IMessage[] {
    return this.texts.map(text => JSON.parse(text));
  }

  send(text: string): void {
    if (this.isClosed) {
      throw new Error('closed');
    }
    this.texts.push(text);
    this.onSend?.(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  /** Let the other end send a message, or any text. */
  receive(message: unknown): void {
    this.onMessage?.(
      typeof message === 'string' ? message : JSON.stringify(message)
    );
  }

  /** Let the other end answer each request with a result. */
  answer(result: unknown): void {
    this.onSend = ({ id, method }) => {
      if (method !== undefined) {
        this.receive({ jsonrpc: '2.0', id, result });
      }
    };
  }
}

/** Let everything happen that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) {
    await Promise.resolve();
  }
}
