// The package has typings that its `exports` hide; these are the parts of them that are used here.
declare module '@serialport/binding-mock' {
  import type { SerialPortStream } from '@serialport/stream';

  type BindingInterface = ConstructorParameters<typeof SerialPortStream>[0]['binding'];
  type OpenOptions = Parameters<BindingInterface['open']>[0];
  type BindingPort = Awaited<ReturnType<BindingInterface['open']>>;

  export interface MockPortBinding extends BindingPort {
    emitData(data: Buffer | string): void;
  }

  export interface MockBindingInterface {
    list: BindingInterface['list'];
    open(options: OpenOptions): Promise<MockPortBinding>;
    createPort(path: string, options?: { echo?: boolean; record?: boolean }): void;
    reset(): void;
  }

  export const MockBinding: MockBindingInterface;
}
