/**
 * The settings of `schema/completion.json`.
 */

/** In which files the server is asked. */
export type FileMode = 'unless-language-server' | 'always' | 'never';

/** In which notebooks the server is asked. */
export type NotebookMode = 'used' | 'always' | 'never';

/** The settings. */
export interface ICompletionSettings {
  readonly files: FileMode;
  readonly notebooks: NotebookMode;
  readonly tooltips: boolean;
  [key: string]: unknown;
}

/** What holds until they are loaded. */
export const COMPLETION_DEFAULTS: ICompletionSettings = {
  files: 'unless-language-server',
  notebooks: 'used',
  tooltips: true
};
