import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Returns the files below a folder, named from there with slashes, in alphabetical order. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}
