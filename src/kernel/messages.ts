/**
 * The kernel's end of Jupyter's message protocol: what its messages look like.
 */
import type { KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';

/** The version of Jupyter's protocol that the kernel speaks. */
export const PROTOCOL_VERSION = '5.3';

/** A message of any kind, from a client or to one. */
export type AnyMessage = KernelMessage.IMessage;

/** A message of a client, as far as it is looked at. */
export interface IRequest {
  readonly channel: KernelMessage.Channel;
  readonly header: KernelMessage.IHeader;
  readonly content: JSONObject;
  readonly metadata: JSONObject;
}

/** What answers something. */
export interface IAnswer {
  readonly channel: 'shell' | 'control' | 'iopub' | 'stdin';
  readonly type: string;
  readonly content: JSONObject;
}

/**
 * A message of the kernel.
 *
 * @param session - the id of the kernel since its last restart.
 * @param parent - the header of what it answers; null for nothing.
 */
export function makeMessage(
  session: string,
  parent: KernelMessage.IHeader | null,
  { channel, type, content }: IAnswer
): AnyMessage {
  return {
    channel,
    header: {
      date: new Date().toISOString(),
      msg_id: UUID.uuid4(),
      msg_type: type as KernelMessage.MessageType,
      session,
      username: 'deephaven',
      version: PROTOCOL_VERSION
    },
    parent_header: parent ?? {},
    metadata: {},
    content: content as AnyMessage['content'],
    buffers: []
  };
}

/** What the kernel says of itself. */
export function kernelInfo(banner: string): JSONObject {
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'deephaven',
    implementation_version: '1.0',
    banner,
    help_links: [
      {
        text: 'Deephaven',
        url: 'https://deephaven.io/core/docs/'
      }
    ],
    language_info: {
      name: 'python',
      version: '3',
      mimetype: 'text/x-python',
      file_extension: '.py',
      pygments_lexer: 'ipython3',
      codemirror_mode: { name: 'ipython', version: 3 },
      nbconvert_exporter: 'python'
    }
  };
}
