/**
 * All code of ours, with the server's tables of words, but the service worker, which is one file by
 * itself. Folders that the clone lies in may be called `web` and `src` too, so the last ones count.
 */
const OURS = /\/web\/src\/(?!sw\.|(?:.*\/)?web\/)|\/quick_add\/words\/\w+\.json$/

/** Which modules share a file of the build; those that fit none are where the bundler puts them. */
export const chunks = [
  // All that the first list needs, in one file for each pace of change.
  { name: 'vendor', tags: ['$initial' as const], test: /node_modules/, priority: 3 },
  { name: 'app', tags: ['$initial' as const], test: OURS, priority: 2 },
  // The pages of the settings and of an account are small, and gone through together.
  { name: 'pages', test: /\/web\/src\/views\//, priority: 1 },
  {
    name: 'shared',
    test: /\/web\/src\/parts|node_modules/,
    minShareCount: 2,
    entriesAware: true,
    entriesAwareMergeThreshold: 16_000,
  },
]
