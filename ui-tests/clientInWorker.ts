/**
 * Python for the worker: clients without a network, for what the node client
 * does not do.
 */

/** A client of a plugin object, that answers every question with an error. */
export interface IClientInWorker {
  /** The variable of the plugin object. */
  object: string;
  /** The variable for the client. */
  variable: string;
  /** The connection id. */
  id: string;
  /** What it serves while others run code; needs the extension. */
  standing?: readonly string[];
}

/** Code that connects a client. */
export function connectClient(client: IClientInWorker): string {
  return `
import json
from deephaven.python_remote_file_source.plugin_type import PluginType

class Connection:
    def on_data(self, payload, references):
        message = json.loads(payload or b"{}")
        if message.get("method") in ("fetch_module", "fetch_files"):
            error = {"code": -32603, "message": "The file cannot be read"}
            self.send({"id": message["id"], "error": error})

    def send(self, message):
        text = json.dumps({"jsonrpc": "2.0", **message})
        self.stream.on_data(text.encode(), [])

    def on_close(self):
        pass

def connect(plugin_object, id, standing):
    connection = Connection()
    connection.stream = PluginType().create_client_connection(plugin_object, connection)
    params = {"id": id}
    if standing:
        params["capabilities"] = {"sync": 2}
    connection.send({"id": 1, "method": "set_connection_id", "params": params})
    if standing:
        names = {name: ["/jupyter"] for name in standing}
        files = {f"/jupyter/{name}.py": "?:" for name in standing}
        index = {"revision": 1, "base": None, "names": names, "files": files}
        connection.send({"id": 2, "method": "sync", "params": index})
        connection.send({"id": 3, "method": "set_standing", "params": {"names": standing}})
    return connection

${client.variable} = connect(${client.object}, ${JSON.stringify(client.id)}, ${JSON.stringify(client.standing ?? [])})
`;
}

/** Code that disconnects a client. */
export function disconnectClient({ variable }: IClientInWorker): string {
  return `${variable}.stream.on_close()\n`;
}

/** Code that imports a module from a client, and says how that failed. */
export function importFrom(
  { object, id }: IClientInWorker,
  module: string
): string {
  return `
import importlib
${object}.set_execution_context(${JSON.stringify(id)}, {${JSON.stringify(module)}})
try:
    importlib.import_module(${JSON.stringify(module)})
except ImportError as error:
    print(error)
`;
}

/** Code that closes all streams of a plugin object that are no clients. */
export function closeOtherStreams(object: string): string {
  return `
import gc
from deephaven.python_remote_file_source.message_stream import MessageStream
for stream in gc.get_objects():
    if isinstance(stream, MessageStream) and stream._plugin_object is ${object}:
        if stream._client.connection_id is None:
            stream._client._connection.on_close()
`;
}

/** Code that asks all clients for what none of them serves, as a worker may. */
export function askClients(
  method: string,
  params: Readonly<Record<string, string>>
): string {
  return `
import gc
from deephaven.python_remote_file_source.rpc.client import ClientGone, ClientRefused
from deephaven.python_remote_file_source.message_stream import MessageStream
for stream in gc.get_objects():
    if isinstance(stream, MessageStream) and stream._client.connection_id is not None:
        try:
            stream._client.request(${JSON.stringify(method)}, ${JSON.stringify(params)}, 5)
        except (ClientGone, ClientRefused):
            pass  # of streams that ended, objects are left
`;
}
