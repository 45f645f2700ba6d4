/**
 * Whether notebooks with the kernels of servers have variables of their own.
 */
import type { IScope } from '../tokens';

/** The plugin that has the settings. */
export const KERNEL_PLUGIN = 'jupyterlab-deephaven:kernel';

/** The settings of `schema/kernel.json`. */
export interface IKernelSettings {
  readonly variables: 'shared' | 'own' | 'own-with-tables';
  [key: string]: unknown;
}

/** What holds until they are loaded. */
export const KERNEL_DEFAULTS: IKernelSettings = { variables: 'shared' };

/**
 * The variables that the cells of a kernel have; null for those of the session.
 *
 * @param kernel - its id.
 */
export function scopeOf(
  { variables }: IKernelSettings,
  kernel: string
): IScope | null {
  return variables === 'shared'
    ? null
    : { id: kernel, exportsTables: variables === 'own-with-tables' };
}
