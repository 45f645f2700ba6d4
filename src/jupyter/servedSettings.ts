/**
 * The settings of what is served, and their defaults.
 */
import type { Evict } from '../protocol/worker';

/** A served path in the settings. */
export interface IServedSetting {
  path: string;
  enabled: boolean;
  /** Whether what lies in the folder is served, as on `sys.path`. */
  contents?: boolean;
  [key: string]: unknown;
}

/** The settings of `schema/served.json`. */
export interface IServedSettings {
  serving: boolean;
  modules: IServedSetting[];
  ignore: string[];
  reload: Evict;
  [key: string]: unknown;
}

/** What holds until the settings are loaded, and where they cannot be. */
export const SERVED_DEFAULTS: IServedSettings = {
  serving: true,
  modules: [],
  reload: 'changed',
  ignore: [
    '.*',
    '__pycache__/',
    'node_modules/',
    'site-packages/',
    'venv/',
    '*.egg-info/'
  ]
};
