/**
 * What the web IDE loads: the plugin, and nothing else.
 */
import { PythonRemoteFileSourcePlugin } from './PythonRemoteFileSourcePlugin';

export default PythonRemoteFileSourcePlugin;
