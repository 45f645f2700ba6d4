/**
 * The element above JupyterLab's shell in which menus and dialogs of Deephaven's
 * grid open: a tab would cut them off.
 */

let host: HTMLElement | null = null;

/** The element; added to the page by its first use. */
export function overlayHost(): HTMLElement {
  if (!host) {
    host = document.createElement('div');
    host.className = 'jp-DeephavenScope jp-DeephavenOverlays';
    document.body.appendChild(host);
  }
  return host;
}
