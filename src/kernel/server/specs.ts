/**
 * The kernel specifications of the configured servers.
 */
import type { KernelSpec } from '@jupyterlab/services';

import type { IDeephavenServer } from '../../tokens';

/** A specification as the Jupyter server has them. */
export interface ISpec {
  readonly name: string;
  readonly spec: Pick<
    KernelSpec.ISpecModel,
    'argv' | 'display_name' | 'language'
  > & { readonly metadata: object };
  readonly resources: Readonly<Record<string, string>>;
}

/** A table with a prompt: pages of any theme show it as a picture. */
const LOGO =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">' +
      '<rect x="4" y="8" width="56" height="48" rx="8" fill="#1f6feb"/>' +
      '<path d="M12 24h40M12 36h40M12 48h40M26 16v36" stroke="#fff" stroke-opacity=".45" stroke-width="2.500" fill="none"/>' +
      '<path d="M12 16h40" stroke="#fff" stroke-width="4" stroke-linecap="round"/>' +
      '<path d="m36 31 13 9-13 9z" fill="#fff"/>' +
      '</svg>'
  );

/** The specification of a server's kernel. */
export function kernelSpec(name: string, server: IDeephavenServer): ISpec {
  return {
    name,
    spec: {
      argv: [],
      display_name: `Deephaven: ${server.config.name}`,
      // Not "python": a notebook of an unknown kernel starts the only Python
      // kernel there is, and ours are not to keep it from that.
      language: 'Python',
      metadata: {}
    },
    resources: { 'logo-svg': LOGO }
  };
}
