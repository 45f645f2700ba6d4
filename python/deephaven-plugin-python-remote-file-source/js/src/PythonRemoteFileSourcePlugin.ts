/**
 * Tells the web IDE which objects the panel is for.
 */
import { vsFileSymlinkDirectory } from '@deephaven/icons';
import type { WidgetPlugin } from '@deephaven/plugin';
import { PluginType } from '@deephaven/plugin';

import pkg from '../package.json';
import { PythonRemoteFileSourcePluginView } from './PythonRemoteFileSourcePluginView';

export const PythonRemoteFileSourcePlugin: WidgetPlugin = {
  name: pkg.name,
  title: 'Served modules',
  type: PluginType.WIDGET_PLUGIN,
  // The name of the object type, in plugin_type.py.
  supportedTypes: 'DeephavenPythonRemoteFileSourcePlugin',
  component: PythonRemoteFileSourcePluginView,
  icon: vsFileSymlinkDirectory
};
