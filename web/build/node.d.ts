/** The few functions of Node that the build and the tests call; its full types are two more packages. */
declare module 'node:crypto' {
  export function createHash(algorithm: 'sha256'): {
    update(data: string | Uint8Array): void
    digest(encoding: 'hex'): string
  }
}

declare module 'node:fs' {
  export function readFileSync(path: string | URL, encoding: 'utf8'): string
}

declare module 'node:fs/promises' {
  export function readdir(
    folder: string,
    options: { recursive: true; withFileTypes: true },
  ): Promise<{ name: string; parentPath: string; isFile(): boolean }[]>
  export function readFile(path: string): Promise<Uint8Array>
  export function readFile(path: string, encoding: 'utf8'): Promise<string>
  export function writeFile(path: string, data: string | Uint8Array): Promise<void>
}

declare module 'node:path' {
  export function join(...parts: string[]): string
  export function relative(from: string, to: string): string
}

declare module 'node:process' {
  export const env: Record<string, string | undefined>
}

declare module 'node:zlib' {
  type Done = (error: Error | null, result: Uint8Array) => void
  export const constants: { BROTLI_PARAM_QUALITY: number; BROTLI_PARAM_SIZE_HINT: number }
  export function brotliCompress(
    data: Uint8Array,
    options: { params: Record<number, number> },
    done: Done,
  ): void
  export function gzip(data: Uint8Array, options: { level: number }, done: Done): void
}
