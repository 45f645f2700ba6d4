/**
 * What is used of `@jupyterlite/services`, which is there in JupyterLite only: no
 * part of it is bundled, nor needed to build.
 */
declare module '@jupyterlite/services' {
  import type { KernelMessage, KernelSpec } from '@jupyterlab/services';
  import type { Token } from '@lumino/coreutils';
  import type { IObservableDisposable } from '@lumino/disposable';

  /** A kernel in the page. */
  export interface IKernel extends IObservableDisposable {
    readonly id: string;
    readonly name: string;
    readonly location: string;
    readonly ready: Promise<void>;
    handleMessage(message: KernelMessage.IMessage): Promise<void>;
  }

  export namespace IKernel {
    /** What a kernel is made of. */
    export interface IOptions {
      id: string;
      name: string;
      location: string;
      sendMessage: (message: KernelMessage.IMessage) => void;
    }
  }

  /** The kernels that can be started. */
  export interface IKernelSpecs {
    register(options: {
      spec: KernelSpec.ISpecModel;
      create: (options: IKernel.IOptions) => Promise<IKernel>;
    }): void;
  }

  export const IKernelSpecs: Token<IKernelSpecs>;

  /** The kernels that run. */
  export interface IKernelClient {
    interrupt(id: string): Promise<void>;
  }

  export const IKernelClient: Token<IKernelClient>;
}
